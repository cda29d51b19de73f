"""What servers answer: STUN and TURN, LibreSpeed's pages, the portal's page, the public speed servers' pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aioice import stun
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.instruments.network import http, portal, turn
from readiness.instruments.network.http import Web
from readiness.instruments.network.portal import Portal, ask_portal
from readiness.instruments.network.speed import public_server
from readiness.instruments.network.speed.librespeed import NotLibreSpeed, find_librespeed
from readiness.instruments.network.speed.public_server import NoPublicServer, find_public_server
from readiness.instruments.network.speed.server import Endpoints
from readiness.instruments.network.turn import RelayError, Route, Transport, open_allocation, udp_comes_through
from tests.cases import cases

HEADS = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 204 No Content\r\n", b"HTTP/1.1 302 Found\r\nLocation: /x\r\n"),
        *(b"HTTP/1.1 429 Busy\r\n", b"HTTP/9.9 999 \r\n", b"HTTP/1.0 200\r\n", b"ICY 200 OK\r\n", b""),
    ]
)
HEADERS = st.lists(
    st.sampled_from(
        [
            *(b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n"),
            *(b"Transfer-Encoding: chunked\r\n", b"Content-Type: text/html\r\n", b"Content-Encoding: gzip\r\n"),
            *(b"Location: http://[::1\r\n", b"Location: javascript:1\r\n", b"Set-Cookie: \xff=\x01\r\n", b": \r\n"),
        ]
    ),
    max_size=4,
).map(b"".join)
BODIES = st.binary(max_size=60) | st.sampled_from(
    [b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffffffffff\r\n", b"<html>sign in</html>", b"test=test", b"\x1f\x8b\x08"]
)
ANSWERS = st.binary(max_size=80) | st.builds(
    lambda *parts: parts[0] + parts[1] + b"\r\n" + parts[2], HEADS, HEADERS, BODIES
)


class Answering:
    """A TCP server that answers every request with the bytes at hand, and closes."""

    def __init__(self) -> None:
        self.answer = b""
        self.url = ""

    async def __aenter__(self) -> Answering:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(65536)
            writer.write(self.answer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def shortened(monkeypatch: Any) -> None:
    """An answer that never comes is waited for a moment only."""
    for module, name in ((http, "CONNECT_S"), (http, "FIRST_BYTE_S"), (portal, "LIMIT_S")):
        monkeypatch.setattr(module, name, 0.2)


async def asked(answer: bytes, ask: Callable[[Web, str], Awaitable[Any]]) -> Any:
    """What becomes of a question that is answered like this."""
    async with Answering() as server, Web(proxies=False) as session:
        server.answer = answer
        return await asyncio.wait_for(ask(session, server.url), 20)


def met(answer: bytes, ask: Callable[[Web, str], Awaitable[Any]]) -> Any:
    """The same, in a loop of its own, with short patience."""
    import pytest

    with pytest.MonkeyPatch.context() as monkeypatch:
        shortened(monkeypatch)
        return asyncio.run(asked(answer, ask))


@settings(max_examples=cases(20), deadline=None)
@given(ANSWERS)
def test_a_page_is_a_librespeed_server_or_none(answer: bytes) -> None:
    async def ask(session: Web, url: str) -> Any:
        try:
            return await find_librespeed(session, url)
        except NotLibreSpeed:
            return None

    assert isinstance(met(answer, ask), Endpoints | None)


@settings(max_examples=cases(20), deadline=None)
@given(ANSWERS)
def test_a_portal_s_page_is_told_as_something(answer: bytes) -> None:
    assert met(answer, ask_portal) in set(Portal)


@settings(max_examples=cases(12), deadline=None)
@given(ANSWERS, st.none() | st.text(max_size=30) | st.sampled_from(["http://[", "javascript:/x", "http:///upload.php"]))
def test_a_public_server_is_one_or_none(answer: bytes, listed: str | None) -> None:
    async def ask(session: Web, url: str) -> Any:
        try:
            nearest = f"{url}upload.php" if listed is None else listed
            return await find_public_server(session, 1.0, lambda: nearest)
        except NoPublicServer:
            return None

    assert isinstance(met(answer, ask), Endpoints | None)


PAGES = st.binary(max_size=200) | st.sampled_from(
    [
        b"<?xml version='1.0'?><settings><client ip='x'/></settings>",
        b"<settings>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ]
)


@settings(max_examples=cases(12), deadline=None)
@given(PAGES)
def test_speedtest_s_own_pages_end_in_a_server_or_none(page: bytes) -> None:
    """speedtest-cli parses what the public site says; whatever it raises is “no server”."""
    engine = public_server.load_engine()

    class Response:
        code, headers = 200, {"content-type": "text/xml"}

        def __init__(self) -> None:
            self._left = page

        def read(self, *_: int) -> bytes:
            given, self._left = self._left, b""
            return given

        def close(self) -> None:
            pass

    async def ask(session: Web) -> Any:
        try:
            return await find_public_server(session, 2.0)
        except NoPublicServer:
            return None

    async def within() -> Any:
        async with Web(proxies=False) as session:
            return await ask(session)

    import pytest

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(engine, "catch_request", lambda *_, **__: (Response(), False))
        assert asyncio.run(within()) is None


REQUEST = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)


def _messages(method: stun.Method) -> st.SearchStrategy[bytes]:
    """Good answers, damaged: attributes missing, doubled, cut, of the wrong length."""

    def damaged(kind: stun.Class, code: int, realm: str, place: tuple[int, int], put: bytes) -> bytes:
        at, cut = place
        message = stun.Message(message_method=method, message_class=kind)
        message.attributes["ERROR-CODE"] = (code, "?")
        message.attributes["REALM"] = realm
        message.attributes["NONCE"] = b"n"
        message.attributes["XOR-RELAYED-ADDRESS"] = ("192.0.2.1", 9)
        raw = bytes(message)
        return raw[: at % len(raw)] + put + raw[at % len(raw) + cut :]

    return st.builds(
        damaged,
        st.sampled_from(list(stun.Class)),
        st.integers(300, 699),
        st.text(max_size=8),
        st.tuples(st.integers(0, 200), st.integers(0, 12)),
        st.binary(max_size=6),
    )


DATAGRAMS = st.binary(max_size=120) | _messages(stun.Method.BINDING) | _messages(stun.Method.ALLOCATE)


@settings(max_examples=cases(250), deadline=None)
@given(DATAGRAMS)
def test_a_stun_answer_is_heard_or_passed_over(data: bytes) -> None:
    async def hear() -> None:
        turn._Binding().datagram_received(data, ("192.0.2.1", 3478))

    asyncio.run(hear())


class _Echo(asyncio.DatagramProtocol):
    def __init__(self, answer: bytes, transaction: bool) -> None:
        self._answer, self._transaction = answer, transaction

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        # With the request's own transaction id the client takes it for the answer to its question.
        own = self._transaction and len(self._answer) >= 20 and len(data) >= 20
        self._transport.sendto(self._answer[:8] + data[8:20] + self._answer[20:] if own else self._answer, addr)


@settings(max_examples=cases(8), deadline=None)
@given(DATAGRAMS, st.booleans())
def test_a_turn_server_s_answer_is_an_allocation_or_an_outcome(answer: bytes, transaction: bool) -> None:
    async def ask() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # aioice's own receiving raises; nobody waits for that
        server, _ = await loop.create_datagram_endpoint(lambda: _Echo(answer, transaction), ("127.0.0.1", 0))
        port = server.get_extra_info("sockname")[1]
        route = Route(Transport.UDP, "127.0.0.1", port, "check", "practice")
        try:
            transport, _ = await open_allocation(route, asyncio.DatagramProtocol, 0.15)
            transport.close()
        except RelayError:
            pass
        assert await udp_comes_through(route, 0.05) in (True, False)
        server.close()

    asyncio.run(asyncio.wait_for(ask(), 10))
