"""Servers that mean harm: without end, too much, elsewhere, or no HTTP at all. Each is a `Handler` for `Raw`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from tests.instruments.network.servers import GARBAGE, Handler, Listening, answer, librespeed

_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"


async def pour(writer: asyncio.StreamWriter, piece: bytes, mbps: float | None = None) -> None:
    """This piece again and again, at this rate (a bucket that is never behind by more than a piece), for ever."""
    loop = asyncio.get_running_loop()
    free_at = loop.time()
    while True:
        writer.write(piece)
        await writer.drain()
        if mbps is not None:
            free_at = max(free_at, loop.time() - 0.05) + len(piece) * 8e-6 / mbps
            await asyncio.sleep(max(0.0, free_at - loop.time()))


def pouring(head: bytes, piece: bytes = GARBAGE[:65536], mbps: float | None = None) -> Handler:
    """This head, then this piece without end."""

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, path, reader
        writer.write(head)
        await pour(writer, piece, mbps)

    return handler


def saying(data: bytes, *, hangs_up: bool = False) -> Handler:
    """These bytes, whatever was asked."""

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, path, reader
        writer.write(data)
        await writer.drain()
        if hangs_up:
            raise ConnectionError
        await asyncio.sleep(120)

    return handler


def but(bad: Handler, when: Callable[[str, str], bool] = lambda method, _: method == "POST") -> Handler:
    """A good LibreSpeed server, save where `when(method, path)` is true: by default in its answers to a POST."""
    good = librespeed()

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (bad if when(method, path) else good)(method, path, reader, writer)

    return handler


def after(posts: int, bad: Handler) -> Handler:
    """A good LibreSpeed server until so many POSTs were answered, then this for each POST."""
    seen = 0

    def when(method: str, _: str) -> bool:
        nonlocal seen
        seen += method == "POST"
        return method == "POST" and seen > posts

    return but(bad, when)


def leads(to: str, status: str = "302 Found") -> Handler:
    """Leads there, whatever was asked."""

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, path, reader
        answer(writer, status, more=f"Location: {to}\r\n")

    return handler


class Speaking(Listening):
    """Says these bytes to whom it takes, before anything was asked, and then nothing more."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            writer.write(self._data)
            await reader.read()
        writer.transport.abort()


ENDLESS: Final = {
    "a body without a length": pouring(_HEAD + b"Connection: close\r\n\r\n"),
    "a body of a petabyte": pouring(_HEAD + b"Content-Length: 1125899906842624\r\n\r\n"),
    "chunks": pouring(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + GARBAGE[:4096] + b"\r\n"),
    "a chunk's extension": pouring(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65536),
    "trailers": pouring(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-More: 1\r\n" * 1000),
    "a head": pouring(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 1000),
    "one line of a head": pouring(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 65536),
    "informational answers": pouring(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    "answers that nobody asked for": pouring(b"", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" * 1000),
    "rubbish": pouring(b"", GARBAGE[:65536]),
}
"""What never ends, at whatever rate the reader bears."""
NO_HTTP: Final = {
    "rubbish": saying(bytes(range(256)) * 64),
    "one byte": saying(b"x"),
    "HTTP/2": saying(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0d\0\x04\0\x10\0\0\0\x06\0\x01\0\0"),
    "SMTP": saying(b"220 mail.example ESMTP\r\n", hangs_up=True),
    "a zip bomb's head": saying(b"\x1f\x8b\x08\0\0\0\0\0", hangs_up=True),
    "nothing, and hangs up": saying(b"", hangs_up=True),
    "nothing": saying(b""),
}
"""What is no answer at all."""
