"""The visit's own computers: reached, blocked, or with somebody in between. Real TLS on loopback."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from readiness.instruments.network import tls_hosts
from readiness.instruments.network.http import Web, look_up
from readiness.instruments.network.http_reply import HttpReply
from readiness.instruments.network.tls_hosts import Hosts, Reached, ask_hosts
from tests.links.servers import certificate


class Tls:
    """A TLS server with this certificate that answers every request with nothing."""

    def __init__(self, own: Path, key: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(own, key)
        self.host = ""

    async def start(self) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=self._context)
        self.host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server


async def outcome(own: Path, key: Path) -> Reached:
    tls = Tls(own, key)
    server = await tls.start()
    try:
        async with Web(proxies=False) as web:
            return (await ask_hosts(web, (tls.host,))).outcomes[tls.host]
    finally:
        server.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.mark.linux("makes its certificates by openssl")
def test_a_good_certificate(stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, own, key = stack.enter_context(certificate("127.0.0.1"))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert asyncio.run(outcome(own, key)) is Reached.WELL


@pytest.mark.linux("makes its certificates by openssl")
def test_an_authority_that_nobody_knows(stack: ExitStack) -> None:
    _, own, key = stack.enter_context(certificate("127.0.0.1"))
    assert asyncio.run(outcome(own, key)) is Reached.UNKNOWN_ISSUER


@pytest.mark.linux("makes its certificates by openssl")
def test_somebody_else_s_name(stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, own, key = stack.enter_context(certificate("192.0.2.7"))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert asyncio.run(outcome(own, key)) is Reached.OTHER_NAME


@pytest.mark.linux("makes its certificates by openssl")
def test_one_that_signed_itself_is_the_server_s_own_fault(stack: ExitStack) -> None:
    authority, _, _ = stack.enter_context(certificate("127.0.0.1"))
    assert asyncio.run(outcome(authority, authority.with_name("ca.key"))) is Reached.OWN_FAULT


@pytest.mark.linux("makes its certificates by openssl")
def test_one_that_is_out_of_date_too(stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, own, key = stack.enter_context(certificate("127.0.0.1", days=-1))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert asyncio.run(outcome(own, key)) is Reached.OWN_FAULT


def test_nobody_there() -> None:
    async def ask() -> Hosts:
        async with Web(proxies=False) as web:
            return await ask_hosts(web, ("127.0.0.1:9", "nobody.invalid"))

    told = asyncio.run(ask())
    assert told.outcomes["127.0.0.1:9"] is Reached.NOT
    assert told.blocked
    assert not told.online


@pytest.mark.parametrize("host", ["visit.example:99999", "visit..example", "visit.example:x"])
def test_an_address_that_is_none_is_the_profile_s_fault(host: str) -> None:
    async def ask() -> Hosts:
        async with Web(proxies=False) as web:
            return await ask_hosts(web, (host,))

    told = asyncio.run(ask())
    assert (told.trouble, told.blocked, told.intercepted, told.online) == (True, False, False, False)


@pytest.mark.parametrize(
    ("outcomes", "intercepted", "trouble", "blocked"),
    [
        (["well", "well"], False, False, False),
        (["unknown-issuer"], True, False, False),
        (["unknown-issuer", "other-name"], True, False, False),
        # One bad beside a good one is that server's own matter.
        (["unknown-issuer", "well"], False, True, False),
        (["own-fault"], False, True, False),
        (["not", "well"], False, False, True),
        (["no-address", "well"], False, True, False),
        (["no-address", "unknown-issuer"], True, True, False),
        (["no-address", "not"], False, True, True),
        (["rubbish"], False, True, False),
        (["rubbish", "not"], False, True, True),
        ([], False, False, False),
    ],
)
def test_all_of_them_together(outcomes: list[str], intercepted: bool, trouble: bool, blocked: bool) -> None:
    told = Hosts({str(at): Reached(one) for at, one in enumerate(outcomes)})
    assert (told.intercepted, told.trouble, told.blocked) == (intercepted, trouble, blocked)


@pytest.mark.linux("makes its certificates by openssl")
def test_one_connection_that_got_lost_is_no_wall(stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one hangs for ever; a second one is tried beside it."""
    authority, own, key = stack.enter_context(certificate("127.0.0.1"))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    monkeypatch.setattr(tls_hosts, "AGAIN_S", 0.3)
    ask, asked = Web.ask, []

    async def lost_at_first(web: Web, *words: Any, **more: Any) -> HttpReply:
        asked.append(words)
        if len(asked) == 1:
            await asyncio.sleep(60)
        return await ask(web, *words, **more)

    monkeypatch.setattr(Web, "ask", lost_at_first)
    assert asyncio.run(outcome(own, key)) is Reached.WELL
    assert len(asked) == 2


def test_a_lost_look_up_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system itself asks again after five seconds only."""
    asked, over = [], threading.Event()

    def lost_at_first(host: str, *words: Any, **more: Any) -> list[Any]:
        asked.append(host)
        if len(asked) == 1:
            over.wait(30)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", lost_at_first)
    try:
        found = asyncio.run(look_up("speed.example", 80, socket.SOCK_STREAM))
    finally:
        over.set()
    assert found == [(socket.AF_INET, ("192.0.2.1", 80))]
    assert asked == ["speed.example"] * 2
