"""The whole measurement of the line to the internet: find the servers, measure, call; or say what is wrong."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Final

from readiness.instruments.network.discovery import Discovery
from readiness.instruments.network.http import Web
from readiness.instruments.network.plan import LinePlan, LineSession, Stage, Tell
from readiness.instruments.network.portal import interface_is_up
from readiness.instruments.network.reading import InternetReading
from readiness.instruments.network.rehearsal import PracticeCalls
from readiness.instruments.network.speed.latency import measure_latency
from readiness.instruments.network.speed.server import Endpoints
from readiness.instruments.network.speed.throughput import Throughput, measure_download, measure_upload

WHOLE_S: Final = 50.0
ASLEEP_S: Final = 4.0
"""Our clock stood still or jumped for this long: the computer slept, and what was measured says nothing."""
WAKE_S: Final = 6.0
"""How long a network may take to come back afterwards."""


class _Measurement:
    """The stages in their order."""

    def __init__(self, line: LineSession) -> None:
        self._line = line
        self._finder = Discovery(line)

    async def measure(self) -> None:
        """Run every stage in its order, and stop once the answer is certain."""
        line = self._line
        line.tell(Stage("find", 0.0))
        if not line.plan.explicit:
            line.facts = replace(line.facts, interface_up=interface_is_up())
            if not line.facts.interface_up:
                return
        server, reached = await self._finder.find()
        line.facts = replace(line.facts, bytes=line.web.received)
        if line.facts.portal and server is None:
            return
        if line.facts.relay == "blocked" or line.facts.hosts_blocked or line.facts.names_dead:
            return  # no visit on this network, however fast it is
        if server is not None:
            await self._measure_with(server)
        if server is None or line.facts.measured:
            await PracticeCalls(line).call(server, None if reached is None else reached.best)
        if server is not None and (not line.facts.measured or line.facts.broken):
            # Something broke in the middle: what is true of the network now may not be what was true before.
            line.answered = False
            if not line.plan.explicit:
                line.facts = replace(line.facts, interface_up=interface_is_up())
            self._finder.know_portal(await self._finder.ask_portal())

    async def _measure_with(self, server: Endpoints) -> None:
        line = self._line
        line.tell(Stage("latency", 0.1))
        latency = await measure_latency(line.web, server)
        line.facts = replace(line.facts, bytes=line.web.received)
        if latency is None:
            return
        line.facts = replace(line.facts, rtt_ms=round(latency.rtt_ms, 1), jitter_ms=round(latency.jitter_ms, 1))
        down = await measure_download(
            line.web,
            server,
            line.plan.down,
            latency.rtt_ms,
            lambda share: line.tell(Stage("down", 0.15 + 0.2 * share)),
        )
        self._know_speed("down", down)
        line.alongside = down.loaded_rtt_ms is not None
        if down.mbps is None:
            return
        up = await measure_upload(
            line.web,
            server,
            line.plan.up,
            latency.rtt_ms,
            lambda share: line.tell(Stage("up", 0.35 + 0.25 * share)),
        )
        self._know_speed("up", up)

    def _know_speed(self, way: str, measured: Throughput) -> None:
        facts, mbps = self._line.facts, _round_to_three_digits(measured.mbps)
        if way == "down":
            facts = replace(facts, down_mbps=mbps, down_at_least=measured.at_least)
        else:
            facts = replace(facts, up_mbps=mbps, up_at_least=measured.at_least)
        # The worse direction is the one that a call will feel.
        loaded = [ms for ms in (facts.loaded_rtt_ms, measured.loaded_rtt_ms) if ms is not None]
        self._line.facts = replace(
            facts,
            busy=facts.busy or measured.busy or None,
            loaded_rtt_ms=max(loaded, default=None),
            bytes=facts.bytes + measured.bytes,
        )


def _round_to_three_digits(mbps: float | None) -> float | None:
    """Round to three digits: more would pretend to a certainty that no line has."""
    if mbps is None:
        return None
    return round(mbps, 3) if mbps < 1 else round(mbps, 2) if mbps < 10 else round(mbps, 1)


async def _wait_for_sleep() -> None:
    """Wait until the computer, or this process, has slept."""
    last, last_wall = time.monotonic(), time.time()
    while True:
        await asyncio.sleep(0.25)
        now, wall = time.monotonic(), time.time()
        if max(now - last, wall - last_wall) > ASLEEP_S:
            return
        last, last_wall = now, wall


async def measure_line(plan: LinePlan, tell: Tell) -> InternetReading:
    """Measure the line, within WHOLE_S. Trouble of line or server is a fact, never an exception.

    Where the computer slept in the middle, it is all measured once more.
    """
    facts, slept = await _measure_once(plan, tell)
    if not slept:
        return facts
    until = time.monotonic() + WAKE_S
    while not plan.local and not interface_is_up() and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.5)  # no system tells
    facts, _ = await _measure_once(plan, tell)
    return facts


async def _measure_once(plan: LinePlan, tell: Tell) -> tuple[InternetReading, bool]:
    """Measure once, and tell whether the computer slept meanwhile."""
    async with Web(proxies=not plan.local) as web:
        line = LineSession(plan, web, tell)
        measuring = asyncio.create_task(_Measurement(line).measure())
        sleeping = asyncio.create_task(_wait_for_sleep())
        try:
            await asyncio.wait({measuring, sleeping}, timeout=WHOLE_S, return_when=asyncio.FIRST_COMPLETED)
            slept = sleeping.done() and not measuring.done()
            if measuring.done():
                measuring.result()
            elif not slept:
                # Out of time: what the call would have shown is not known, and no pass.
                line.facts = replace(line.facts, broken=True)
            return line.facts, slept
        finally:
            for task in (measuring, sleeping):
                task.cancel()
            await asyncio.wait({measuring, sleeping})
