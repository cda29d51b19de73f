"""Round trips of small requests on a warm connection, and how much they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Final

from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import FIRST_BYTE_S, WEB_ERRORS
from readiness.instruments.network.speed.server import Endpoints

PINGS: Final = 10
FEWEST: Final = 3
ENOUGH: Final = 5
LONG_MS: Final = 3000.0
"""Where each takes so long that they take this long together, ENOUGH of them will do."""
LIMIT_S: Final = 8.0
_MOST_FAILURES: Final = 3
REPEATED_MS: Final = 150.0
"""A repeated packet comes at least this much later (TCP waits 200 ms or more before it repeats a lone one)."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds: the median round trip, and the jitter (see `web_jitter_ms`)."""

    rtt_ms: float
    jitter_ms: float


async def measure_round_trip(web: Web, server: Endpoints) -> float:
    """Measure one round trip in ms, without connecting. One of WEB_ERRORS where no good answer comes in time."""
    async with await web.ask("GET", server.ping(), deadline_s=FIRST_BYTE_S) as answer:
        answer.expect(200)
        await answer.short()
    return answer.after_ms


def web_jitter_ms(pings_ms: Sequence[float]) -> float:
    """Measure the jitter: the mean change from one answer to the next, as a call's packets would show it.

    A packet that TCP repeated comes after a gap with nothing in it: it was lost, which is counted as late, and a call's
    jitter knows only what arrives. Delays that waver fill that gap: then all of them are jitter.
    """
    usual = median(pings_ms)
    late = [one for one in pings_ms if one > usual + REPEATED_MS]
    between = [one for one in pings_ms if usual + REPEATED_MS / 3 < one <= usual + REPEATED_MS]
    counted = [one for one in pings_ms if one <= usual + REPEATED_MS] if len(between) < len(late) / 2 else pings_ms
    return fmean(abs(after - before) for before, after in pairwise(counted)) if len(counted) > 1 else 0.0


async def measure_latency(web: Web, server: Endpoints) -> Latency | None:
    """Measure the line's latency while this program leaves it idle. None where too few round trips came back."""
    times_ms: list[float] = []
    failures = 0
    try:
        async with asyncio.timeout(LIMIT_S):
            while len(times_ms) <= PINGS and failures < _MOST_FAILURES:
                if len(times_ms) > ENOUGH and sum(times_ms) > LONG_MS:
                    break
                try:
                    times_ms.append(await measure_round_trip(web, server))
                except WEB_ERRORS:
                    failures += 1
    except TimeoutError:
        pass
    warm = times_ms[1:]  # the first one wakes the server
    if len(warm) < FEWEST:
        return None
    return Latency(median(warm), web_jitter_ms(warm))
