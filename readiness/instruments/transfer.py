"""Throughput of one direction: stops as soon as the answer is certain, counts only what has arrived.

Downloads count bytes as they come in. Uploads count what the server's TCP has acknowledged or, where the system
does not tell, requests that the server has answered: what the kernel took is still queued in front of the line and
would read up to 27 % high.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from readiness.instruments.estimate import PLENTY, STALL_MBPS, Meter, Need, Stop, certain, settled_mean
from readiness.instruments.latency import ping
from readiness.instruments.speed_endpoints import Endpoints
from readiness.instruments.web import BUSY, FIRST_BYTE_S, PROGRESS_S, WEB_ERRORS, Web

DOWN_CONNECTIONS: Final = 4
UP_CONNECTIONS: Final = 3
LIMIT_S: Final = 5.8
LIMIT_SLOW_S: Final = 9.8
"""For round trips so long that the slow start alone takes seconds."""
LEAST_DISCARD_S: Final = 0.5
DISCARD_RTTS: Final = 6
"""The slow start: it doubles each round trip, and beyond the need it does not matter whether it is over."""
CAP_BYTES: Final = 12_000_000
LOADED_PING_EVERY_S: Final = 0.4
STALL_BYTES: Final = int(STALL_MBPS * 125_000 * PROGRESS_S)
"""Fewer in PROGRESS_S is a stall."""
MOST_FAILURES: Final = 3
FLOWING_S: Final = 2.0
FIRST_POST: Final = 2_000
"""Small enough to be answered on the slowest line before it counts as a stall."""
LARGEST_POST: Final = 1_000_000
"""Web servers refuse more than 1 MiB unless told otherwise."""
LONGEST_POST: Final = 4_000_000
"""PHP takes 8 MB unless told otherwise. Longer than LARGEST_POST, a connection stands still less often."""
_TOO_LARGE: Final = 413
_COUNT_EVERY_S: Final = 0.05
POST_S: Final = 0.4
POST_SLOW_S: Final = 1.0
POST_SLOW_BYTES: Final = 16_000
"""Pieces smaller than this may take POST_SLOW_S: their heads (some 300 bytes each) would cost a slow line too much."""
_PIECE: Final = 32_768
_TICK_S: Final = 0.1
_GROWTH: Final = 8

Progress = Callable[[float], None]
"""Told again and again: the share of this direction's time that is used up, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """`mbps` is None where it could not be measured; `at_least` where more was possible than there was need to see."""

    mbps: float | None
    at_least: bool = False
    bytes: int = 0
    loaded_rtt_ms: float | None = None
    busy: bool = False
    """The server said that it has too much to do."""


async def download(web: Web, server: Endpoints, need: Need, rtt_ms: float, progress: Progress) -> Throughput:
    """Throughput towards this computer, with the latency meanwhile. Never raises for trouble of line or server."""
    run = _Run(web, server, need, rtt_ms, progress)
    return await run.measure([run.fetch() for _ in range(DOWN_CONNECTIONS)])


async def upload(web: Web, server: Endpoints, need: Need, rtt_ms: float, progress: Progress) -> Throughput:
    """Throughput away from this computer, with the latency meanwhile. Never raises for trouble of line or server."""
    run = _Run(web, server, need, rtt_ms, progress)
    payload = os.urandom(LARGEST_POST)
    if web.acknowledged(server.up_url) is None:
        return await run.measure([run.post(payload) for _ in range(UP_CONNECTIONS)])
    run.acknowledging = True
    return await run.measure([run.count_acknowledged(), *(run.stream(payload) for _ in range(UP_CONNECTIONS))])


