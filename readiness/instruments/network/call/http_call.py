"""The practice call without a relay: the visit's bitrate over HTTP in both directions, small requests alongside.

TCP repeats what gets lost, so that loss itself does not show. What it does to a call shows as delay: requests that
come back much later than the others, stretches in which less comes or goes than a call would need, and moments in
which the line falls silent altogether.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import WEB_ERRORS, NotUnderstoodError, TooMuchError, is_answered
from readiness.instruments.network.speed.latency import REPEATED_MS, measure_round_trip
from readiness.instruments.network.speed.server import Endpoints

SECONDS: Final = 6.0
SETTLE_S: Final = 0.7
_PIECE_S: Final = 0.1
"""A post's length, longer on a slow line: its heads may take a tenth of it."""
_HEADS_SHARE: Final = 0.1
_MOST_ERRORS: Final = 5
"""One after the other: the server is gone. So many answers that are none, in all: it does not play along."""
_WAIT_S: Final = 0.2
_PING_EVERY_S: Final = 0.1
_PINGERS: Final = 2
_PING_SHARE: Final = 0.15
"""Of the call's bitrate at most: on a slow line small requests are not so small."""
_REQUEST_BYTES: Final = 450
"""What a request without a body costs the line, heads and acknowledgements included."""
_BEHIND_S: Final = 0.6
"""How far a call's picture may fall behind before it stands still."""
_OVERHEAD: Final = 1.036
"""What a line carries for each byte of a body."""
_SILENT_S: Final = 0.25
"""No answer at all for longer than this is heard in a call. One lost packet holds up one connection of several."""
_SILENT_ANSWERS: Final = 4
"""So many answers must be missing, where they are few."""
_BEAT_S: Final = 0.05
_LEAST_BUFFER: Final = 65_536
_FEWEST_PINGS: Final = 5


@dataclass(frozen=True, slots=True)
class WebCall:
    """What the line did. Times in ms; percent of the requests, of the time."""

    mbps: float
    rtt_ms: float | None
    stalled_percent: float
    late_percent: float | None
    bytes: int
    refused: bool = False
    """The server itself did not play along: it said no, sent what nobody asked for, or cut us off."""
    busy: bool = False
    """It said that it has too much to do."""


async def web_call(
    server: Endpoints, mbps: float, rtt_ms: float, progress: Callable[[float], None], *, alongside: bool, proxies: bool
) -> WebCall | None:
    """Make a call at this rate. None where the server broke off. `alongside`: it answers several requests at once."""
    window = max(_LEAST_BUFFER, int(4 * mbps * 125_000 * rtt_ms / 1000))
    async with Web(proxies=proxies, receive_bytes=window) as web:
        run = _HttpCallRun(web, server, mbps / _OVERHEAD, rtt_ms / 1000, progress)
        return await run.measure(alongside)


def silent_s(answered_s: Sequence[float], held_up_s: Sequence[tuple[float, float]], least_s: float) -> float:
    """Add up the seconds of the gaps between answers that are longer than `least_s`.

    Times in order. What this computer itself was held up, as (from, to), is not the line's.
    """
    silent = 0.0
    for before, after in pairwise(answered_s):
        own = sum(max(0.0, min(after, until) - max(before, since)) for since, until in held_up_s)
        gap = after - before - own
        silent += gap if gap > least_s else 0.0
    return silent


@dataclass(slots=True)
class _Pace:
    """How far a download at the call's pace has come. `late_s`: further behind than this is a standstill."""

    started_s: float
    bytes_per_s: float
    late_s: float
    last_s: float = 0.0
    read: int = 0
    lacking_s: float = 0.0

    def wanted(self, now_s: float) -> int:
        """Count the bytes that should have come by now and have not."""
        return int((now_s - self.started_s) * self.bytes_per_s) - self.read

    def note(self, before_s: float, now_s: float) -> None:
        """Count the time since the last look where the line is behind."""
        behind_s = now_s - self.started_s - self.read / self.bytes_per_s
        if before_s - self.started_s > SETTLE_S and behind_s > self.late_s:
            self.lacking_s += before_s - self.last_s
        self.last_s = before_s


