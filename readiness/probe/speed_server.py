"""A small LibreSpeed-compatible speed server on this computer, for the demonstration and the tests.

It can play a slow line: `down_mbps` and `up_mbps` bound what passes in each direction over all connections
together, `delay_ms` is added before every answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from typing import Final, Self

from aiohttp import web

_MEBIBYTE: Final = 1 << 20
_SMOOTH_S: Final = 0.02
"""A shaped answer is cut into pieces of about this length."""
_LARGEST_PIECE: Final = 1 << 16


class _Gate:
    """Lets bytes through at a rate, in the order in which they come. No rate: at once."""

    def __init__(self, mbps: float | None) -> None:
        self._bytes_per_s = None if mbps is None else mbps * 125_000
        self._free_at = 0.0

    @property
    def piece(self) -> int:
        """How many bytes to let through at a time, so that the flow is smooth."""
        if self._bytes_per_s is None:
            return _LARGEST_PIECE
        return max(256, min(_LARGEST_PIECE, int(self._bytes_per_s * _SMOOTH_S)))

    @property
    def buffer(self) -> int:
        """How many bytes may wait in front of it."""
        return max(2048, self.piece) if self._bytes_per_s is not None else _LARGEST_PIECE

    async def let_through(self, size: int) -> None:
        """Wait until these bytes have passed."""
        if self._bytes_per_s is None:
            return
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + size / self._bytes_per_s
        await asyncio.sleep(self._free_at - loop.time())


class SpeedServer:
    """An asynchronous context manager in the caller's loop; `url` is good while it is entered."""

    def __init__(
        self,
        *,
        down_mbps: float | None = None,
        up_mbps: float | None = None,
        delay_ms: float = 0.0,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._host = host
        self._port = port
        self._down = _Gate(down_mbps)
        self._up = _Gate(up_mbps)
        self._delay_s = delay_ms / 1000
        self._payload = os.urandom(_MEBIBYTE)
        self._runner: web.AppRunner | None = None
        self.url = ""
        """The LibreSpeed base address, on a port that the system chose."""

    async def start(self) -> None:
        """Listen, on loopback unless told otherwise. OSError where that is not possible."""
        app = web.Application(client_max_size=0)
        app.router.add_get("/garbage.php", self._give)
        app.router.add_get("/empty.php", self._answer)
        app.router.add_post("/empty.php", self._take)
        app.router.add_get("/generate_204", self._nothing)
        # No access log: addresses are never written down. Connections are cut, not awaited, at the end.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handle_signals=False, read_bufsize=self._up.buffer
        )
        await self._runner.setup()
        six = ":" in self._host
        listening = socket.create_server(
            (self._host, self._port),
            family=socket.AF_INET6 if six else socket.AF_INET,
            dualstack_ipv6=six and socket.has_dualstack_ipv6(),
            backlog=128,
        )
        if self._up.buffer < _LARGEST_PIECE:
            # What waits here has arrived, as TCP sees it: in front of a slow gate it must not be much.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._up.buffer)
        site = web.SockSite(self._runner, listening)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _give(self, request: web.Request) -> web.StreamResponse:
        """Send `ckSize` mebibytes of random data."""
        asked = request.query.get("ckSize", "4")
        size = _MEBIBYTE * (min(max(int(asked), 1), 1024) if asked.isdecimal() else 4)
        await asyncio.sleep(self._delay_s)
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream", "Cache-Control": "no-store"})
        response.content_length = size
        await response.prepare(request)
        piece = self._down.piece
        view = memoryview(self._payload)
        with contextlib.suppress(ConnectionError):  # who has seen enough hangs up
            for start in range(0, size, piece):
                length = min(piece, size - start)
                await self._down.let_through(length)
                at = start % (_MEBIBYTE - piece)
                await response.write(view[at : at + length])
        return response

    async def _take(self, request: web.Request) -> web.Response:
        """Answer once the body has passed the gate."""
        with contextlib.suppress(ConnectionError):
            while piece := await request.content.readany():
                await self._up.let_through(len(piece))
        return await self._answer(request)

    async def _answer(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self._delay_s)
        return web.Response(headers={"Cache-Control": "no-store", "Connection": "keep-alive"})

    async def _nothing(self, request: web.Request) -> web.Response:
        return web.Response(status=204)
