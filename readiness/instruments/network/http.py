"""Web requests in which every look-up, connection and answer is bounded in time, and nothing is remembered."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import secrets
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Mapping
from types import SimpleNamespace
from typing import Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from readiness.instruments.network.async_bridge import run_in_daemon_thread
from readiness.instruments.network.http_reply import (
    BUFFER_BYTES,
    FIELDS,
    FIRST_BYTE_S,
    LINE_BYTES,
    HttpReply,
    Tally,
    count_all,
    refuse_nonsense,
)
from readiness.instruments.network.redirects import MOST, next_address
from readiness.instruments.network.tcp_acks import CountingSocket, sum_acked_bytes

# Deadlines that worked on dead, blocked and very slow networks (seconds).
NAME_S: Final = 3.0
NAME_AGAIN_S: Final = 1.1
"""A lost question is asked again by the system after 5 s only: too late for us, and no sign of a dead name server."""
CONNECT_S: Final = 5.0
"""TCP asks again after 1 s and after 3 s (RFC 6298, 2 and 5.5): the third question's answer comes by then, also through
a queue of 1 s that somebody's upload has filled."""
PROGRESS_S: Final = 4.0

_NOTICE_S: Final = 0.05
"""For the transports to notice that their sockets are cut, which closes those without a lingering rest."""


def is_loopback(url: str) -> bool:
    """Tell whether this address leads to this very computer."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def with_cache_buster(url: str, **values: object) -> str:
    """Add these values to the address, and a random one so that no cache answers instead of the server."""
    query = "&".join(f"{name}={value}" for name, value in {**values, "r": secrets.token_hex(8)}.items())
    return f"{url}{'&' if '?' in url else '?'}{query}"


async def look_up(host: str, port: int, kind: socket.SocketKind, family: int = socket.AF_UNSPEC) -> list[Any]:
    """Look a name up, as the system does, with a deadline: a dead name server blocks for ten seconds and more.

    Returns (family, address) pairs, in the system's order. OSError where there is no such name, TimeoutError where
    nobody answers, asked again and again.
    """
    tries: set[asyncio.Task[Any]] = set()
    try:
        async with asyncio.timeout(NAME_S):
            while True:
                asking = run_in_daemon_thread(
                    lambda: socket.getaddrinfo(host, port, family, kind, flags=socket.AI_ADDRCONFIG), NAME_S
                )
                tries.add(asyncio.ensure_future(asking))
                done, _ = await asyncio.wait(tries, timeout=NAME_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
                if done:
                    return [(each[0], each[4]) for each in done.pop().result()]
    finally:
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)


class Names:
    """What became of the names that were asked for; numbers are none."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.unknown: set[str] = set()
        """Somebody answered that there is no such name."""
        self.silent: set[str] = set()

    def note(self, host: str, error: Exception | None) -> None:
        """Remember how the look-up of this host ended."""
        with contextlib.suppress(ValueError):
            ipaddress.ip_address(host.partition("%")[0])
            return
        if error is None:
            self.known.add(host)
        elif isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_NAME:
            self.unknown.add(host)
        else:
            self.silent.add(host)


_NO_SUCH_NAME: Final = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


def is_proxied(url: str) -> bool:
    """Tell whether the system has requests to this address go through a proxy."""
    parts = urlsplit(url)
    return parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")


