"""A clinic's own limits: how far each may be moved, and which of them were.

A limit that is moved too far makes “good” mean nothing, so each has bounds; one that was moved within them is told to
everybody who reads the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Final, NamedTuple

from readiness.core.clinic import Limits


class Bound(NamedTuple):
    """How far a limit may be moved. `laxer`: does a larger value let more pass?"""

    low: float
    high: float
    laxer: bool


_MORE: Final = True
_LESS: Final = False
# What a standard or a maker says is named; what none says is a judgement, about half to double of the default, and says
# so. The defaults are the contract's: they agree with what real WebRTC calls did on emulated links.
_BOUNDS: Final[Mapping[str, Bound]] = {
    # Microsoft: Teams takes 0.15 Mbit/s for video at the very least; Zoom 0.6 for good video between two.
    # https://learn.microsoft.com/microsoftteams/prepare-network, https://support.zoom.com (system requirements)
    # Opus needs 0.016 to 0.02 for words (RFC 7587, 3.1.1), and the packets' heads nearly as much again.
    "down_mbps_warn": Bound(0.5, 25, _LESS),
    "down_mbps_fail": Bound(0.15, 10, _LESS),
    "down_mbps_unusable": Bound(0.03, 1, _LESS),
    "up_mbps_warn": Bound(0.5, 25, _LESS),
    "up_mbps_fail": Bound(0.15, 10, _LESS),
    "up_mbps_unusable": Bound(0.03, 1, _LESS),
    # ITU-T G.114: more than 400 ms one way, 800 to and fro, is unacceptable; 150 ms one way is good for all uses.
    "rtt_ms_warn": Bound(50, 600, _MORE),
    "rtt_ms_fail": Bound(100, 800, _MORE),
    # ITU-T Y.1541: 50 ms for what is live (classes 0 and 1). Twice that to warn, five times to fail: a judgement.
    "jitter_ms_warn": Bound(10, 100, _MORE),
    "jitter_ms_fail": Bound(30, 250, _MORE),
    # ITU-T G.1010: below 1 % for video, 3 % for words. Above 10 % WebRTC gives up rate (draft-ietf-rmcat-gcc, 6):
    # 20 % is twice that, a judgement.
    "loop_loss_percent_warn": Bound(0.1, 5, _MORE),
    "loop_loss_percent_fail": Bound(1, 20, _MORE),
    # A picture that stands still for half of the time is none: a judgement.
    "stalled_percent_warn": Bound(1, 10, _MORE),
    "stalled_percent_fail": Bound(5, 50, _MORE),
    # A note that spoils no result: a judgement.
    "loaded_rtt_ms_bloated": Bound(100, 1_000_000, _MORE),
    # Advice, which a clinic may do without (the contract: “the profile may say otherwise”): a million hours are never.
    "restart_hours_warn": Bound(1, 1_000_000, _MORE),
    # Advice about the computer: 0 and 100 % switch it off, or always on. No disk at home is larger than a petabyte.
    "battery_percent_warn": Bound(0, 100, _LESS),
    "cpu_percent_warn": Bound(5, 100, _MORE),
    "memory_percent_warn": Bound(5, 100, _MORE),
    "disk_free_gb_warn": Bound(0, 1_000_000, _LESS),
    # Of 255. Near the ends nothing is seen (16 and 235 are black and white in ITU-R BT.601): a judgement.
    "luma_dark": Bound(20, 130, _LESS),
    "luma_too_bright": Bound(150, 250, _MORE),
    "luma_backlit": Bound(40, 150, _LESS),
    # A third of the default to three times it: a judgement (pictures: tests/instruments/camera/test_sharpness.py).
    "blur_percent_warn": Bound(0.2, 1.8, _MORE),
    # IEEE 1789-2015: light that flickers by up to 8 % at 100 Hz is of low risk.
    "flicker_percent_warn": Bound(1, 8, _MORE),
    # ITU-T H-series Supplement 1: 12 pictures a second are the least for lips and signs, 25 are good. 0: no advice.
    "fps_slow": Bound(0, 30, _LESS),
    # Up to 1080p. 0: no advice.
    "width_small": Bound(0, 1920, _LESS),
    "height_small": Bound(0, 1080, _LESS),
    # Speech is at -26 dBov in ITU-T's own tests, measured by P.56; -60 is 20 dB below the default: a judgement.
    "speech_dbfs_too_quiet": Bound(-60, -20, _LESS),
    # A tenth of the default to ten times it: a judgement.
    "clipped_percent_warn": Bound(0.05, 5, _MORE),
    # Like loss above.
    "dropout_percent_choppy": Bound(0.5, 10, _MORE),
    # The telephone's 3.4 kHz (ITU-T G.712) to wide-band's 7 kHz (G.722).
    "bandwidth_hz_narrow": Bound(3400, 7000, _LESS),
    # At 0 dB the echo is as loud as the voice (ITU-T G.131 wants it far below); 10 dB above it: a judgement.
    "echo_db_strong": Bound(-30, 10, _MORE),
    # ANSI S12.60 wants 15 dB in classrooms; 10 dB less, 15 dB more: a judgement.
    "snr_db_noisy": Bound(5, 30, _LESS),
}
_LARGEST: Final = 1e9
_ORDERED: Final = (
    ("down_mbps_unusable", "down_mbps_fail"),
    ("down_mbps_fail", "down_mbps_warn"),
    ("up_mbps_unusable", "up_mbps_fail"),
    ("up_mbps_fail", "up_mbps_warn"),
    ("rtt_ms_warn", "rtt_ms_fail"),
    ("jitter_ms_warn", "jitter_ms_fail"),
    ("loop_loss_percent_warn", "loop_loss_percent_fail"),
    ("stalled_percent_warn", "stalled_percent_fail"),
    ("luma_dark", "luma_too_bright"),
    ("luma_backlit", "luma_too_bright"),
)


def wrong_limits(limits: Limits) -> Iterator[tuple[str, str]]:
    """Find each limit that cannot be used: its name, and what is wrong with what may be said instead."""
    values: dict[str, float] = asdict(limits)
    above = {low: high for low, high in _ORDERED if values[low] > values[high] and not is_outside(high, values[high])}
    for name, value in values.items():
        bound = _BOUNDS[name]
        if isinstance(value, float) and not math.isfinite(value):  # which fails on the largest whole numbers
            wrong = "This must be a finite number."
        elif name in above:
            wrong = f"This must not be above limits.{above[name]}."
        elif value < 0 <= bound.low:
            wrong = "This must not be below zero."
        elif value > bound.high:
            wrong = "This is far too large." if value > 100 * abs(bound.high) else "This is too large."
        elif value < bound.low:
            wrong = "This is too small."
        else:
            continue
        usual = getattr(Limits(), name)
        yield name, f"{wrong} It may lie between {_plain(bound.low)} and {_plain(bound.high)}; usually {_plain(usual)}."


def is_outside(name: str, value: float) -> bool:
    """Tell whether this is further than this limit may be moved."""
    return not _BOUNDS[name].low <= value <= _BOUNDS[name].high


def _plain(value: float) -> str:
    return f"{value:.7g}"


class ChangedLimit(NamedTuple):
    """A limit that is not the program's own."""

    name: str
    value: float
    usual: float
    laxer: bool
    """Does it let more pass than the program's own does?"""

    def __str__(self) -> str:
        way = "LAXER than" if self.laxer else "stricter than"
        return f"{self.name} = {_plain(self.value)} ({way} the usual {_plain(self.usual)})"


def changed_limits(values: Mapping[str, object]) -> tuple[ChangedLimit, ...]:
    """List the limits that differ from the program's own, in the program's order; what is no limit is left out."""
    found = []
    for each in fields(Limits):
        value, usual = values.get(each.name), each.default
        if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(usual, int | float):
            continue
        if abs(value) <= _LARGEST and value != usual:  # none that is no number
            found.append(ChangedLimit(each.name, value, usual, (value > usual) is _BOUNDS[each.name].laxer))
    return tuple(found)


def is_known(values: Mapping[str, object]) -> bool:
    """Tell whether all of these are the program's limits, each with a number."""
    numbers = all(
        isinstance(each, int | float) and not isinstance(each, bool) and abs(each) <= _LARGEST
        for each in values.values()
    )
    return numbers and set(values) <= {each.name for each in fields(Limits)}


def changed_in(limits: Limits) -> tuple[ChangedLimit, ...]:
    """List those of a profile's limits that differ from the program's own."""
    return changed_limits(asdict(limits))


def say_changed(changed: Sequence[ChangedLimit]) -> str:
    """Tell which limits a clinic has changed, for staff; empty where it has changed none."""
    return f"This clinic has changed limits: {'; '.join(str(each) for each in changed)}." if changed else ""
