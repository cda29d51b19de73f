"""The whole measurement of the line to the internet: find a server, then latency, down and up, or say what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from readiness.instruments.estimate import Need
from readiness.instruments.latency import measure_latency
from readiness.instruments.librespeed import NotLibreSpeed, find_librespeed
from readiness.instruments.public_server import NoPublicServer, find_public_server
from readiness.instruments.reach import Portal, ask_portal, interface_is_up
from readiness.instruments.speed_endpoints import Endpoints
from readiness.instruments.transfer import download, upload
from readiness.instruments.web import Web, is_loopback

WHOLE_S: Final = 45.0
FIND_S: Final = 8.0
"""For every server, while it is not known that the network is open: a dead one is reported within 10 s."""
PUBLIC_S: Final = 15.0
"""For the public one, once the network is known to be open: its list is long."""
AFTER_PORTAL_S: Final = 1.0
"""Once a sign-in page has shown itself a server may still answer, but not for long."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure with. `explicit`: the person named the server, so nothing else is blamed but it."""

    servers: tuple[str, ...]
    public: bool
    explicit: bool
    portal_probe: str
    down: Need
    up: Need


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the line. None is "not measured"; units are in the names."""

    interface_up: bool | None = None
    online: bool | None = None
    """Did anything at all answer?"""
    portal: bool | None = None
    public: bool | None = None
    """Was it the public server that measured? None: no server did."""
    down_mbps: float | None = None
    down_at_least: bool = False
    up_mbps: float | None = None
    up_at_least: bool = False
    rtt_ms: float | None = None
    loaded_rtt_ms: float | None = None
    jitter_ms: float | None = None
    bytes: int = 0

    @property
    def whole(self) -> bool:
        """Was everything measured that a verdict needs?"""
        return self.down_mbps is not None and self.up_mbps is not None and self.rtt_ms is not None


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done: "find", "latency", "down" or "up", and the share of the whole that is done."""

    name: str
    done: float


Tell = Callable[[Stage], None]


@dataclass(slots=True)
class _Line:
    """One measurement under way; `facts` is what is known so far."""

    plan: Plan
    web: Web
    tell: Tell
    facts: Facts = field(default_factory=Facts)
    answered: bool = False

    def know(self, **values: object) -> None:
        self.facts = replace(self.facts, **values)  # type: ignore[arg-type]

    async def measure(self) -> None:
        """Everything, in its order."""
        self.tell(Stage("find", 0.0))
        if not self.plan.explicit:
            self.know(interface_up=interface_is_up())
            if not self.facts.interface_up:
                return
        server = await self._find()
        if server is not None:
            await self._measure_with(server)
        if server is not None and not self.facts.whole:
            # Something broke in the middle: what is true of the network now may not be what was true before.
            self.answered = False
            if not self.plan.explicit:
                self.know(interface_up=interface_is_up())
            self._know_portal(await self._ask_portal())

    async def _find(self) -> Endpoints | None:
        """A server that answers, and meanwhile what kind of network this is."""
        asking = asyncio.create_task(self._ask_portal())
        finding = asyncio.create_task(self._find_server(asking))
        try:
            await asyncio.wait({asking, finding}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done() and asking.result() is Portal.SIGN_IN:
                await asyncio.wait({finding}, timeout=AFTER_PORTAL_S)
            else:
                await asyncio.wait({finding})
            server = finding.result() if finding.done() else None
            if server is None or asking.done():
                self._know_portal(await asking)
            if server is not None:
                self.know(online=True)
            return server
        finally:
            for task in (asking, finding):
                task.cancel()
            await asyncio.wait({asking, finding})

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
                    else:
                        self.know(public=False)
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
                    self.know(public=True)
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
            self.web, server, self.plan.down, latency.rtt_ms, lambda share: self.tell(Stage("down", 0.2 + 0.4 * share))
        )
        self.know(down_mbps=_rounded(down.mbps), down_at_least=down.at_least, bytes=down.bytes)
        self.know(loaded_rtt_ms=down.loaded_rtt_ms)
        if down.mbps is None:
            return
        up = await upload(
            self.web, server, self.plan.up, latency.rtt_ms, lambda share: self.tell(Stage("up", 0.6 + 0.4 * share))
        )
        self.know(up_mbps=_rounded(up.mbps), up_at_least=up.at_least, bytes=down.bytes + up.bytes)
        # The worse direction is the one that a call will feel.
        self.know(
            loaded_rtt_ms=max((ms for ms in (down.loaded_rtt_ms, up.loaded_rtt_ms) if ms is not None), default=None)
        )


def _rounded(mbps: float | None) -> float | None:
    """Three digits: more would pretend to a certainty that no line has."""
    if mbps is None:
        return None
    return round(mbps, 2) if mbps < 10 else round(mbps, 1) if mbps < 100 else float(round(mbps))


async def measure_line(plan: Plan, tell: Tell) -> Facts:
    """What can be learnt about the line within WHOLE_S. Trouble of line or server is a fact, never an exception."""
    loopback = bool(plan.servers) and all(is_loopback(server) for server in plan.servers) and not plan.public
    async with Web(proxies=not loopback) as web:
        line = _Line(plan, web, tell)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WHOLE_S):
                await line.measure()
        return line.facts