class _Resolver(AbstractResolver):
    """Look-ups that are bounded, and remembered as answered or not."""

    def __init__(self, names: Names) -> None:
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            found = await look_up(host, port, socket.SOCK_STREAM, family)
        except OSError as error:  # TimeoutError is one
            self._names.note(host, error)
            raise
        self._names.note(host, None)
        return [
            ResolveResult(
                hostname=host,
                # The scope of a link-local address is part of it only as text.
                host=socket.getnameinfo(at, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0] if at[3:] else str(at[0]),
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, at in found
        ]

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


class Web:
    """One session for one measurement. `proxies`: honour the system's; never for a server on this computer."""

    def __init__(self, *, proxies: bool, receive_bytes: int | None = None) -> None:
        self._proxies = proxies
        self._receive_bytes = receive_bytes
        """The receive buffer of each connection; a small one lets the reader set the pace."""
        self.names = Names()
        self._sockets: list[CountingSocket] = []
        self._cut: list[CountingSocket] = []
        self._session: aiohttp.ClientSession | None = None
        self._tally = Tally()

    async def __aenter__(self) -> Self:
        # The system's proxies are wanted; the passwords that a person keeps in ~/.netrc would be read, and sent, too.
        os.environ["NETRC"] = os.devnull
        timing = aiohttp.TraceConfig()
        timing.on_request_headers_sent.append(_note_sent)
        connector = aiohttp.TCPConnector(
            limit=0,
            use_dns_cache=True,
            ttl_dns_cache=None,  # a name that is looked up again in the middle might lead elsewhere
            resolver=_Resolver(self.names),
            socket_factory=self._socket,
            ssl=ssl.create_default_context(),
        )
        self._tally = count_all(connector)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            headers={"User-Agent": "readiness", "Accept-Encoding": "identity", "Cache-Control": "no-store"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            read_bufsize=BUFFER_BYTES,
            max_line_size=LINE_BYTES,
            max_field_size=LINE_BYTES,
            max_headers=FIELDS,
            trust_env=self._proxies,
            trace_configs=[timing],
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self.cut()
        await self._session.close()
        await asyncio.sleep(0)  # lets the transports notice and free their sockets

    async def cut(self) -> None:
        """End every connection now: what is still queued is thrown away, or it would be in the way of what follows."""
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._cut += self._sockets
        self._sockets.clear()
        await asyncio.sleep(_NOTICE_S)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        data: bytes | AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        redirects: bool = False,
        deadline_s: float | None = None,
    ) -> HttpReply:
        """Send a request and wait for the answer's head. One of WEB_ERRORS where none comes in time.

        `redirects`: of a request without a body are followed, on the same server alone; else they are answers.
        The answer must be left: `async with await web.ask(...) as answer`.
        """
        async with asyncio.timeout(deadline_s or CONNECT_S + FIRST_BYTE_S):
            answer = await self._ask_once(method, url, data, headers)
            for _ in range(MOST if redirects and data is None else 0):
                if answer.location is None:
                    break
                answer.close()
                answer = await self._ask_once(method, next_address(answer.url, answer.location), data, headers)
        return answer

    async def _ask_once(
        self,
        method: str,
        url: str | URL,
        data: bytes | AsyncIterator[bytes] | None,
        headers: Mapping[str, str] | None,
    ) -> HttpReply:
        assert self._session is not None
        marks = SimpleNamespace(sent=0.0)
        with refuse_nonsense():
            response = await self._session.request(
                method, url, data=data, headers=headers, allow_redirects=False, trace_request_ctx=marks
            )
        return HttpReply(response, (asyncio.get_running_loop().time() - marks.sent) * 1000)

    @property
    def received(self) -> int:
        """Bytes that have come so far, whatever for."""
        return self._tally.bytes

    def acknowledged(self, url: str) -> int | None:
        """Count the bytes of ours that have arrived at the other ends; None where that is not known.

        Behind a proxy it is not: the proxy acknowledges what it has not passed on yet.
        """
        return None if self._proxies and is_proxied(url) else sum_acked_bytes([*self._cut, *self._sockets])

    @property
    def waiting(self) -> int:
        """Bytes of ours that the system has taken and that have not arrived, on connections that are in use."""
        return sum(one.waiting for one in self._sockets)

    @property
    def connected(self) -> bool:
        """Has somebody else taken a connection of ours? Then a network is there, however slow.

        A proxy on this computer takes every connection, whatever the network is.
        """
        here = not (self._proxies and getproxies())
        peers = {each.peer.partition("%")[0] for each in self._sockets} - {""}
        return any(here or not ipaddress.ip_address(peer).is_loopback for peer in peers)

    def _socket(self, address: Any) -> socket.socket:
        family, kind, protocol, *_ = address
        made = CountingSocket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if _SHORT_LINGER else "ii", 1, 0))
        if self._receive_bytes is not None:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_bytes)
        self._sockets.append(made)
        return made


_SHORT_LINGER: Final = hasattr(socket, "SO_EXCLUSIVEADDRUSE")  # Windows, whose struct linger holds two shorts


async def _note_sent(_: object, context: Any, __: object) -> None:
    marks = getattr(context, "trace_request_ctx", None)
    if marks is not None:
        marks.sent = asyncio.get_running_loop().time()