class _Run:
    """One direction being measured."""

    def __init__(self, web: Web, server: Endpoints, need: Need, rtt_ms: float, progress: Progress) -> None:
        self._web = web
        self._server = server
        self._need = need
        self._rtt_s = rtt_ms / 1000
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._meter = Meter()
        self._failures = 0
        self._last_s = -FLOWING_S
        self._busy = False
        self._longest = LONGEST_POST
        self.acknowledging = False
        self._unanswered = 0
        self._loaded_ms: list[float] = []
        self._over = asyncio.Event()

    @property
    def _now(self) -> float:
        return self._loop.time() - self._started

    async def measure(self, connections: list[Awaitable[None]]) -> Throughput:
        """Let the connections work until the answer is certain, or never will be."""
        workers = [asyncio.ensure_future(work) for work in (*connections, self._ping())]
        try:
            return await self._watch()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)
            await self._web.cut()

    async def _watch(self) -> Throughput:
        discard_s = max(LEAST_DISCARD_S, DISCARD_RTTS * self._rtt_s)
        limit_s = LIMIT_SLOW_S if discard_s > LIMIT_S / 4 else LIMIT_S
        seen = [(0.0, 0)]  # (seconds, bytes so far), for stalls
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._over.wait()
            now = self._now
            seen.append((now, self._meter.total))
            slices = self._meter.settled(discard_s, now)
            stop = certain(slices, self._need)
            if self._failures >= MOST_FAILURES or _stalled(seen):
                return Throughput(None, bytes=self._used, busy=self._busy)
            if stop is not None or now >= limit_s or self._meter.total >= CAP_BYTES:
                return self._result(slices, now, stop)
            self._progress(min(now / limit_s, 1.0))

    def _result(self, slices: list[float], now: float, stop: Stop | None) -> Throughput:
        full = self._meter.total >= CAP_BYTES
        mbps = settled_mean(slices) if len(slices) >= 2 else self._meter.total * 8e-6 / now
        plenty = mbps > PLENTY * self._need.enough_mbps
        loaded = round(median(self._loaded_ms), 1) if self._loaded_ms else None
        return Throughput(mbps, stop is Stop.PLENTY or full or plenty, self._used, loaded)

    @property
    def _used(self) -> int:
        return self._meter.total + (0 if self.acknowledging else self._unanswered)

    def _count(self, size: int, who: object = None) -> None:
        self._meter.arrived(size, self._now, who)
        self._last_s = self._now
        if self._meter.total >= CAP_BYTES:
            self._over.set()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, TimeoutError) and self._now - self._last_s < FLOWING_S:
            return  # one connection that lost its way, beside others that are well
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            self._over.set()

    async def fetch(self) -> None:
        """One download connection: one body after another, each of which must be whole."""
        while not self._over.is_set():
            size = 0
            try:
                answer = await self._web.ask("GET", self._server.down())
                async with answer.response as response:
                    if response.status != 200:
                        self._busy = self._busy or response.status in BUSY
                        raise ValueError(response.status)
                    while chunk := await response.content.readany():
                        size += len(chunk)
                        self._count(len(chunk))
                        if self._over.is_set():
                            return
                if size < self._server.down_bytes:
                    raise ValueError(size)
            except WEB_ERRORS as error:
                self._failed(error)
                await asyncio.sleep(_TICK_S)

    async def post(self, payload: bytes) -> None:
        """One upload connection: acknowledged requests, each as large as is sent in about POST_S."""
        size = FIRST_POST
        while not self._over.is_set():
            begun = self._now
            self._meter.begin(asyncio.current_task(), begun)
            self._unanswered += size
            try:
                answer = await self._web.ask(
                    "POST", self._server.up(), data=payload[:size], deadline_s=PROGRESS_S + FIRST_BYTE_S
                )
                async with answer.response as response:
                    if not 200 <= response.status < 300:
                        self._busy = self._busy or response.status in BUSY
                        raise ValueError(response.status)
                    await response.read()
            except WEB_ERRORS as error:
                self._failed(error)
                await asyncio.sleep(_TICK_S)
                continue
            self._unanswered -= size
            self._count(size, asyncio.current_task())
            took = max(self._now - begun, 1e-3)
            size = self._next_size(size, size / took)

    async def stream(self, payload: bytes) -> None:
        """One upload connection where the system tells what has arrived: a small request, then as long ones as go."""
        size = FIRST_POST
        while not self._over.is_set():
            begun = self._now
            self._unanswered += size
            try:
                # A body that is long on purpose may not be answered for as long as this direction is measured.
                deadline_s = FIRST_BYTE_S + PROGRESS_S if size == FIRST_POST else LIMIT_SLOW_S + FIRST_BYTE_S
                answer = await self._web.ask(
                    "POST",
                    self._server.up(),
                    data=_pieces(payload, size),
                    headers={"Content-Length": str(size), "Content-Type": "application/octet-stream"},
                    deadline_s=deadline_s,
                )
                async with answer.response as response:
                    if response.status == _TOO_LARGE and size > LARGEST_POST:
                        self._longest = LARGEST_POST
                    elif not 200 <= response.status < 300:
                        self._busy = self._busy or response.status in BUSY
                        raise ValueError(response.status)
                    else:
                        await response.read()
            except WEB_ERRORS as error:
                # Some servers cut a body that is too long for them instead of saying so.
                if size > LARGEST_POST and self._now - begun < LIMIT_S:
                    self._longest = LARGEST_POST
                self._failed(error)
                await asyncio.sleep(_TICK_S)
            self._unanswered -= size
            size = self._longest

    async def count_acknowledged(self) -> None:
        """Look again and again at what has arrived."""
        before = self._web.acknowledged(self._server.up_url) or 0
        while True:
            await asyncio.sleep(_COUNT_EVERY_S)
            there = self._web.acknowledged(self._server.up_url) or 0
            if there > before:
                self._count(there - before)
                before = there

    def _next_size(self, size: int, bytes_per_s: float) -> int:
        """How large the next piece of a connection should be that has just sent one at this rate."""
        seconds = POST_S if bytes_per_s * POST_S >= POST_SLOW_BYTES else POST_SLOW_S
        # Long round trips need larger pieces: the line stands still while an answer is on its way.
        wanted = bytes_per_s * max(seconds, 2 * self._rtt_s)
        return int(min(max(wanted, FIRST_POST / 2), size * _GROWTH, LARGEST_POST))

    async def _ping(self) -> None:
        """Latency while the line is busy."""
        while True:
            with contextlib.suppress(*WEB_ERRORS):
                after_ms = await ping(self._web, self._server)
                if self._now > 0.5:
                    self._loaded_ms.append(after_ms)
            await asyncio.sleep(LOADED_PING_EVERY_S)


async def _pieces(payload: bytes, size: int) -> AsyncIterator[bytes]:
    """A body of this length, piece by piece."""
    while size > 0:
        piece = payload[: min(size, _PIECE)]
        size -= len(piece)
        yield piece


def _stalled(seen: list[tuple[float, int]]) -> bool:
    """Has next to nothing arrived in the last PROGRESS_S?"""
    now, total = seen[-1]
    while len(seen) > 1 and seen[1][0] <= now - PROGRESS_S:
        seen.pop(0)
    since, before = seen[0]
    return now - since >= PROGRESS_S and total - before < STALL_BYTES
