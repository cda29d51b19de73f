"""When is a throughput certain enough? Pure arithmetic on slices of equal length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, stdev
from typing import Final

SLICE_S: Final = 0.25
_FEWEST: Final = 4
PLENTY: Final = 4.0
"""Times the need: beyond it the exact figure changes nothing."""
_STEADY: Final = 0.1
"""Half-width of the interval, as a share of the mean."""
_DRIFT: Final = 0.08
"""The same of its halves' difference."""
_JOINED: Final = (1, 2, 3)
"""Slices looked at together: a hole and the burst that fills it even out."""
_STEADY_AFTER_S: Final = 2.0
_STEADY_SLOW_AFTER_S: Final = 2.75
_SLOW_MBPS: Final = 2.2
"""Below it a slice holds few packets, so steadiness takes longer to show."""
_CLIMB: Final = 1.3
"""The later half's mean to the earlier's."""
_SURELY: Final = 3.0
"""Standard errors between the two: less is what holes, and the bursts that fill them, make of a steady rate."""
_LOW_AFTER_S: Final = 3.0
STALL_MBPS: Final = 0.004
"""Less is no line's rate, but a server in trouble or a break."""
_Z95: Final = 1.96


class StopReason(StrEnum):
    """Why a transfer may end early."""

    PLENTY = "plenty"
    STEADY = "steady"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a visit needs in one direction, Mbit/s: enough for it, and the lower limits that tell findings apart."""

    enough_mbps: float
    edges_mbps: tuple[float, ...] = ()


def student_t95(freedom: int) -> float:
    """Compute Student's t for a two-sided 95 % interval (Cornish-Fisher expansion, within 4 % from 3 degrees on)."""
    z = _Z95
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def has_stalled(seen: list[tuple[float, int]], within_s: float) -> bool:
    """Tell whether next to nothing arrived in this time. `seen`: (seconds, bytes so far); what is older is dropped."""
    now, total = seen[-1]
    while len(seen) > 1 and seen[1][0] <= now - within_s:
        seen.pop(0)
    since, before = seen[0]
    return now - since >= within_s and total - before < int(STALL_MBPS * 125_000 * within_s)


def stop_reason(slices_mbps: Sequence[float], need: Requirement) -> StopReason | None:
    """Return the reason to stop now, if there is one. The slices leave the slow start out."""
    count = len(slices_mbps)
    if count < _FEWEST:
        return None
    mean = fmean(slices_mbps)
    half_width = student_t95(count - 1) * stdev(slices_mbps) / math.sqrt(count)
    low, high, seconds = mean - half_width, mean + half_width, count * SLICE_S
    # Also where the rate still climbs: it was seen to be beyond it for a second.
    if low > PLENTY * need.enough_mbps or min(slices_mbps[-_FEWEST:]) > PLENTY * need.enough_mbps:
        return StopReason.PLENTY
    edges = need.edges_mbps
    # Silence is no slow line, but perhaps a stall: that shows later.
    flowing = fmean(slices_mbps[-_FEWEST:]) > STALL_MBPS
    # Which finding it will be must be certain too, not only that it is bad.
    settled = edges and high < max(edges) and not any(low < edge < high for edge in edges)
    if settled and flowing and seconds >= _LOW_AFTER_S:
        return StopReason.LOW
    drift = abs(fmean(slices_mbps[: count // 2]) - fmean(slices_mbps[count // 2 :]))
    enough_time = seconds >= (_STEADY_SLOW_AFTER_S if mean < _SLOW_MBPS else _STEADY_AFTER_S)
    if enough_time and flowing and drift < _DRIFT * mean and _is_narrow(slices_mbps, mean):
        return StopReason.STEADY
    return None


def _is_narrow(slices_mbps: Sequence[float], mean: float) -> bool:
    """Tell whether the mean is known well, from single slices or from joined ones."""
    for joined in _JOINED:
        longer = [fmean(slices_mbps[at : at + joined]) for at in range(0, len(slices_mbps) - joined + 1, joined)]
        if (
            len(longer) >= _FEWEST
            and student_t95(len(longer) - 1) * stdev(longer) / math.sqrt(len(longer)) < _STEADY * mean
        ):
            return True
    return False


def settled_mean(slices_mbps: Sequence[float]) -> float:
    """Average the slices, or the later half alone where the rate still climbed.

    A half may hold more than the line carried in it, what was held up before; so the climb must be sure.
    """
    half = len(slices_mbps) // 2
    if half < _FEWEST:
        return fmean(slices_mbps)
    early, late = slices_mbps[:half], slices_mbps[half:]
    error = math.sqrt(stdev(early) ** 2 / len(early) + stdev(late) ** 2 / len(late))
    climbed = fmean(late) > _CLIMB * fmean(early) and fmean(late) - fmean(early) > _SURELY * error
    return fmean(late) if climbed else fmean(slices_mbps)


class Meter:
    """Bytes that arrived, by slice of time. Seconds count from the meter's start.

    A piece that took a while (an upload is known only when it is acknowledged) is spread over that while, and
    slices that a piece under way may still add to are not settled yet.
    """

    def __init__(self) -> None:
        self.total = 0
        self._bins: dict[int, float] = {}
        self._open: dict[object, float] = {}

    def begin(self, who: object, at_s: float) -> None:
        """Note that a piece is under way whose bytes count from `at_s` on."""
        self._open[who] = at_s

    def arrived(self, size: int, at_s: float, who: object = None) -> None:
        """Count bytes that are here now; with `who`, spread them over the time since its begin()."""
        start = self._open.pop(who, at_s) if who is not None else at_s
        self.total += size
        first, last = int(start / SLICE_S), int(at_s / SLICE_S)
        if first == last:
            self._bins[first] = self._bins.get(first, 0.0) + size
            return
        for index in range(first, last + 1):
            shared = min(at_s, (index + 1) * SLICE_S) - max(start, index * SLICE_S)
            self._bins[index] = self._bins.get(index, 0.0) + size * shared / (at_s - start)

    def settled(self, from_s: float, now_s: float) -> list[float]:
        """List the Mbit/s of each whole slice that nothing can be added to any more."""
        horizon = min([now_s, *self._open.values()])
        return [
            self._bins.get(index, 0.0) * 8e-6 / SLICE_S
            for index in range(math.ceil(from_s / SLICE_S), int(horizon / SLICE_S))
        ]

    def mean_mbps(self, from_s: float, now_s: float) -> float:
        """Average the settled slices, or the whole time where there are too few."""
        slices = self.settled(from_s, now_s)
        return settled_mean(slices) if len(slices) >= 2 else self.total * 8e-6 / now_s
