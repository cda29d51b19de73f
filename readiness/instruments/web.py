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

from readiness.instruments.acknowledged import CountedSocket, acknowledged
from readiness.instruments.threads import aside

# Deadlines that worked on dead, blocked and very slow networks (seconds).
NAME_S: Final = 3.0
NAME_AGAIN_S: Final = 1.1
"""A lost question is asked again by the system after 5 s only: too late for us, and no sign of a dead name server."""
CONNECT_S: Final = 4.0
FIRST_BYTE_S: Final = 5.0
PROGRESS_S: Final = 4.0

BUSY: Final = (429, 503)
"""The statuses of a server that has too much to do."""

_NOTICE_S: Final = 0.05
"""For the transports to notice that their sockets are cut, which closes those without a lingering rest."""
SHORT_BYTES: Final = 4096

WEB_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
"""All the ways in which a request can fail. ValueError: an address that is none."""


def is_loopback(url: str) -> bool:
    """Does this address lead to this very computer?"""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def busted(url: str, **values: object) -> str:
    """The address with these values, and a random one so that no cache answers in the server's place."""
    query = "&".join(f"{name}={value}" for name, value in {**values, "r": secrets.token_hex(8)}.items())
    return f"{url}{'&' if '?' in url else '?'}{query}"


async def look_up(host: str, port: int, kind: socket.SocketKind, family: int = socket.AF_UNSPEC) -> list[Any]:
    """The system's look-up with a deadline of its own: a dead name server blocks for ten seconds and more.

    (family, address) pairs, in the system's order. OSError where there is no such name, TimeoutError where
    nobody answers, asked again and again.
    """
    tries: set[asyncio.Task[Any]] = set()
    try:
        async with asyncio.timeout(NAME_S):
            while True:
                asking = aside(lambda: socket.getaddrinfo(host, port, family, kind, flags=socket.AI_ADDRCONFIG), NAME_S)
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
    """Does the system have requests to this address go through a proxy?"""
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
        """Nothing to close."""


class Web:
    """One session for one measurement. `proxies`: honour the system's; never for a server on this computer."""

    def __init__(self, *, proxies: bool, receive_bytes: int | None = None) -> None:
        self._proxies = proxies
        self._receive_bytes = receive_bytes
        """The receive buffer of each connection; a small one lets the reader set the pace."""
        self.names = Names()
        self._sockets: list[CountedSocket] = []
        self._cut: list[CountedSocket] = []
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # The system's proxies are wanted; the passwords that a person keeps in ~/.netrc would be read, and sent, too.
        os.environ["NETRC"] = os.devnull
        timing = aiohttp.TraceConfig()
        timing.on_request_headers_sent.append(_note_sent)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                use_dns_cache=True,
                resolver=_Resolver(self.names),
                socket_factory=self._socket,
                ssl=ssl.create_default_context(),
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            headers={"User-Agent": "readiness", "Accept-Encoding": "identity", "Cache-Control": "no-store"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
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
    ) -> Answer:
        """Send a request and wait for the answer's head. One of WEB_ERRORS where none comes in time.

        The answer must be released: `async with (await web.ask(...)).response as response`.
        """
        assert self._session is not None
        marks = SimpleNamespace(sent=0.0)
        async with asyncio.timeout(deadline_s or CONNECT_S + FIRST_BYTE_S):
            response = await self._session.request(
                method,
                url,
                data=data,
                headers=headers,
                allow_redirects=redirects,
                max_redirects=3,
                trace_request_ctx=marks,
            )
        return Answer(response, (asyncio.get_running_loop().time() - marks.sent) * 1000)

    def acknowledged(self, url: str) -> int | None:
        """Bytes of ours that have arrived at the other ends; None where that is not known.

        Behind a proxy it is not: the proxy acknowledges what it has not passed on yet.
        """
        return None if self._proxies and is_proxied(url) else acknowledged([*self._cut, *self._sockets])

    @property
    def waiting(self) -> int:
        """Bytes of ours that the system has taken and that have not arrived, on connections that are in use."""
        return sum(one.waiting for one in self._sockets)

    @property
    def connected(self) -> bool:
        """Has another computer taken a connection of ours that is still open? Then a network is there, however slow."""
        return any(_is_taken(one) for one in self._sockets)

    def _socket(self, address: Any) -> socket.socket:
        family, kind, protocol, *_ = address
        made = CountedSocket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if _SHORT_LINGER else "ii", 1, 0))
        if self._receive_bytes is not None:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_bytes)
        self._sockets.append(made)
        return made


def _is_taken(one: socket.socket) -> bool:
    try:
        peer = str(one.getpeername()[0])
    except OSError:  # not yet, or no more
        return False
    return not ipaddress.ip_address(peer.partition("%")[0]).is_loopback


_SHORT_LINGER: Final = hasattr(socket, "SO_EXCLUSIVEADDRUSE")  # Windows, whose struct linger holds two shorts


class Answer:
    """An answer's head has come; `after_ms` counts from the moment the request was sent, not from connecting."""

    __slots__ = ("after_ms", "response")

    def __init__(self, response: aiohttp.ClientResponse, after_ms: float) -> None:
        self.response = response
        self.after_ms = after_ms


async def short_body(response: aiohttp.ClientResponse) -> bytes:
    """A body that ought to be small, whole. ValueError where it is not small, TimeoutError where it does not end."""
    body = b""
    async with asyncio.timeout(FIRST_BYTE_S):
        while piece := await response.content.readany():
            body += piece
            if len(body) > SHORT_BYTES:
                raise ValueError("a long body")
    return body


async def _note_sent(_: object, context: Any, __: object) -> None:
    marks = getattr(context, "trace_request_ctx", None)
    if marks is not None:
        marks.sent = asyncio.get_running_loop().time()
