"""Throughput of one direction: stops as soon as the answer is certain, counts only what has arrived.

Downloads count bytes as they come in. Uploads count what the server's TCP has acknowledged or, where the system
does not tell, requests that the server has answered: what the kernel took is still queued in front of the line and
would read up to 27 % high. Where answers stay behind what was acknowledged, they alone count (see `answers`).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from readiness.instruments.network.http import PROGRESS_S, Web
from readiness.instruments.network.http_reply import FIRST_BYTE_S, WEB_ERRORS, NotUnderstoodError
from readiness.instruments.network.speed.latency import measure_round_trip
from readiness.instruments.network.speed.server import Endpoints
from readiness.instruments.network.speed.stopping import (
    PLENTY,
    Meter,
    Requirement,
    StopReason,
    has_stalled,
    stop_reason,
)
from readiness.instruments.network.speed.upload_acks import (
    FIRST_POST,
    FRESH_S,
    HEAD_BYTES,
    LARGEST_POST,
    LONGEST_POST,
    PROVEN_SHARES,
    UploadAcks,
    cut_body,
    next_size,
    proven_size,
)

DOWN_CONNECTIONS: Final = 4
UP_CONNECTIONS: Final = 3
LIMIT_S: Final = 5.8
LIMIT_SLOW_S: Final = 9.8
"""For round trips so long that the slow start alone takes seconds."""
LEAST_DISCARD_S: Final = 0.5
DISCARD_RTTS: Final = 6
"""The slow start: it doubles each round trip, and beyond the need it does not matter whether it is over."""
CAP_BYTES: Final = 12_000_000
MOST_BYTES: Final = 2 * CAP_BYTES
"""No download is longer: LibreSpeed's are 20 MiB, speedtest's 30 MB, and the answer is certain long before."""
LOADED_PING_EVERY_S: Final = 0.4
MOST_FAILURES: Final = 3
FLOWING_S: Final = 2.0
_TOO_LARGE: Final = 413
_COUNT_EVERY_S: Final = 0.02
_TICK_S: Final = 0.1

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


async def measure_download(
    web: Web, server: Endpoints, need: Requirement, rtt_ms: float, progress: Progress
) -> Throughput:
    """Measure throughput to this computer, and the latency meanwhile. Never raises for trouble of line or server."""
    run = _Transfer(web, server, need, rtt_ms, progress)
    return await run.measure([run.fetch() for _ in range(DOWN_CONNECTIONS)])


async def measure_upload(
    web: Web, server: Endpoints, need: Requirement, rtt_ms: float, progress: Progress
) -> Throughput:
    """Measure throughput from this computer, and the latency meanwhile. Never raises for trouble of line or server."""
    run = _Transfer(web, server, need, rtt_ms, progress)
    run.sends = True
    payload = os.urandom(LARGEST_POST)
    if web.acknowledged(server.up_url) is None:
        return await run.measure([run.post(payload) for _ in range(UP_CONNECTIONS)])
    run.answers = UploadAcks(rtt_ms / 1000, run.limit_s)
    return await run.measure([run.count_acknowledged(), *(run.stream(payload) for _ in range(UP_CONNECTIONS))])


class _Transfer:
    """One direction being measured."""

    def __init__(self, web: Web, server: Endpoints, need: Requirement, rtt_ms: float, progress: Progress) -> None:
        self._web = web
        self._server = server
        self._need = need
        self._rtt_s = rtt_ms / 1000
        self._discard_s = max(LEAST_DISCARD_S, DISCARD_RTTS * self._rtt_s)
        self.limit_s = LIMIT_SLOW_S if self._discard_s > LIMIT_S / 4 else LIMIT_S
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._meter = Meter()
        self._failures = 0
        self._last_s = -FLOWING_S
        self._busy = False
        self._longest = LONGEST_POST
        self.answers: UploadAcks | None = None
        """Where acknowledgements are counted: what the answers say to that."""
        self.sends = False
        """Is it the direction away from this computer?"""
        self._received = web.received
        self._unanswered = 0
        self._shares = itertools.cycle(PROVEN_SHARES)
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
        discard_s, limit_s = self._discard_s, self.limit_s
        seen = [(0.0, 0)]  # (seconds, bytes so far), for stalls
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._over.wait()
            now = self._now
            seen.append((now, self._meter.total + (self.answers.meter.total if self.answers else 0)))
            meter = self.answers.meter if self.answers and self.answers.cautious else self._meter
            slices = meter.settled(discard_s, now)
            stop = stop_reason(slices, self._need)
            if self._failures >= MOST_FAILURES or has_stalled(seen, PROGRESS_S):
                return self._unknown
            full = self._meter.total >= CAP_BYTES
            if stop is not None or now >= limit_s or full:
                mbps = meter.mean_mbps(discard_s, now)
                # Only a figure that is enough could take a slow line for a good one.
                if self._over.is_set() or mbps < self._need.enough_mbps or self._borne_out():
                    return self._result(mbps, stop is StopReason.PLENTY or (full and meter is self._meter))
                if now >= limit_s and self.answers is not None:
                    self.answers.cautious = True
                    return self._result(self.answers.meter.mean_mbps(discard_s, now), False)
            self._progress(min(now / limit_s, 1.0))

    def _borne_out(self) -> bool:
        """Tell whether the answers allow for what was acknowledged."""
        if self.answers is None or self.answers.cautious:
            return True
        return self.answers.bear_out(self._meter.total, self._now, self._need.enough_mbps)

    def _result(self, mbps: float, at_least: bool) -> Throughput:
        if self.answers is not None and self.answers.cautious and self._now - self.answers.last_s > FRESH_S:
            return self._unknown  # it takes, and does not answer any more: the server's trouble, for all we know
        plenty = mbps > PLENTY * self._need.enough_mbps
        loaded = round(median(self._loaded_ms), 1) if self._loaded_ms else None
        return Throughput(mbps, at_least or plenty, self._used, loaded)

    @property
    def _unknown(self) -> Throughput:
        return Throughput(None, bytes=self._used, busy=self._busy)

    @property
    def _used(self) -> int:
        sent = self._meter.total + (0 if self.answers else self._unanswered)
        return self._web.received - self._received + (sent if self.sends else 0)

    def _count(self, size: int, who: object = None) -> None:
        self._meter.arrived(size, self._now, who)
        self._last_s = self._now
        if self._meter.total >= CAP_BYTES and self._borne_out():
            self._over.set()

    def _failed(self, error: Exception) -> None:
        self._busy = self._busy or (isinstance(error, NotUnderstoodError) and error.busy)
        if isinstance(error, TimeoutError) and self._now - self._last_s < FLOWING_S:
            return  # one connection that lost its way, beside others that are well
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            self._over.set()

    async def fetch(self) -> None:
        """Run one download connection: one body after another, each of which must be whole."""
        while not self._over.is_set():
            size = 0
            try:
                async with await self._web.ask("GET", self._server.down()) as answer:
                    answer.expect(200)
                    async for chunk in answer.pieces(MOST_BYTES):
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
        """Run one upload connection: acknowledged requests, each as large as is sent in about POST_S."""
        size = FIRST_POST
        while not self._over.is_set():
            begun = self._now
            self._meter.begin(asyncio.current_task(), begun)
            self._unanswered += size
            try:
                async with await self._web.ask(
                    "POST", self._server.up(), data=payload[:size], deadline_s=PROGRESS_S + FIRST_BYTE_S
                ) as answer:
                    await answer.thanks()
            except WEB_ERRORS as error:
                self._failed(error)
                await asyncio.sleep(_TICK_S)
                continue
            self._unanswered -= size
            self._count(size, asyncio.current_task())
            took = max(self._now - begun, 1e-3)
            size = min(next_size(size, took, self._rtt_s), proven_size(self._meter.total, next(self._shares)))

    async def stream(self, payload: bytes) -> None:
        """Run one upload connection where the system tells what has arrived: longer and longer bodies."""
        size, who = FIRST_POST, asyncio.current_task()
        assert self.answers is not None
        while not self._over.is_set():
            if self._meter.total >= CAP_BYTES:
                await asyncio.sleep(_TICK_S)  # enough was sent; the answers to it are awaited
                continue
            begun = self._now
            self.answers.begin(who, size, begun)
            try:
                # A long body may not be answered for as long as this direction is measured.
                deadline_s = FIRST_BYTE_S + PROGRESS_S if size == FIRST_POST else LIMIT_SLOW_S + FIRST_BYTE_S
                async with await self._web.ask(
                    "POST",
                    self._server.up(),
                    data=cut_body(payload, size),
                    headers={"Content-Length": str(size), "Content-Type": "application/octet-stream"},
                    deadline_s=deadline_s,
                ) as answer:
                    if answer.status == _TOO_LARGE and size > LARGEST_POST:
                        self._longest = size = LARGEST_POST
                        self.answers.lost(who)
                        continue
                    await answer.thanks()
            except WEB_ERRORS as error:
                self.answers.lost(who)
                # Some servers cut a body that is too long for them instead of saying so.
                if size > LARGEST_POST and self._now - begun < LIMIT_S:
                    self._longest = size = LARGEST_POST
                self._failed(error)
                await asyncio.sleep(_TICK_S)
                continue
            size = self.answers.came(who, self._now, self._longest)

    async def count_acknowledged(self) -> None:
        """Look again and again at what has arrived."""
        first = before = self._web.acknowledged(self._server.up_url) or 0
        assert self.answers is not None
        while True:
            await asyncio.sleep(_COUNT_EVERY_S)
            there = self._web.acknowledged(self._server.up_url) or 0
            if there > before:
                self._count(there - before)
                before = there
            self.answers.look(there - first, self._web.waiting, self._now)

    async def _ping(self) -> None:
        """Measure the latency while the line is busy."""
        while True:
            with contextlib.suppress(*WEB_ERRORS):
                after_ms = await measure_round_trip(self._web, self._server)
                if self.answers is not None:
                    self.answers.meter.arrived(HEAD_BYTES, self._now)
                if self._now > 0.5:
                    self._loaded_ms.append(after_ms)
            await asyncio.sleep(LOADED_PING_EVERY_S)
