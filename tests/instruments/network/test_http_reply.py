"""Whatever a server sends, no more of it is taken than was asked for, and it is the server's own trouble."""

from __future__ import annotations

import ast
import asyncio
import time
from pathlib import Path

import aiohttp
import pytest

import readiness
from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import (
    SHORT_BYTES,
    WEB_ERRORS,
    NotUnderstoodError,
    TooMuchError,
    count_all,
    is_answered,
)
from tests.instruments.network.hostile import ENDLESS, NO_HTTP, pouring, saying
from tests.instruments.network.servers import DEAD, Handler, Raw, fixed, hosted

INSTRUMENTS = Path(readiness.__file__).parent / "instruments"
NETWORK = INSTRUMENTS / "network"
READER = "http_reply.py"
FORBIDDEN = frozenset(
    {"read", "readany", "readline", "readexactly", "readchunk", "iter_any", "iter_chunked", "text", "json"}
)
TAMED = {"public_server.py": {"read"}}
"""speedtest-cli's own reading, which is bounded there."""


def calls(source: str) -> list[str]:
    """The names of the methods that this source calls, and of the attributes that lead to a body."""
    tree = list(ast.walk(ast.parse(source)))
    called = [node.func.attr for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return called + [node.attr for node in tree if isinstance(node, ast.Attribute) and node.attr == "content"]


def knows_the_web(source: str) -> bool:
    return any(word in source for word in ("aiohttp", "network.http import", "network.http_reply import"))


def test_bodies_are_read_in_one_place_alone() -> None:
    readers = [path for path in INSTRUMENTS.rglob("*.py") if knows_the_web(path.read_text(encoding="utf-8"))]
    assert NETWORK / "call" / "http_call.py" in readers
    for path in readers:
        found = set(calls(path.read_text(encoding="utf-8"))) & (FORBIDDEN | {"content"})
        assert path.name == READER or found <= TAMED.get(path.name, set()), path.name
    assert {"read", "content"} <= set(calls((NETWORK / READER).read_text(encoding="utf-8")))


def test_no_redirect_is_followed_by_the_library() -> None:
    for path in INSTRUMENTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "allow_redirects":
                assert isinstance(node.value, ast.Constant)
                assert node.value.value is False


async def asked(url: str, method: str = "GET") -> tuple[BaseException | bytes, int]:
    """What became of a question with a short answer, and how much came."""
    async with Web(proxies=False) as web:
        try:
            data = b"x" * 1000 if method == "POST" else None
            async with await web.ask(method, url, data=data, deadline_s=2.0) as answer:
                answer.expect(200)
                return await answer.short(within_s=2.0), web.received
        except WEB_ERRORS as error:
            return error, web.received


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_is_ended(name: str, method: str) -> None:
    with hosted(Raw(ENDLESS[name])) as server:
        began = time.monotonic()
        became, came = asyncio.run(asked(server.url, method))
    assert isinstance(became, Exception)
    assert is_answered(became)
    assert came < 2_000_000
    assert time.monotonic() - began < 4


def test_an_endless_answer_at_a_crawl_ends_in_time() -> None:
    slow = pouring(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", b"x", 0.0001)
    with hosted(Raw(slow)) as server:
        began = time.monotonic()
        became, _ = asyncio.run(asked(server.url))
    assert isinstance(became, TimeoutError)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_answer_is_told_from_nobody_there(name: str) -> None:
    with hosted(Raw(NO_HTTP[name])) as server:
        became, _ = asyncio.run(asked(server.url))
    assert isinstance(became, Exception)
    # Silence may be the line's; that somebody took the connection is known all the same (`Web.connected`).
    assert is_answered(became) == (name != "nothing"), repr(became)


def test_nobody_there_is_no_answer() -> None:
    became, _ = asyncio.run(asked(DEAD))
    assert isinstance(became, Exception)
    assert not is_answered(became)


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (fixed("200 OK", b"size=500"), b"size=500"),
        (fixed("200 OK", b"x" * SHORT_BYTES), b"x" * SHORT_BYTES),
        (fixed("200 OK", b"x" * (SHORT_BYTES + 1)), TooMuchError),
        (fixed("204 No Content"), NotUnderstoodError),
        (fixed("307 Temporary Redirect", more="Location: /\r\n"), NotUnderstoodError),
        (fixed("200 OK", b"", "X-More: 1\r\n" * 1000), Exception),
        (saying(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), b"ok"),
        (saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + b"y" * 99999), NotUnderstoodError),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", hangs_up=True), Exception),
        (
            saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"),
            b"\x1f\x8b\x08",
        ),
    ],
)
def test_short_answers(handler: Handler, expected: bytes | type[Exception]) -> None:
    with hosted(Raw(handler)) as server:
        became, came = asyncio.run(asked(server.url))
    assert became == expected if isinstance(expected, bytes) else isinstance(became, expected)
    assert came > 0


def test_everything_that_comes_is_counted() -> None:
    with hosted(Raw(fixed("200 OK", b"x" * 1000))) as server:
        _, came = asyncio.run(asked(server.url))
    assert 1050 < came < 1200  # the head as well


class Wire(asyncio.Transport):
    """A connection that remembers whether it was ended."""

    ended = False

    def abort(self) -> None:
        self.ended = True

    def is_closing(self) -> bool:
        return self.ended

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


@pytest.mark.parametrize("size", [65_536, 262_144, 270_000, 278_000])
def test_a_body_may_come_with_its_head_in_one_large_delivery(size: int) -> None:
    """TLS hands on what it has deciphered of a read of 256 KiB and what was left of the one before."""

    async def deliver() -> bool:
        wire, connector = Wire(), aiohttp.TCPConnector()
        count_all(connector)
        receiver = connector._factory()
        receiver.connection_made(wire)
        receiver.set_response_params(read_until_eof=True, auto_decompress=False, read_bufsize=65_536)
        receiver.data_received((b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"x" * size)[:size])
        receiver.data_received(b"x" * size)
        await connector.close()
        return wire.ended

    assert not asyncio.run(deliver())
