"""Relays that are none: over UDP, TCP and TLS they are told from a network on which nothing comes through."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import pytest
from aioice import stun

from readiness.instruments.network import turn
from readiness.instruments.network.turn import Allocation, RelayReach, Route, Transport, probe_routes
from readiness.instruments.network.turn_client import MESSAGE_BYTES

Says = Callable[[bytes], bytes | None]
"""What a relay says to what it has heard; None: it hangs up."""
COOKIE: Final = stun.COOKIE.to_bytes(4, "big")


def _other(heard: bytes) -> bytes:
    """A good answer, to a question that was never asked."""
    del heard
    message = stun.Message(message_method=stun.Method.ALLOCATE, message_class=stun.Class.RESPONSE)
    return bytes(message)


def _error(code: int) -> Says:
    def say(heard: bytes) -> bytes:
        method = stun.parse_message(heard).message_method
        told = stun.Message(method, stun.Class.ERROR, transaction_id=heard[8:20])
        told.attributes["ERROR-CODE"] = (code, "No")
        return bytes(told)

    return say


def _binding_alone(heard: bytes) -> bytes:
    """A STUN server that relays nothing, and says nothing to those who ask for it."""
    asked = stun.parse_message(heard)
    if asked.message_method is not stun.Method.BINDING:
        return b""
    return bytes(stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=asked.transaction_id))


RUBBISH: Final[dict[str, Says]] = {
    "rubbish": lambda _: bytes(range(256)),
    "one byte": lambda _: b"\xff",
    "a web server": lambda _: b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "a head that promises much": lambda _: b"\x01\x03\xff\xfc" + COOKIE + bytes(12),
    "a head of another tongue": lambda _: b"\x01\x03\x00\x08" + bytes(16),
    "half an answer": lambda heard: b"\x01\x13\x00\x10" + COOKIE + heard[8:20],
    "an address that is none": lambda heard: (
        b"\x01\x03\x00\x0c" + COOKIE + heard[8:20] + b"\x00\x16\x00\x08" + bytes(8)
    ),
    "the answer to another question": _other,
    "an error of its own": _error(599),
    "our own words": lambda heard: heard,
}


@contextlib.asynccontextmanager
async def over_udp(says: Says) -> AsyncIterator[int]:
    class Relay(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: Any) -> None:
            if told := says(data):
                self.transport.sendto(told, addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Relay, ("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@contextlib.asynccontextmanager
async def over_tcp(says: Says, again: int = 1) -> AsyncIterator[int]:
    """`again`: how often it says so, without end where 0."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while heard := await reader.read(4096):
                if (told := says(heard)) is None:
                    break
                left = again
                while left or not again:
                    writer.write(told)
                    await writer.drain()
                    left -= 1
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _reached(port: int, transport: Transport) -> tuple[RelayReach, float]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    told = await probe_routes((Route(transport, "127.0.0.1", port, "check", "practice"),))
    return told, loop.time() - began


def reached(there: contextlib.AbstractAsyncContextManager[int], transport: Transport) -> tuple[RelayReach, float]:
    async def ask() -> tuple[RelayReach, float]:
        async with there as port:
            return await _reached(port, transport)

    return asyncio.run(ask())


def is_its_own_trouble(told: RelayReach) -> bool:
    return (
        told.answered
        and not told.blocked
        and not told.best
        and [each for _, each in told.outcomes] == [Allocation.WRONG]
    )


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "REACH_S", 0.8)
    monkeypatch.setattr(turn, "AGAIN_S", 0.4)


@pytest.mark.parametrize("name", [*RUBBISH, "binding alone"])
def test_rubbish_over_udp(name: str) -> None:
    told, _ = reached(over_udp(RUBBISH.get(name, _binding_alone)), Transport.UDP)
    assert is_its_own_trouble(told), told


@pytest.mark.parametrize("name", [*RUBBISH, "binding alone"])
def test_rubbish_over_tcp(name: str) -> None:
    told, _ = reached(over_tcp(RUBBISH.get(name, _binding_alone)), Transport.TCP)
    assert is_its_own_trouble(told), told


@pytest.mark.parametrize("name", [name for name in RUBBISH if name != "an error of its own"])
def test_rubbish_in_the_place_of_tls(name: str) -> None:
    told, _ = reached(over_tcp(RUBBISH[name]), Transport.TLS)
    assert is_its_own_trouble(told), told


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.TLS])
@pytest.mark.parametrize(("says", "soon"), [(lambda _: None, True), (lambda _: b"", False)])
def test_who_takes_the_connection_and_says_nothing(says: Says, soon: bool, transport: Transport) -> None:
    told, seconds = reached(over_tcp(says), transport)
    assert is_its_own_trouble(told), told
    assert seconds < (0.8 if soon else 2.5)


def test_rubbish_without_end_is_ended_at_once() -> None:
    told, seconds = reached(over_tcp(lambda _: b"\x01\x03\x00\x08" + bytes(16), again=0), Transport.TCP)
    assert is_its_own_trouble(told)
    assert seconds < 0.8
    told, seconds = reached(
        over_tcp(lambda _: bytes(2) + MESSAGE_BYTES.to_bytes(2, "big") + COOKIE, again=0), Transport.TCP
    )
    assert is_its_own_trouble(told)


@pytest.mark.parametrize(
    ("transport", "expected"), [(Transport.UDP, Allocation.SILENT), (Transport.UDP, Allocation.REFUSED)]
)
def test_a_silent_relay_is_blocked_and_a_closed_port_is_not(transport: Transport, expected: Allocation) -> None:
    if expected is Allocation.SILENT:
        told, _ = reached(over_udp(lambda _: b""), transport)
    else:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told, _ = asyncio.run(_reached(port, transport))
    assert [each for _, each in told.outcomes] == [expected]
    assert told.blocked == (expected is Allocation.SILENT)