class _HttpCallRun:
    def __init__(
        self, web: Web, server: Endpoints, mbps: float, rtt_s: float, progress: Callable[[float], None]
    ) -> None:
        self._web = web
        self._server = server
        self._bytes_per_s = mbps * 125_000
        self._mbps = mbps
        self._ping_every_s = max(_PING_EVERY_S, _PINGERS * _REQUEST_BYTES / (_PING_SHARE * self._bytes_per_s))
        self._piece_s = max(_PIECE_S, _REQUEST_BYTES / (_HEADS_SHARE * self._bytes_per_s))
        self._rtt_s = rtt_s
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._pings: list[float] = []
        self._answered_s: list[float] = []
        self._held_up_s: list[tuple[float, float]] = []
        self._stalled: list[float] = []
        self._sent = 0
        self._errors = 0
        self._refusals = 0
        self._busy = False

    async def measure(self, alongside: bool) -> WebCall | None:
        ways = (self._receive, self._send)
        if alongside:
            beside = [asyncio.ensure_future(self._ping(at / _PINGERS * self._ping_every_s)) for at in range(_PINGERS)]
            beside.append(asyncio.ensure_future(self._beat()))
            started = self._loop.time()
            try:
                await asyncio.gather(self._tell(SECONDS), *(way(SECONDS) for way in ways))
            finally:
                for one in beside:
                    one.cancel()
                await asyncio.wait(beside)
            self._stalled.append(self._silent_percent(started + 2 * SETTLE_S, started + SECONDS))
        else:
            for way in ways:
                await asyncio.gather(self._tell(SECONDS / 2), way(SECONDS / 2))
        if self._errors >= _MOST_ERRORS > self._refusals:
            return None
        rtt = late = None
        if len(self._pings) >= _FEWEST_PINGS:
            rtt = median(self._pings)
            late = 100 * sum(one > rtt + REPEATED_MS for one in self._pings) / len(self._pings)
        stalled, used = max(self._stalled, default=0.0), self._sent + self._web.received
        refused = self._refusals >= _MOST_ERRORS
        return WebCall(self._mbps * _OVERHEAD, rtt, stalled, late, used, refused, self._busy)

    def _silent_percent(self, from_s: float, to_s: float) -> float:
        """Measure how much of the time nothing came back at all."""
        answered = [from_s, *(at for at in self._answered_s if from_s < at < to_s), to_s]
        every_s = 1 / (_PINGERS / max(self._ping_every_s, self._rtt_s) + 1 / self._piece_s)
        least_s = max(_SILENT_S, _SILENT_ANSWERS * every_s)
        return 100 * silent_s(answered, self._held_up_s, least_s) / (to_s - from_s)

    async def _beat(self) -> None:
        """Note when this computer itself was held up."""
        while True:
            begun = self._loop.time()
            await asyncio.sleep(_BEAT_S)
            if (now := self._loop.time()) - begun > 2 * _BEAT_S:
                self._held_up_s.append((begun + _BEAT_S, now))

    async def _tell(self, seconds: float) -> None:
        started = self._loop.time()
        while (now := self._loop.time() - started) < seconds:
            self._progress(now / seconds)
            await asyncio.sleep(0.2)

    async def _ping(self, after_s: float) -> None:
        await asyncio.sleep(after_s + SETTLE_S)
        while True:
            begun = self._loop.time()
            try:
                self._pings.append(await measure_round_trip(self._web, self._server))
                self._answered_s.append(self._loop.time())
            except NotUnderstoodError as error:
                self._note_refusal(error)
            except WEB_ERRORS:
                self._pings.append(5000.0)
            await asyncio.sleep(max(0.0, self._ping_every_s - (self._loop.time() - begun)))

    async def _receive(self, seconds: float) -> None:
        """Read at the call's pace; the line is behind where there is nothing to read."""
        pace = _Pace(self._loop.time(), self._bytes_per_s, _BEHIND_S + self._rtt_s)
        try:
            while self._loop.time() - pace.started_s < seconds:
                await self._receive_one(pace, seconds)
        except WEB_ERRORS as error:
            self._stalled.append(100.0)
            if is_answered(error):
                self._note_refusal(error, _MOST_ERRORS)  # a line goes silent; who says no, or hangs up, is at its end
        else:
            self._stalled.append(100 * pace.lacking_s / seconds)

    async def _receive_one(self, pace: _Pace, seconds: float) -> None:
        """Read a body, to its end or the call's. NotUnderstoodError where the server refuses or sends an empty one."""
        async with await self._web.ask("GET", self._server.down()) as answer:
            answer.expect(200)
            before = pace.read
            if not before:
                pace.started_s = pace.last_s = self._loop.time()  # the first connection is no part of the call
            while (now := self._loop.time()) - pace.started_s < seconds:
                if (wanted := pace.wanted(now)) > 0:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(_WAIT_S):
                            piece = await answer.some(wanted)
                            if not piece and pace.read == before:
                                raise NotUnderstoodError("an empty body")
                            if not piece:
                                return  # it is over: the next one goes on from here
                            pace.read += len(piece)
                pace.note(now, self._loop.time())
                await asyncio.sleep(0.03)
            answer.close()

    def _note_refusal(self, error: Exception, weight: int = 1) -> None:
        self._refusals += _MOST_ERRORS if isinstance(error, TooMuchError) else weight
        self._busy = self._busy or (isinstance(error, NotUnderstoodError) and error.busy)

    async def _send(self, seconds: float) -> None:
        """Post a piece again and again; the line is behind where the pieces are not acknowledged in time."""
        piece_s = self._piece_s
        pings_per_s = _PINGERS / self._ping_every_s
        heads = _REQUEST_BYTES * (1 + pings_per_s * piece_s)
        payload = os.urandom(max(200, int(self._bytes_per_s * piece_s - heads)))
        late_s: list[float] = []
        posts: set[asyncio.Task[None]] = set()
        started = self._loop.time()
        number = 0
        try:
            while (now := self._loop.time() - started) < seconds and self._errors < _MOST_ERRORS:
                if number * piece_s <= now:
                    post = asyncio.ensure_future(self._post(payload, piece_s, late_s if now > 2 * SETTLE_S else []))
                    posts.add(post)
                    post.add_done_callback(posts.discard)
                    number += 1
                else:
                    await asyncio.sleep(number * piece_s - now)
            if posts:
                await asyncio.wait(posts, timeout=self._rtt_s + 1.0)
            late_s += [piece_s] * len(posts)
            self._stalled.append(min(100.0, 100 * sum(late_s) / seconds))
        finally:
            for post in posts:
                post.cancel()

    async def _post(self, payload: bytes, piece_s: float, late_s: list[float]) -> None:
        begun = self._loop.time()
        try:
            async with await self._web.ask("POST", self._server.up(), data=payload) as answer:
                await answer.thanks()
        except NotUnderstoodError as error:
            self._errors += 1
            self._note_refusal(error)
            return  # the line carried it
        except WEB_ERRORS:
            self._errors += 1
            late_s.append(piece_s)
            return
        self._answered_s.append(self._loop.time())
        if self._errors < _MOST_ERRORS:
            self._errors = 0
        self._sent += len(payload)
        # Connecting anew costs a round trip, the slow start of a fresh connection a few.
        if self._loop.time() - begun > piece_s + _BEHIND_S + 4 * self._rtt_s:
            late_s.append(piece_s)
