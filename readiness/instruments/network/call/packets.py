"""What a practice call's packets tell: loss, delay, jitter, stalls. Pure arithmetic on times of sending and arrival."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Final

from readiness.instruments.network.call.loss_interval import loss_between

STALL_S: Final = 0.4
"""A gap in what arrives for longer than this is a picture that stands still; jitter buffers bridge shorter ones."""
HEARTBEAT_S: Final = 0.2
"""No stall is looked for where packets are meant to be further apart than this."""


@dataclass(frozen=True, slots=True)
class CallQuality:
    """A stretch of the call. Loss in percent of `packets`; times in ms; `stalled_percent` of the stretch's length."""

    seconds: float
    packets: int
    lost: int
    rtt_ms: float | None
    jitter_ms: float | None
    stalled_percent: float

    @property
    def loss_percent(self) -> float:
        """Packets that went up and never came down."""
        return 100 * self.lost / self.packets if self.packets else 0.0

    def loss_between(self, z: float) -> tuple[float, float]:
        """Compute the interval in which the line's own loss lies, percent (Wilson's score interval)."""
        return loss_between(self.loss_percent, self.packets, z)


class PacketLog:
    """Every packet of a call, in the order of sending. Times are seconds of one clock."""

    def __init__(self) -> None:
        self.sent_s: list[float] = []
        self.arrived_s: list[float | None] = []
        self._steady: list[bool] = []
        """Is it one of the evenly spaced ones? Jitter is taken from these."""

    def sent(self, at_s: float, *, steady: bool) -> int:
        """Note a packet that goes out, and return its number."""
        self.sent_s.append(at_s)
        self.arrived_s.append(None)
        self._steady.append(steady)
        return len(self.sent_s) - 1

    def arrived(self, number: int, at_s: float) -> None:
        """Note that a packet is back. A second copy counts for nothing."""
        if 0 <= number < len(self.arrived_s) and self.arrived_s[number] is None:
            self.arrived_s[number] = at_s

    def heard(self, from_s: float, to_s: float) -> CallQuality:
        """Sum up what became of the packets that were sent from `from_s` until before `to_s`."""
        first, last = bisect_left(self.sent_s, from_s), bisect_left(self.sent_s, to_s)
        sent, arrived = self.sent_s[first:last], self.arrived_s[first:last]
        back = [(begun, here) for begun, here in zip(sent, arrived, strict=True) if here is not None]
        steady = [
            (begun, here)
            for begun, here, even in zip(sent, arrived, self._steady[first:last], strict=True)
            if here is not None and even
        ]
        seconds = max(to_s - from_s, 1e-9)
        return CallQuality(
            seconds,
            len(sent),
            len(sent) - len(back),
            median(1000 * (here - begun) for begun, here in back) if back else None,
            1000 * interarrival_jitter(steady) if len(steady) >= 2 else None,
            100 * min(1.0, _seconds_stalled(sorted(here for _, here in back), sent) / seconds),
        )

    def rtts_ms(self, from_s: float, to_s: float) -> list[float]:
        """List the round trips of the packets sent in between that are back."""
        first, last = bisect_left(self.sent_s, from_s), bisect_left(self.sent_s, to_s)
        pairs = zip(self.sent_s[first:last], self.arrived_s[first:last], strict=True)
        return [1000 * (here - begun) for begun, here in pairs if here is not None]


def interarrival_jitter(packets: Iterable[tuple[float, float]]) -> float:
    """Average the change of transit from one packet to the next in order of arrival (RFC 3550's |D|, not smoothed)."""
    transits = [here - begun for begun, here in sorted(packets, key=lambda one: one[1])]
    return fmean(abs(after - before) for before, after in pairwise(transits))


def _seconds_stalled(arrivals: list[float], sent: list[float]) -> float:
    """Add up the gaps longer than STALL_S in which nothing came, seconds, where something had been sent to come."""
    if not sent:
        return 0.0
    if not arrivals:
        return sent[-1] - sent[0]
    # A pause of our own is none of the line's.
    own = sum(max(0.0, after - before - HEARTBEAT_S) for before, after in pairwise(sent))
    gaps = sum(after - before for before, after in pairwise(arrivals) if after - before > STALL_S)
    return max(0.0, gaps - own)
