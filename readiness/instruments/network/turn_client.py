"""TURN's client ends, by aioice, that notice what it lets pass: who took the connection, and what came that is no TURN.

Without that a relay that talks nonsense, or hangs up, looks like a network on which nothing comes through.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from aioice import stun
from aioice.turn import (
    DEFAULT_ALLOCATION_LIFETIME,
    DEFAULT_CHANNEL_REFRESH_TIME,
    UDP_SOCKET_BUFFER_SIZE,
    TurnClientTcpProtocol,
    TurnClientUdpProtocol,
    TurnTransport,
)

P = TypeVar("P", bound=asyncio.DatagramProtocol)

MESSAGE_BYTES: Final = 4096
"""No answer to an allocation is longer (RFC 8656: some 200 bytes; a 401 with a long realm 763 more)."""


class HungUpError(ConnectionError):
    """The other end spoke no TURN, or closed the connection."""


@dataclass(slots=True)
class Noticed:
    """What was seen of the other end, also where no allocation came of it."""

    heard: bool = False
    """It took the connection, or sent anything at all."""
    refused: bool = False
    """Its computer says that nobody listens there."""


class _Udp(TurnClientUdpProtocol):
    """Notices datagrams that aioice ignores, and outlives those on which it stumbles."""

    noticed: Noticed

    def datagram_received(self, data: bytes | str, addr: tuple[str, int]) -> None:
        self.noticed.heard = True
        with contextlib.suppress(Exception):  # struct.error, IndexError and the like, for what a stranger sends
            super().datagram_received(data, addr)

    def error_received(self, exc: Exception) -> None:
        self.noticed.refused = self.noticed.refused or isinstance(exc, ConnectionRefusedError)


class _Tcp(TurnClientTcpProtocol):
    """Ends a connection on which no TURN comes, before much of it has come."""

    over: asyncio.Future[None]
    buffer = b""

    def data_received(self, data: bytes) -> None:
        if self.relayed_address is None and not _may_be_answer(self.buffer + data):
            self._end()
            return
        try:
            super().data_received(data)
        except Exception:  # as above; what is left of the stream has no beginning any more
            self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell_end()
        super().connection_lost(exc)

    def _end(self) -> None:
        self._tell_end()
        self.transport.abort()

    def _tell_end(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


def _may_be_answer(start: bytes) -> bool:
    """Tell whether a STUN message (RFC 8489, 5) of a reasonable length can begin like this."""
    if start[:1] and start[0] & 0xC0:
        return False
    if len(start) >= 4 and ((length := int.from_bytes(start[2:4], "big")) % 4 or length > MESSAGE_BYTES):
        return False
    cookie = stun.COOKIE.to_bytes(4, "big")
    return start[4:8] == cookie[: len(start[4:8])]


async def open_turn(
    protocol: Callable[[], P],
    at: tuple[str, int],
    user: tuple[str | None, str | None],
    noticed: Noticed,
    *,
    stream: bool = False,
    tls: tuple[ssl.SSLContext, str] | None = None,
) -> tuple[TurnTransport, P]:
    """Open an allocation at this number and port, over UDP unless `stream`.

    `tls`: the context, and the name to be shown there. `noticed` is filled on the way. Raises what aioice and the
    system raise, and HungUpError; the time is the caller's to bound.
    """
    options = (at, *user, DEFAULT_ALLOCATION_LIFETIME, DEFAULT_CHANNEL_REFRESH_TIME)
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    inner: _Tcp | _Udp
    if stream:
        inner = _Tcp(*options)
        inner.over = over
        await _connect_by_tcp(inner, at, noticed, tls)
    else:
        inner = _Udp(*options)
        inner.noticed = noticed
        await _listen_by_udp(inner, at)
    made, turn = protocol(), TurnTransport(inner)
    allocating = asyncio.ensure_future(turn._connect(made))  # as aioice's own create_turn_endpoint does
    try:
        await asyncio.wait({allocating, over}, return_when=asyncio.FIRST_COMPLETED)
        if not allocating.done():
            raise HungUpError
        allocating.result()
    except BaseException:  # also where the caller that waits is cancelled: no connection is left behind
        allocating.cancel()
        inner.transport.abort()
        raise
    return turn, made


async def _listen_by_udp(inner: _Udp, at: tuple[str, int]) -> None:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: inner, remote_addr=at)
    with contextlib.suppress(OSError):
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UDP_SOCKET_BUFFER_SIZE)


async def _connect_by_tcp(
    inner: _Tcp, at: tuple[str, int], noticed: Noticed, tls: tuple[ssl.SSLContext, str] | None
) -> None:
    loop = asyncio.get_running_loop()
    door = socket.socket(socket.AF_INET6 if ":" in at[0] else socket.AF_INET, socket.SOCK_STREAM)
    try:
        door.setblocking(False)
        await loop.sock_connect(door, at)
        noticed.heard = True
        named: dict[str, Any] = {} if tls is None else {"ssl": tls[0], "server_hostname": tls[1]}
        await loop.create_connection(lambda: inner, sock=door, **named)
    except BaseException:  # as above
        door.close()
        raise
