"""What a measurement of the line goes by, and what it knows so far: shared by its stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from readiness.instruments.network.http import Web, is_loopback
from readiness.instruments.network.reading import InternetReading
from readiness.instruments.network.speed.stopping import Requirement
from readiness.instruments.network.turn import Route


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What to measure with. `explicit`: the person named the server, so nothing else is blamed but it."""

    servers: tuple[str, ...]
    public: bool
    explicit: bool
    portal_probe: str
    down: Requirement
    up: Requirement
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
class LineSession:
    """One measurement under way; `facts` is what is known so far, replaced as more is known."""

    plan: LinePlan
    web: Web
    tell: Tell
    facts: InternetReading = field(default_factory=InternetReading)
    answered: bool = False
    """Did somebody answer where the speed server should be?"""
    alongside: bool = True
    """Does the server answer several requests at once?"""
