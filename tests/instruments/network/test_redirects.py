"""A server may lead a request elsewhere on itself, and nowhere else."""

from __future__ import annotations

import asyncio

import pytest
from yarl import URL

from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import WEB_ERRORS
from readiness.instruments.network.redirects import LedAwayError, next_address
from tests.instruments.network.hostile import leads
from tests.instruments.network.servers import Raw, answer, hosted

HERE = "http://speed.example/backend/garbage.php?ckSize=1"
SECURE = "https://speed.example:8443/garbage.php"


@pytest.mark.parametrize(
    ("asked", "location", "expected"),
    [
        (HERE, "/speed/garbage.php", "http://speed.example/speed/garbage.php"),
        (HERE, "empty.php?a=1#top", "http://speed.example/backend/empty.php?a=1"),
        (HERE, "http://speed.example:80/x", "http://speed.example:80/x"),
        (HERE, "https://speed.example/backend/garbage.php", "https://speed.example/backend/garbage.php"),
        (HERE, "//SPEED.example/x", "http://speed.example/x"),
        (SECURE, "https://speed.example:8443/x", "https://speed.example:8443/x"),
        ("http://[fe80::1%25eth0]/", "/x", "http://[fe80::1%25eth0]/x"),
    ],
)
def test_the_same_server(asked: str, location: str, expected: str) -> None:
    assert next_address(URL(asked), location) == URL(expected)


@pytest.mark.parametrize("asked", [HERE, SECURE])
@pytest.mark.parametrize(
    "location",
    [
        "http://other.example/garbage.php",
        "http://speed.example.other.example/",
        "http://speed.example./",
        "http://speed.example:8080/",
        "https://speed.example:80/",
        "//169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://192.168.1.1/",
        "http://0x7f000001/",
        "http://user:word@speed.example/",
        "https://speed.example@other.example/",
        "https://speed.example\\@other.example/",
        "file:///etc/passwd",
        "ftp://speed.example/",
        "javascript:alert(1)",
        "data:,x",
        "http://[",
        "http://speed.example:99999/",
    ],
)
def test_anywhere_else(asked: str, location: str) -> None:
    with pytest.raises(LedAwayError):
        next_address(URL(asked), location)


def test_from_secure_to_plain_is_elsewhere() -> None:
    with pytest.raises(LedAwayError):
        next_address(URL("https://speed.example/"), "http://speed.example/")


def test_another_server_is_never_asked() -> None:
    async def ask(url: str, method: str, data: bytes | None) -> int:
        async with Web(proxies=False) as web:
            try:
                async with await web.ask(method, url, data=data, redirects=True) as got:
                    return got.status
            except WEB_ERRORS:
                return 0

    async def good(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, path, reader
        answer(writer)

    with hosted(Raw(good)) as other, hosted(Raw(leads(other.url, "307 Temporary Redirect"))) as server:
        assert asyncio.run(ask(server.url, "GET", None)) == 0
        assert asyncio.run(ask(server.url, "POST", b"the body")) == 307
        assert not other.asked
        assert len(server.asked) == 2


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_round_and_round_ends_soon(status: str) -> None:
    async def ask(url: str) -> int:
        async with Web(proxies=False) as web, await web.ask("GET", url, redirects=True) as got:
            return got.status

    with hosted(Raw(leads("/again", status))) as server:
        assert asyncio.run(ask(server.url)) == int(status[:3])
        assert len(server.asked) == 4
