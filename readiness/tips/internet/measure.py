"""The measurement of the line, in the probe."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from readiness.core.check import Commands, Live, Sample
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.instruments.network.async_bridge import iterate_progress, run_in_daemon_thread
from readiness.instruments.network.measurement import measure_line
from readiness.instruments.network.plan import LinePlan, Stage
from readiness.instruments.network.reading import InternetReading
from readiness.instruments.network.speed.stopping import Requirement
from readiness.instruments.network.turn import list_routes
from readiness.machine import here
from readiness.machine.base import WayOut
from readiness.profile.speed_servers import ServerKind, server_kind

LOOK_S: Final = 10.0
"""For the system's own tools to say what kind of interface it is; they do so while the line is measured."""
CALLING: Final = Text("Making a practice call …")
_DOING: Final = {
    "find": Text("Looking for the test server …"),
    "latency": Text("Measuring how soon your internet answers …"),
    "down": Text("Measuring how fast your internet receives …"),
    "up": Text("Measuring how fast your internet sends …"),
    "call": CALLING,
}


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[InternetReading]]:
    """Yield progress several times a second; the reading comes last, once there is all that can be had."""
    plan = _make_plan(setup)

    async def work(tell: Callable[[Stage | InternetReading], None]) -> None:
        looking = asyncio.ensure_future(run_in_daemon_thread(lambda: _way_out(setup), LOOK_S))
        reading = await measure_line(plan, tell)
        with contextlib.suppress(OSError, TimeoutError):
            way = await looking
            reading = replace(reading, interface=way.kind, wifi_percent=way.wifi_percent)
        tell(replace(reading, bytes=round(reading.bytes, -3)))

    for told in iterate_progress(work, commands):
        if isinstance(told, Stage):
            yield Sample(None, Live(done=round(told.done, 2), doing=_DOING[told.name]))
        else:
            yield Sample(_name_server(told, setup), Live(done=1.0))


def _way_out(setup: Setup) -> WayOut:
    """Find by what this computer reaches the internet; nothing is known of a recorded one."""
    return here().way_out() if setup.sources.facts is None else WayOut()


def _make_plan(setup: Setup) -> LinePlan:
    internet, limits = setup.profile.internet, setup.profile.limits
    explicit = setup.sources.server
    return LinePlan(
        servers=internet.servers if explicit is None else (explicit,),
        public=explicit is None and internet.public_server,
        explicit=explicit is not None,
        portal_probe=internet.portal_probe,
        down=Requirement(limits.down_mbps_warn, (limits.down_mbps_unusable, limits.down_mbps_fail)),
        up=Requirement(limits.up_mbps_warn, (limits.up_mbps_unusable, limits.up_mbps_fail)),
        hosts=internet.hosts,
        routes=list_routes(internet.relays),
        hopeless_rtt_ms=1.5 * limits.rtt_ms_fail,
        loss_edges_percent=(limits.loop_loss_percent_warn, limits.loop_loss_percent_fail),
    )


def _name_server(reading: InternetReading, setup: Setup) -> InternetReading:
    """Call the demonstration's server what it is."""
    if reading.server is not None and server_kind(setup) is ServerKind.DEMONSTRATION:
        return replace(reading, server="demonstration")
    return reading
