"""The practice call on a line whose speed is known: which way it goes, at what rate, and what is learnt from it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Final

from readiness.instruments.network.call.http_call import WebCall, web_call
from readiness.instruments.network.call.turn_call import Broken, CallResult, LossLimits, NoCall, practice_call
from readiness.instruments.network.http_reply import WEB_ERRORS
from readiness.instruments.network.plan import LineSession, Stage
from readiness.instruments.network.reading import voice_mos
from readiness.instruments.network.speed.latency import measure_round_trip
from readiness.instruments.network.speed.server import Endpoints
from readiness.instruments.network.turn import Route, Transport

DRAIN_S: Final = 3.0
"""How long the queue that our own upload has filled may take to empty."""
DRAINED_MS: Final = 60.0
CALL_SHARE: Final = 0.85
WEB_CALL_SHARE: Final = 0.8
"""Of what was measured: a call stays a little below what the line carries, as its own control would."""
_BEGUN: Final = 0.6
"""The share of the whole measurement's time that is over when the call begins."""
GONE_PERCENT: Final = 25.0
"""A call over HTTP that stood still for more than this may have lost its server."""


class PracticeCalls:
    """The call through the clinic's relay, else over HTTP."""

    def __init__(self, line: LineSession) -> None:
        self._line = line

    async def call(self, server: Endpoints | None, route: Route | None) -> None:
        """Make the practice call, through the relay where there is one, else over HTTP."""
        self._line.tell(Stage("call", _BEGUN))
        mbps = self._choose_rate(through_relay=route is not None)
        if mbps is None:
            return
        if server is not None:
            await self._drain(server)
        if route is not None and await self._call_by_relay(route, mbps):
            return
        if server is not None and self._line.facts.rtt_ms is not None:
            await self._call_by_web(server, mbps, self._line.facts.rtt_ms)

    def _choose_rate(self, *, through_relay: bool) -> float | None:
        """Choose the Mbit/s to begin with; None where a call could teach nothing more."""
        plan, facts = self._line.plan, self._line.facts
        if (facts.rtt_ms or 0.0) > plan.hopeless_rtt_ms:
            return None  # nobody can talk over that
        speeds = [mbps for mbps in (facts.down_mbps, facts.up_mbps) if mbps is not None]
        # Not even voice: that is certain. Over HTTP nothing more is learnt once it is known that video is too much.
        edge = min if through_relay else max
        needs = plan.down, plan.up
        if any(one < edge(need.edges_mbps, default=0.0) for one, need in zip(speeds, needs, strict=False)):
            return None
        return min([plan.visit_mbps, *(CALL_SHARE * one for one in speeds)])

    def _tell_progress(self, share: float) -> None:
        self._line.tell(Stage("call", _BEGUN + (1 - _BEGUN) * share))

    async def _call_by_relay(self, route: Route, mbps: float) -> bool:
        """Call through this relay. False where it lets nobody call themselves: the other way is left."""
        plan = self._line.plan
        limits = LossLimits(plan.loss_edges_percent)
        try:
            call = await practice_call(route, mbps, plan.visit_mbps, limits, self._tell_progress)
        except NoCall:
            return False
        except Broken:
            self._line.facts = replace(self._line.facts, broken=True)
        else:
            self._know_call(route, call, mbps)
        return True

    async def _call_by_web(self, server: Endpoints, mbps: float, rtt_ms: float) -> None:
        line, plan = self._line, self._line.plan
        share = 1.0 if mbps >= plan.visit_mbps else WEB_CALL_SHARE / CALL_SHARE
        call = await web_call(
            server, mbps * share, rtt_ms, self._tell_progress, alongside=line.alongside, proxies=not plan.local
        )
        if call is None or call.refused:
            line.facts = replace(
                line.facts, broken=True, busy=line.facts.busy or (call is not None and call.busy) or None
            )
        elif call.stalled_percent > GONE_PERCENT and not await self._answers(server):
            line.facts = replace(line.facts, broken=True)
        else:
            self._know_web_call(call)

    async def _answers(self, server: Endpoints) -> bool:
        """Tell whether the server is still there. It is asked twice: a connection that was cut may still be at hand."""
        for _ in range(2):
            with contextlib.suppress(*WEB_ERRORS):
                await measure_round_trip(self._line.web, server)
                return True
        return False

    async def _drain(self, server: Endpoints) -> None:
        """Wait, DRAIN_S at most, until the upload has left the queue, so that the call does not stand behind it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                while True:
                    with contextlib.suppress(*WEB_ERRORS):
                        after_ms = await measure_round_trip(self._line.web, server)
                        if after_ms < (self._line.facts.rtt_ms or 0.0) + DRAINED_MS:
                            return
                    await asyncio.sleep(0.05)

    def _know_call(self, route: Route, call: CallResult, began_mbps: float) -> None:
        heard = call.heard
        rtt, jitter = heard.rtt_ms, heard.jitter_ms
        self._line.facts = replace(
            self._line.facts,
            call=str(route.transport),
            call_mbps=round(call.mbps, 2),
            call_whole=call.mbps >= 0.99 * self._line.plan.visit_mbps,
            call_fell=call.mbps < 0.7 * began_mbps,
            call_rtt_ms=None if rtt is None else round(rtt, 1),
            call_stalled_percent=round(heard.stalled_percent, 1),
            call_packets=heard.packets,
            loop_loss_percent=round(heard.loss_percent, 2) if route.transport is Transport.UDP else None,
            jitter_ms=self._line.facts.jitter_ms if jitter is None else round(jitter, 1),
            bytes=self._line.facts.bytes + call.bytes,
            server=self._line.facts.server or "relay",
        )
        if rtt is not None and self._line.facts.rtt_ms is None:
            self._line.facts = replace(self._line.facts, rtt_ms=round(rtt, 1))
        if rtt is not None and jitter is not None:
            self._line.facts = replace(self._line.facts, mos=round(voice_mos(rtt, jitter, heard.loss_percent), 2))

    def _know_web_call(self, call: WebCall) -> None:
        self._line.facts = replace(
            self._line.facts,
            call="http",
            call_mbps=round(call.mbps, 2),
            call_whole=call.mbps >= 0.99 * self._line.plan.visit_mbps,
            call_fell=False,
            call_rtt_ms=None if call.rtt_ms is None else round(call.rtt_ms, 1),
            call_stalled_percent=round(call.stalled_percent, 1),
            call_late_percent=None if call.late_percent is None else round(call.late_percent, 1),
            bytes=self._line.facts.bytes + call.bytes,
        )
