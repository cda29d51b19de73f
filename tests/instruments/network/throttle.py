"""A slow uplink without any rights: a relay of TCP that lets bytes through at a rate, and acknowledges them at once."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from tests.instruments.network.servers import PIECE, Listening


class Throttle(Listening):
    """In front of a server on loopback: all that is sent to it shares one bucket; what it sends passes freely."""

    def __init__(self, url: str, up_mbps: float, *, burst_bytes: int = 0) -> None:
        """`burst_bytes`: so many pass at once after a silence."""
        super().__init__()
        self._target = urlsplit(url)
        self._bytes_per_s = up_mbps * 125_000
        self._burst_s = burst_bytes / self._bytes_per_s
        self._free_at = 0.0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            from_server, to_server = await asyncio.open_connection(self._target.hostname, self._target.port)
            self._writers |= {writer, to_server}
            await asyncio.gather(self._pump(reader, to_server, slow=True), self._pump(from_server, writer, slow=False))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slow: bool) -> None:
        while piece := await reader.read(PIECE if slow else 16 * PIECE):
            if slow:
                await self._let_through(len(piece))
            writer.write(piece)
            await writer.drain()
        writer.close()

    async def _let_through(self, size: int) -> None:
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - self._burst_s) + size / self._bytes_per_s
        await asyncio.sleep(max(0.0, self._free_at - now))
