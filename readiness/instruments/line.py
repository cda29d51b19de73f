"""The whole measurement of the line to the internet: find the servers, measure, call; or say what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from readiness.instruments.estimate import Need
from readiness.instruments.hosts import Hosts, ask_hosts
from readiness.instruments.latency import measure_latency, ping
from readiness.instruments.librespeed import NotLibreSpeed, find_librespeed
from readiness.instruments.line_reading import InternetReading, voice_mos
from readiness.instruments.practice_call import Broken, Call, Edges, NoCall, practice_call
from readiness.instruments.public_server import NoPublicServer, find_public_server
from readiness.instruments.reach import Portal, ask_portal, interface_is_up
from readiness.instruments.relay import Reach, Route, Transport, reach
from readiness.instruments.speed_endpoints import Endpoints
from readiness.instruments.transfer import Throughput, download, upload
from readiness.instruments.web import WEB_ERRORS, Web, is_loopback
from readiness.instruments.web_call import WebCall, web_call

WHOLE_S: Final = 50.0
FIND_S: Final = 8.0
"""For every server, while it is not known that the network is open: a dead one is reported within 10 s."""
NOTHING_S: Final = 5.5
"""The same where nothing at all has answered so far, or no look-up has."""
PUBLIC_S: Final = 15.0
"""For the public one, once the network is known to be open: its list is long."""
AFTER_PORTAL_S: Final = 1.0
"""Once a sign-in page has shown itself a server may still answer, but not for long."""
DRAIN_S: Final = 3.0
"""How long the queue that our own upload has filled may take to empty."""
DRAINED_MS: Final = 60.0
CALL_SHARE: Final = 0.85
WEB_CALL_SHARE: Final = 0.8
"""Of what was measured: a call stays a little below what the line carries, as its own control would."""
GONE_PERCENT: Final = 25.0
"""A call over HTTP that stood still for more than this may have lost its server."""
ASLEEP_S: Final = 4.0
"""Our clock stood still or jumped for this long: the computer slept, and what was measured says nothing."""
WAKE_S: Final = 6.0
"""How long a network may take to come back afterwards."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure with. `explicit`: the person named the server, so nothing else is blamed but it."""

    servers: tuple[str, ...]
    public: bool
    explicit: bool
    portal_probe: str
    down: Need
    up: Need
    hosts: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    loss_edges_percent: tuple[float, ...] = (2.0, 15.0)
    hopeless_rtt_ms: float = 900.0
    """A round trip that is surely too long for any call."""

    @property
    def visit_mbps(self) -> float:
        """The visit's bitrate each way."""
        return max(self.down.enough_mbps, self.up.enough_mbps)

    @property
    def local(self) -> bool:
        """Does everything that is asked lie on this computer?"""
        return (
            bool(self.servers)
            and not self.public
            and all(is_loopback(server) for server in self.servers)
            and not self.hosts
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done ("find", "latency", "down", "up" or "call"), and the share of the whole that is done."""

    name: str
    done: float


Tell = Callable[[Stage], None]


@dataclass(slots=True)
class _Line:
    """One measurement under way; `facts` is what is known so far."""

    plan: Plan
    web: Web
    tell: Tell
    facts: InternetReading = field(default_factory=InternetReading)
    answered: bool = False
    alongside: bool = True
    """Does the server answer several requests at once?"""

    def know(self, **values: object) -> None:
        self.facts = replace(self.facts, **values)  # type: ignore[arg-type]

    async def measure(self) -> None:
        """Everything, in its order; no further than the answer is certain."""
        self.tell(Stage("find", 0.0))
        if not self.plan.explicit:
            self.know(interface_up=interface_is_up())
            if not self.facts.interface_up:
                return
        server, reached = await self._find()
        if self.facts.portal and server is None:
            return
        if self.facts.relay == "blocked" or self.facts.hosts_blocked or self.facts.names_dead:
            return  # no visit on this network, however fast it is
        if server is not None:
            await self._measure_with(server)
        if server is None or self.facts.measured:
            await self._call(server, None if reached is None else reached.best)
        if server is not None and (not self.facts.measured or self.facts.broken):
            # Something broke in the middle: what is true of the network now may not be what was true before.
            self.answered = False
            if not self.plan.explicit:
                self.know(interface_up=interface_is_up())
            self._know_portal(await self._ask_portal())

    async def _find(self) -> tuple[Endpoints | None, Reach | None]:
        """A server that answers, the relay, and meanwhile what kind of network this is."""
        asking = asyncio.create_task(self._ask_portal())
        finding = asyncio.create_task(self._find_server(asking))
        visiting = asyncio.create_task(ask_hosts(self.web, self.plan.hosts))
        reaching = asyncio.create_task(reach(self.plan.routes))
        tasks = {asking, finding, visiting, reaching}
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await asyncio.wait({asking, finding}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done() and asking.result() is Portal.SIGN_IN:
                await asyncio.wait({finding}, timeout=AFTER_PORTAL_S)
                if not finding.done():
                    self._know_portal(Portal.SIGN_IN)
                    return None, None
            await asyncio.wait({finding, visiting, reaching}, timeout=max(0.0, began + NOTHING_S - loop.time()))
            if not finding.done() and self._hopeless(asking, visiting, reaching):
                finding.cancel()
            await asyncio.wait({finding, visiting, reaching})
            server, reached = None if finding.cancelled() else finding.result(), reaching.result()
            if server is None or asking.done():
                self._know_portal(await asking)
            self._know_network(server, visiting.result(), reached)
            return server, reached if self.plan.routes else None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _hopeless(
        self, asking: asyncio.Task[Portal], visiting: asyncio.Task[Hosts], reaching: asyncio.Task[Reach]
    ) -> bool:
        """Has everything that was asked stayed silent, so that looking for a server further is in vain?"""
        silent = asking.done() and asking.result() is Portal.UNREACHABLE and not self.web.names.known
        if self.answered or not silent:
            return False
        answered = (visiting.done() and visiting.result().online) or (reaching.done() and reaching.result().answered)
        return bool(self.web.names.silent) or not answered

    def _know_network(self, server: Endpoints | None, hosts: Hosts, reached: Reach) -> None:
        """What the answers of all of them together say about the network."""
        if server is not None or hosts.online or reached.answered:
            self.know(online=True)
        online = bool(self.facts.online)
        names = self.web.names
        # Where nobody answers about any name the network may be gone altogether; then that is what is said.
        dead = not names.known and ((names.silent and online) or (len(names.unknown) >= 2 and server is None))
        self.know(names_dead=bool(dead))
        if self.plan.hosts:
            self.know(intercepted=hosts.intercepted, host_trouble=hosts.trouble)
            self.know(hosts_blocked=hosts.blocked and online and not dead)
        if self.plan.routes:
            relay = "open" if reached.best else "busy" if reached.busy else "blocked" if reached.blocked else "down"
            if relay == "blocked" and not online:
                relay = "down"  # not the relay's matter: nothing answers at all
            self.know(relay=relay, udp_blocked=reached.udp_blocked)

    async def _find_server(self, asking: asyncio.Task[Portal]) -> Endpoints | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + FIND_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                for address in self.plan.servers:
                    try:
                        server = await find_librespeed(self.web, address)
                    except NotLibreSpeed as no:
                        self.answered = self.answered or no.answered
                        if no.busy:
                            self.know(busy=True)
                    else:
                        self.know(server="librespeed")
                        return server
        if not self.plan.public:
            return None
        finding = asyncio.create_task(find_public_server(self.web, PUBLIC_S))
        try:
            await asyncio.wait({finding}, timeout=max(1.0, until - loop.time()))
            if not finding.done() and asking.done() and asking.result() is Portal.OPEN:
                await asyncio.wait({finding})
            if finding.done():
                with contextlib.suppress(NoPublicServer):
                    server = finding.result()
                    self.know(server="public")
                    return server
        finally:
            finding.cancel()
            await asyncio.wait({finding})
        return None

    async def _ask_portal(self) -> Portal:
        if self.plan.explicit and all(is_loopback(server) for server in self.plan.servers):
            return Portal.NOT_ASKED  # no portal stands between this computer and itself
        return await ask_portal(self.web, self.plan.portal_probe)

    def _know_portal(self, portal: Portal) -> None:
        online = {Portal.UNREACHABLE: False, Portal.NOT_ASKED: None}.get(portal, True)
        self.know(portal={Portal.SIGN_IN: True, Portal.OPEN: False}.get(portal), online=self.answered or online)

    async def _measure_with(self, server: Endpoints) -> None:
        self.tell(Stage("latency", 0.1))
        latency = await measure_latency(self.web, server)
        if latency is None:
            return
        self.know(rtt_ms=round(latency.rtt_ms, 1), jitter_ms=round(latency.jitter_ms, 1))
        down = await download(
            self.web, server, self.plan.down, latency.rtt_ms, lambda share: self.tell(Stage("down", 0.15 + 0.2 * share))
        )
        self._know_speed("down", down)
        self.alongside = down.loaded_rtt_ms is not None
        if down.mbps is None:
            return
        up = await upload(
            self.web, server, self.plan.up, latency.rtt_ms, lambda share: self.tell(Stage("up", 0.35 + 0.25 * share))
        )
        self._know_speed("up", up)

    def _know_speed(self, way: str, measured: Throughput) -> None:
        if measured.busy:
            self.know(busy=True)
        self.know(**{f"{way}_mbps": _rounded(measured.mbps), f"{way}_at_least": measured.at_least})
        # The worse direction is the one that a call will feel.
        loaded = [ms for ms in (self.facts.loaded_rtt_ms, measured.loaded_rtt_ms) if ms is not None]
        self.know(loaded_rtt_ms=max(loaded, default=None), bytes=self.facts.bytes + measured.bytes)

    async def _call(self, server: Endpoints | None, route: Route | None) -> None:
        """The practice call, through the relay where there is one, else over HTTP."""
        self.tell(Stage("call", 0.6))
        facts, visit = self.facts, self.plan.visit_mbps
        speeds = [mbps for mbps in (facts.down_mbps, facts.up_mbps) if mbps is not None]
        mbps = min([visit, *(CALL_SHARE * one for one in speeds)])
        if (facts.rtt_ms or 0.0) > self.plan.hopeless_rtt_ms:
            return  # nobody can talk over that
        # Not even voice: that is certain. Over HTTP nothing more is learnt once it is known that video is too much.
        edge = min if route is not None else max
        if any(one < edge(need.edges_mbps, default=0.0) for one, need in zip(speeds, self._needs, strict=False)):
            return
        if server is not None:
            await self._drain(server)

        def progress(share: float) -> None:
            self.tell(Stage("call", 0.6 + 0.4 * share))

        if route is not None:
            try:
                call = await practice_call(route, mbps, visit, Edges(self.plan.loss_edges_percent), progress)
            except NoCall:
                pass  # this relay lets nobody call himself: the other way is left
            except Broken:
                self.know(broken=True)
                return
            else:
                self._know_call(route, call, mbps)
                return
        if server is not None and facts.rtt_ms is not None:
            web_share = 1.0 if mbps >= visit else WEB_CALL_SHARE / CALL_SHARE
            rehearsed = await web_call(
                server, mbps * web_share, facts.rtt_ms, progress, alongside=self.alongside, proxies=not self.plan.local
            )
            if rehearsed is None or (rehearsed.stalled_percent > GONE_PERCENT and not await self._answers(server)):
                self.know(broken=True)
            else:
                self._know_web_call(rehearsed)

    async def _answers(self, server: Endpoints) -> bool:
        """Is the server still there? Asked twice: a connection that was cut may still be at hand."""
        for _ in range(2):
            with contextlib.suppress(*WEB_ERRORS):
                await ping(self.web, server)
                return True
        return False

    @property
    def _needs(self) -> tuple[Need, Need]:
        return self.plan.down, self.plan.up

    async def _drain(self, server: Endpoints) -> None:
        """Until our own upload has left the queue, so that the call does not stand behind it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                while True:
                    with contextlib.suppress(*WEB_ERRORS):
                        after_ms = await ping(self.web, server)
                        if after_ms < (self.facts.rtt_ms or 0.0) + DRAINED_MS:
                            return
                    await asyncio.sleep(0.05)

    def _know_call(self, route: Route, call: Call, began_mbps: float) -> None:
        heard = call.heard
        rtt, jitter = heard.rtt_ms, heard.jitter_ms
        self.know(
            call=str(route.transport),
            call_mbps=round(call.mbps, 2),
            call_whole=call.mbps >= 0.99 * self.plan.visit_mbps,
            call_fell=call.mbps < 0.7 * began_mbps,
            call_rtt_ms=None if rtt is None else round(rtt, 1),
            call_stalled_percent=round(heard.stalled_percent, 1),
            call_packets=heard.packets,
            loop_loss_percent=round(heard.loss_percent, 2) if route.transport is Transport.UDP else None,
            jitter_ms=self.facts.jitter_ms if jitter is None else round(jitter, 1),
            bytes=self.facts.bytes + call.bytes,
            server=self.facts.server or "relay",
        )
        if rtt is not None and self.facts.rtt_ms is None:
            self.know(rtt_ms=round(rtt, 1))
        if rtt is not None and jitter is not None:
            self.know(mos=round(voice_mos(rtt, jitter, heard.loss_percent), 2))

    def _know_web_call(self, call: WebCall) -> None:
        self.know(
            call="http",
            call_mbps=round(call.mbps, 2),
            call_whole=call.mbps >= 0.99 * self.plan.visit_mbps,
            call_fell=False,
            call_rtt_ms=None if call.rtt_ms is None else round(call.rtt_ms, 1),
            call_stalled_percent=round(call.stalled_percent, 1),
            call_late_percent=None if call.late_percent is None else round(call.late_percent, 1),
            bytes=self.facts.bytes + call.bytes,
        )


def _rounded(mbps: float | None) -> float | None:
    """Three digits: more would pretend to a certainty that no line has."""
    if mbps is None:
        return None
    return round(mbps, 3) if mbps < 1 else round(mbps, 2) if mbps < 10 else round(mbps, 1)


async def _asleep() -> None:
    """Until the computer, or this process, has slept."""
    last, last_wall = time.monotonic(), time.time()
    while True:
        await asyncio.sleep(0.25)
        now, wall = time.monotonic(), time.time()
        if max(now - last, wall - last_wall) > ASLEEP_S:
            return
        last, last_wall = now, wall


async def measure_line(plan: Plan, tell: Tell) -> InternetReading:
    """What can be learnt about the line within WHOLE_S. Trouble of line or server is a fact, never an exception.

    Where the computer slept in the middle, it is all measured once more.
    """
    facts, slept = await _measured(plan, tell)
    if not slept:
        return facts
    until = time.monotonic() + WAKE_S
    while not plan.local and not interface_is_up() and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.5)  # no system tells
    facts, _ = await _measured(plan, tell)
    return facts


async def _measured(plan: Plan, tell: Tell) -> tuple[InternetReading, bool]:
    """One measurement, and whether it was slept through."""
    async with Web(proxies=not plan.local) as web:
        line = _Line(plan, web, tell)
        measuring = asyncio.create_task(line.measure())
        sleeping = asyncio.create_task(_asleep())
        try:
            await asyncio.wait({measuring, sleeping}, timeout=WHOLE_S, return_when=asyncio.FIRST_COMPLETED)
            slept = sleeping.done() and not measuring.done()
            if measuring.done():
                measuring.result()
            return line.facts, slept
        finally:
            for task in (measuring, sleeping):
                task.cancel()
            await asyncio.wait({measuring, sleeping})
