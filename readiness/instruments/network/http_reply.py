"""What comes from a network: counted as it arrives, read here alone, and never without a limit in bytes and in time.

A server is a stranger. It may answer without end, many times, or with what nobody asked for: whatever it sends, no
more of it is kept than a few pieces, and the connection on which it does so is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

FIRST_BYTE_S: Final = 5.0
"""For the first byte of an answer, and for each further piece of one that is waited for."""
SHORT_BYTES: Final = 4096
"""An answer that ought to be empty or a word is no longer: LibreSpeed's is empty, speedtest's `size=500`. An error page
of a common web server has less than 1 KB."""
BUFFER_BYTES: Final = 1 << 16
"""What waits of each connection before it is told to wait (aiohttp: twice this at most)."""
LINE_BYTES: Final = 8190
"""Apache's LimitRequestLine and LimitRequestFieldSize, and aiohttp's own: a longer line of a head is refused."""
FIELDS: Final = 100
"""Apache's LimitRequestFields: a head with more lines is refused."""
AROUND_BYTES: Final = 4 * BUFFER_BYTES
"""What may come in answer to one request beside as much again as its body, before the connection is ended."""
_UNASKED: Final = "what nobody asked for"
_HEADS: Final = 8
"""So many heads may wait unread. One answer has one; informational ones (RFC 9110, 15.2) come before it."""
BUSY: Final = (429, 503)
"""The statuses of a server that has too much to do."""


class NotUnderstoodError(ValueError):
    """Somebody answered, and not as asked: its own trouble, and no fault of the line. `busy`: it has too much to do."""

    def __init__(self, what: object = "", *, busy: bool = False) -> None:
        super().__init__(what)
        self.busy = busy


class TooMuchError(NotUnderstoodError):
    """More came than was asked for."""


WEB_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
"""All the ways in which a request can fail. ValueError: an address that is none, and NotUnderstoodError."""
_BROKE_OFF: Final = (errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE)


def is_answered(error: BaseException) -> bool:
    """Tell whether this failed request shows that somebody was there: gave no real answer, or took it and hung up."""
    if isinstance(error, aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError):
        return False  # the proxy's word
    if isinstance(error, aiohttp.ClientConnectorSSLError | aiohttp.ClientConnectorCertificateError):
        return True
    answered = (NotUnderstoodError, aiohttp.ClientResponseError, aiohttp.ClientPayloadError)
    if isinstance(error, (*answered, aiohttp.ServerDisconnectedError)):
        return True
    return isinstance(error, OSError) and error.errno in _BROKE_OFF


class Tally:
    """How many bytes have come on all the connections of one session."""

    def __init__(self) -> None:
        self.bytes = 0


@contextlib.contextmanager
def refuse_nonsense() -> Iterator[None]:
    """Turn what is no HTTP, and what the library itself stumbles over, into NotUnderstoodError.

    No stranger's words end in another error, which nobody would take for the server's trouble.
    """
    try:
        yield
    except aiohttp.ClientHttpProxyError:  # the proxy's word
        raise
    except aiohttp.ClientResponseError as error:
        raise NotUnderstoodError("no HTTP") from error
    except WEB_ERRORS:
        raise
    except Exception as error:  # of whatever kind: it is known only that it came of what was received
        raise NotUnderstoodError(type(error).__name__) from error


class _Receiver(ResponseHandler):
    """Counts everything that arrives, heads included, and ends a connection on which much comes that nobody asked for.

    That is: answers without requests, and what is no body (heads, chunks' extensions, trailers) without end.
    """

    def __init__(self, tally: Tally, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._tally = tally
        self._around = 0
        self._waits = False
        """Has the body of what was asked for not begun yet? It may come with its head, in one large delivery."""

    def set_response_params(self, **options: Any) -> None:
        self._around, self._waits = 0, True  # something is asked for again
        super().set_response_params(**options)

    def data_received(self, data: bytes) -> None:
        self._tally.bytes += len(data)
        body = self._payload
        before = 0 if body is None else body.total_bytes
        super().data_received(data)
        came = body.total_bytes - before if body is not None and self._payload is body else 0
        if self._waits and self._payload is not None and self._payload is not body:
            came, self._waits = self._payload.total_bytes, False
        self._around = max(0, self._around + len(data) - 2 * came)
        if len(self._buffer) > _HEADS or self._around > AROUND_BYTES:
            self._buffer.clear()
            if self._payload is not None:
                self._payload.set_exception(aiohttp.ClientPayloadError(_UNASKED))
            self.abort()
            self.set_exception(HttpProcessingError(message=_UNASKED))


def _make_receiver(tally: Tally, loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _Receiver(tally, loop)


def count_all(connector: aiohttp.BaseConnector) -> Tally:
    """Have everything that this connector's connections receive counted and bounded."""
    tally = Tally()
    connector._factory = functools.partial(_make_receiver, tally, connector._loop)  # there is no public way to do so
    return tally


class HttpReply:
    """An answer whose head has come; `after_ms` counts from the moment the request was sent, not from connecting.

    To be left (`async with`): what was not read then is not read at all, its connection is closed.
    """

    __slots__ = ("after_ms", "response")

    def __init__(self, response: aiohttp.ClientResponse, after_ms: float) -> None:
        self.response = response
        self.after_ms = after_ms

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.response.__aexit__(kind, error, trace)
        else:
            self.response.close()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def url(self) -> URL:
        """Where it came from."""
        return self.response.url

    @property
    def is_text(self) -> bool:
        """Does it say that it is text?"""
        return self.response.content_type.startswith("text/")

    @property
    def location(self) -> str | None:
        """Where it leads to; None where it leads nowhere."""
        return self.response.headers.get("Location") if self.status in (301, 302, 303, 307, 308) else None

    def expect(self, *statuses: int) -> None:
        """Raise NotUnderstoodError where the status is none of these."""
        if self.status not in statuses:
            raise NotUnderstoodError(self.status, busy=self.status in BUSY)

    async def thanks(self) -> None:
        """Read the answer to what was sent: any word of thanks, as long as it is short. One of WEB_ERRORS else."""
        self.expect(*range(200, 300))
        await self.short()

    def close(self) -> None:
        """End the connection."""
        self.response.close()

    async def short(self, most: int = SHORT_BYTES, within_s: float = FIRST_BYTE_S) -> bytes:
        """Read a body whole that ought to be small. TooMuchError where it is not, TimeoutError where it does not end.

        In both cases the connection is closed: nobody waits for the rest.
        """
        body = b""
        async with asyncio.timeout(within_s):
            async for piece in self.pieces(most):
                body += piece
        return body

    async def pieces(self, most: int) -> AsyncIterator[bytes]:
        """Yield the body as it comes. TooMuchError after `most` bytes. The time is the caller's to bound."""
        left = most
        while piece := await self.some(BUFFER_BYTES):
            left -= len(piece)
            if left < 0:
                self.close()
                raise TooMuchError(f"more than {most} bytes")
            yield piece

    async def start(self, size: int, within_s: float = FIRST_BYTE_S) -> bytes:
        """Read the first `size` bytes of the body, or all of it where it is shorter. The rest is not read.

        TimeoutError where a piece lets wait for longer than `within_s`, or all of them for longer than twice that.
        """
        body = b""
        async with asyncio.timeout(2 * within_s):
            while len(body) < size:
                async with asyncio.timeout(within_s):
                    piece = await self.some(size - len(body))
                if not piece:
                    break
                body += piece
        return body

    async def some(self, most: int) -> bytes:
        """Read what has come of the body, at least one byte, `most` at most; empty at its end."""
        with refuse_nonsense():
            return await self.response.content.read(most)
