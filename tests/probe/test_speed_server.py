"""The speed server of the demonstration speaks LibreSpeed and plays slow lines."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from readiness.probe.speed_server import SpeedServer


def fetch(server: SpeedServer, method: str, page: str, data: bytes | None = None) -> tuple[int, int, float]:
    """Status, length of the body, seconds."""

    async def ask() -> tuple[int, int, float]:
        async with server, aiohttp.ClientSession() as session:
            started = time.monotonic()
            async with session.request(method, server.url + page, data=data) as response:
                body = await response.read()
            return response.status, len(body), time.monotonic() - started

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("method", "page", "data", "status", "length"),
    [
        ("GET", "/garbage.php?ckSize=2&r=1", None, 200, 2 << 20),
        ("GET", "/garbage.php?ckSize=nonsense", None, 200, 4 << 20),
        ("GET", "/empty.php?r=1", None, 200, 0),
        ("POST", "/empty.php", b"x" * 300_000, 200, 0),
        ("GET", "/generate_204", None, 204, 0),
        ("GET", "/other", None, 404, 14),
    ],
)
def test_it_speaks_librespeed(method: str, page: str, data: bytes | None, status: int, length: int) -> None:
    assert fetch(SpeedServer(), method, page, data)[:2] == (status, length)


def test_it_plays_slow_lines() -> None:
    assert 0.9 < fetch(SpeedServer(down_mbps=8), "GET", "/garbage.php?ckSize=1")[2] < 2
    assert 0.7 < fetch(SpeedServer(up_mbps=2), "POST", "/empty.php", b"x" * 200_000)[2] < 2
    assert 0.3 < fetch(SpeedServer(delay_ms=300), "GET", "/empty.php")[2] < 1.5
