"""Real, tiny servers on loopback for the internet's tests: good ones, and ones that misbehave in a single way."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, Self, TypeVar

S = TypeVar("S")
Handler = Callable[[str, str, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

DEAD: Final = "http://127.0.0.1:9"
"""The discard port: nobody listens there."""
GARBAGE: Final = os.urandom(1 << 20)
PIECE: Final = 4096


@contextlib.contextmanager
def hosted(server: AbstractAsyncContextManager[S]) -> Iterator[S]:
    """The server, running in a thread's loop, so that a blocking measurement can talk to it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="server")
    thread.start()
    try:
        entered = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield entered
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        asyncio.run_coroutine_threadsafe(_end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)
    await asyncio.sleep(0.05)  # transports close in their own time


class Listening:
    """Something on a port of loopback; all that is open ends with it."""

    def __init__(self, tls: tuple[Path, Path] | None = None) -> None:
        """`tls`: a certificate and its key."""
        self._context = None
        if tls is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*tls)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        scheme = "http" if self._context is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


class Raw(Listening):
    """A server whose answers are written by hand: `handler(method, path, reader, writer)` for each request."""

    def __init__(
        self, handler: Handler, tls: tuple[Path, Path] | None = None, *, takes_mbps: float | None = None
    ) -> None:
        """`takes_mbps`: how fast each connection's bodies are read."""
        super().__init__(tls)
        self._handler = handler
        self._takes_mbps = takes_mbps
        self.asked: list[str] = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                method, path, _ = head.split(" ", 2)
                length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("Content-Length:")), 0)
                await self._take(reader, length)
                self.asked.append(f"{method} {path}")
                await self._handler(method, path, reader, writer)
                await writer.drain()
        writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, length: int) -> None:
        """Read a body; slowly, while what is not read yet waits in buffers and is acknowledged."""
        for start in range(0, length, PIECE):
            piece = await reader.readexactly(min(PIECE, length - start))
            if self._takes_mbps is not None:
                await asyncio.sleep(len(piece) * 8e-6 / self._takes_mbps)


def answer(writer: asyncio.StreamWriter, status: str = "200 OK", body: bytes = b"", more: str = "") -> None:
    """A whole answer, on a connection that stays open."""
    kind = "" if "Content-Type" in more else "Content-Type: application/octet-stream\r\n"
    writer.write(f"HTTP/1.1 {status}\r\n{kind}{more}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def give(writer: asyncio.StreamWriter, path: str, most: int | None = None) -> None:
    """What garbage.php gives: 1 MiB, or the head of 20 MiB and only `most` bytes of them."""
    if "ckSize=1&" in path:
        answer(writer, body=GARBAGE)
        return
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 20971520\r\n\r\n")
    writer.write(GARBAGE[:most])


def fixed(status: str, body: bytes = b"", more: str = "") -> Handler:
    """The same answer to everything."""

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, path, reader
        answer(writer, status, body, more)

    return handler


def page(body: bytes = b"<!doctype html><title>Welcome</title>" + b"<p>Please sign in.</p>" * 100) -> Handler:
    """HTML, whatever was asked for."""
    return fixed("200 OK", body, "Content-Type: text/html\r\n")


async def silent(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the request and never answers."""
    await asyncio.sleep(120)


async def trickle(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte every half second."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 1048576\r\n\r\n")
    for byte in GARBAGE:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.5)


async def endless_headers(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Headers, one after another, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.5)


async def endless_body(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body that never ends, also where there should be none."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(GARBAGE[:65536])
        await writer.drain()
        await asyncio.sleep(0.01)


def librespeed(
    *,
    gives: int | None = None,
    hang: bool = False,
    cut: bool = False,
    post: str = "200 OK",
    pings: int | None = None,
    drip: bool = False,
) -> Handler:
    """A LibreSpeed server until it misbehaves: stops after `gives` bytes, refuses posts, dies after some pings."""
    pinged = 0

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal pinged
        if path.startswith("/garbage.php"):
            give(writer, path, gives)
            await writer.drain()
            if "ckSize=1&" in path:
                return
            if cut:
                raise ConnectionError
            if drip:
                for byte in GARBAGE:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.5)
            if hang:
                await asyncio.sleep(120)
            for _ in range(19):
                writer.write(GARBAGE)
                await writer.drain()
        elif not path.startswith("/empty.php"):
            answer(writer, "404 Not Found")
        elif method == "POST":
            if not post:
                await asyncio.sleep(120)
            answer(writer, post)
        else:
            pinged += 1
            answer(writer, "200 OK" if pings is None or pinged <= pings else "503 Service Unavailable")

    return handler
