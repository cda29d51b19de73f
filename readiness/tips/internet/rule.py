"""What a reading of the line means. Where a practice call was made, what it lost and delayed decides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from readiness.core.clinic import Limits
from readiness.instruments.network.call.loss_interval import loss_between
from readiness.instruments.network.reading import InternetReading
from readiness.tips.internet.findings import NOT_TESTED, TESTED_CALL, TESTED_WEB, USED

EXACT: Final = 0.04
"""A round trip is known to about this share: one that is nearer to a limit is not beyond it."""
SURE_Z: Final = 1.75
"""One-sided 96 %: loss counts as beyond a limit where the line's own loss surely is, not this sample's alone."""
VERY_SURE_Z: Final = 2.33
"""One-sided 99 %: nobody loses a visit for a sample's bad luck."""
LATE_PERCENT: Final = 5.0
"""Over HTTP: more late answers than this are lost and repeated packets."""
VERY_LATE_PERCENT: Final = 28.0
"""So many that a call would lose more than a fifth each way."""
WEB_STALLS: Final = 2.0
"""Over HTTP new connections are slow to begin, which no call is: as many more standstills are let pass."""
WEAK_WIFI_PERCENT: Final = 40.0


def finding_names(reading: InternetReading, limits: Limits, *, explicit: bool) -> tuple[str, ...]:
    """Name every finding that holds. `explicit`: the person named the server, so that it is what is blamed."""
    if _is_known(reading):
        found = [*_judge_network(reading), *_judge_line(reading, limits)]
        if reading.relay in ("down", "busy") or reading.host_trouble:
            # What the visit needs could not be tried: the rest may be as good as it likes.
            found.append("busy-server" if reading.relay == "busy" else "server-down")
        return (*(found or ("good",)), *_list_notes(reading, limits))
    ours = "busy-server" if reading.busy or reading.relay == "busy" else "server-down"
    found = _judge_network(reading)
    if explicit and reading.server is None and "dns" in found:
        found.remove("dns")  # somebody who names a server asks about that one: its name alone may lead nowhere
    if reading.portal:
        found.append("portal")
    elif not explicit and (reading.interface_up is False or reading.online is False):
        found.append("offline")
    elif not set(found) - {"intercepted", "udp-blocked"}:
        found.append(ours)
    return tuple(found)


def _is_known(reading: InternetReading) -> bool:
    return not reading.broken and (reading.measured or (reading.through_relay and reading.rtt_ms is not None))


def _judge_network(reading: InternetReading) -> list[str]:
    holds = {
        "dns": reading.names_dead,
        "host-blocked": reading.hosts_blocked,
        "relay-blocked": reading.relay == "blocked",
        "udp-blocked": reading.udp_blocked,
        "intercepted": reading.intercepted,
    }
    return [name for name, held in holds.items() if held]


def _judge_line(reading: InternetReading, limits: Limits) -> list[str]:
    """Name what is wrong with a line that was measured, the graver finding with its causes."""
    down, up = reading.down_mbps, reading.up_mbps
    slow_down, slow_up = _is_slow(reading, limits)
    rtt = reading.rtt_ms if reading.call_rtt_ms is None else reading.call_rtt_ms
    # Somebody else's upload may give way to a call over HTTP: what it did to the line before counts as well.
    known = [each for each in (reading.rtt_ms, rtt) if each is not None]
    slowest = rtt if reading.through_relay else max(known, default=None)
    jitter, stalled = reading.jitter_ms or 0.0, reading.call_stalled_percent or 0.0
    late = reading.call_late_percent or 0.0
    lost, packets = reading.loop_loss_percent or 0.0, reading.call_packets or 0
    loss, _ = loss_between(lost, packets, SURE_Z)
    # A call that had to give way until the picture went shows what the line carries better than any speed does.
    no_picture = bool(reading.call_fell) and (reading.call_mbps or 0.0) < limits.up_mbps_fail
    holds = {
        "unusable": _is_below(up, limits.up_mbps_unusable)
        or _is_below(down, limits.down_mbps_unusable)
        or _is_beyond(rtt, limits.rtt_ms_fail)
        or jitter > limits.jitter_ms_fail
        or stalled > limits.stalled_percent_fail
        or late > VERY_LATE_PERCENT
        or loss_between(lost, packets, VERY_SURE_Z)[0] > limits.loop_loss_percent_fail,
        "audio-only": (slow_up and _is_below(up, limits.up_mbps_fail))
        or (slow_down and _is_below(down, limits.down_mbps_fail))
        or no_picture,
        "slow-up": slow_up,
        "slow-down": slow_down,
        "delayed": _is_beyond(slowest, limits.rtt_ms_warn),
        "unsteady": jitter > limits.jitter_ms_warn
        or stalled > limits.stalled_percent_warn * (1 if reading.through_relay else WEB_STALLS)
        or late > LATE_PERCENT,
        "lossy": loss > limits.loop_loss_percent_warn,
    }
    if holds["unusable"]:  # says it already, and more
        holds["audio-only"] = False
    return [name for name, held in holds.items() if held]


def _is_slow(reading: InternetReading, limits: Limits) -> tuple[bool, bool]:
    """Tell whether it is slow down, up. TCP's speed explains; a call at the visit's whole bitrate has the last word."""
    if reading.through_relay and reading.call_whole:
        return False, False
    down, up = _is_below(reading.down_mbps, limits.down_mbps_warn), _is_below(reading.up_mbps, limits.up_mbps_warn)
    if reading.call_fell and not (down or up):
        narrow_down = (reading.down_mbps or math.inf) < (reading.up_mbps or math.inf)
        return narrow_down, not narrow_down
    return down, up


def _is_below(mbps: float | None, limit: float) -> bool:
    return mbps is not None and mbps < limit


def _is_beyond(rtt_ms: float | None, limit: float) -> bool:
    return rtt_ms is not None and rtt_ms * (1 - EXACT) > limit


def _list_notes(reading: InternetReading, limits: Limits) -> list[str]:
    loaded = reading.loaded_rtt_ms or 0.0
    holds = {
        "bloated": loaded > limits.loaded_rtt_ms_bloated and loaded > 2 * (reading.rtt_ms or 0.0),
        "vpn": reading.interface == "vpn",
        "weak-wifi": reading.wifi_percent is not None and reading.wifi_percent < WEAK_WIFI_PERCENT,
    }
    return [name for name, held in holds.items() if held]


def finding_values(reading: InternetReading) -> Mapping[str, object]:
    """Collect what the findings' words are filled with."""
    megabytes = max(1, round(reading.bytes / 1e6))
    return {
        "down": _said(reading.down_mbps),
        "up": _said(reading.up_mbps),
        "rtt": _said(reading.rtt_ms),
        "loaded": _said(reading.loaded_rtt_ms),
        "jitter": _said(reading.jitter_ms),
        "loss": NOT_TESTED if reading.loop_loss_percent is None else f"{reading.loop_loss_percent:g} %",
        "call": "?" if reading.call is None else reading.call.upper(),
        "call_rtt": _said(reading.call_rtt_ms),
        "stalled": _said(reading.call_stalled_percent),
        "wifi": _said(reading.wifi_percent),
        "tested": TESTED_CALL if reading.through_relay else TESTED_WEB,
        "used": USED.having({"megabytes": megabytes}),
    }


def _said(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"
