"""A picture that stands still now and then, and goes on: the mean rate hides it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median
from typing import Final

from readiness.instruments.camera.motion import LIVING_SPREAD, REPEATED_CHANGE, FrameStep

TIMES: Final = 3.0
LONGER_S: Final = 0.15
"""A picture that stays for so many times the usual time, and for so much longer, is a freeze (W3C, Identifiers for
WebRTC's Statistics API, freezeCount)."""
HARDLY_CHANGED: Final = 0.05
"""Levels of 255. A lossy file's repeats change by less, most of them by nothing; so do many pictures of somebody who
sits still in such a file, and there the jump at the end has to show that it was a halt."""
JUMP: Final = 2.0
"""Times what the picture usually changes by where it moves: what was missed comes all at once."""
NOISY_SHARE: Final = 0.9
"""At least so many of the new pictures differ all over where a sensor's noise is seen. There a repeat is a repeat, and
not somebody who sits still."""
BURST: Final = 2
BURST_SHARE: Final = 1 / 3
"""So many pictures that come in this share of the usual time had been waiting for us: it was we who were late."""


def add_up_halts(steps: Sequence[FrameStep]) -> float:
    """Add up for how long the picture stood still in these steps, seconds; what stands still at the end is not over."""
    moved = [step.mean for step in steps if step.moved]
    exact = _sum_freezes(steps, REPEATED_CHANGE, 0.0) if _is_noisy(steps) else 0.0
    return max(exact, _sum_freezes(steps, HARDLY_CHANGED, JUMP * median(moved))) if moved else exact


def _is_noisy(steps: Sequence[FrameStep]) -> bool:
    """Tell whether new pictures differ all over: without noise, somebody who sits still looks like a repeat."""
    new = [step.spread >= LIVING_SPREAD for step in steps if step.new]
    return sum(new) >= NOISY_SHARE * len(new)


def _sum_freezes(steps: Sequence[FrameStep], most: float, least_jump: float) -> float:
    """Add up the freezes, where what changes by `most` is the same picture, and a freeze ends in a jump."""
    new = [at for at, step in enumerate(steps) if step.moved or step.mean > most]
    new = [at for at in new if not _is_reencoded(steps, at, most)] if _is_fluent(new) else new
    stays = [(at, steps[at].at_s - steps[before].at_s) for before, at in pairwise(new)]
    if not stays:
        return 0.0
    usual_s = mean(stay_s for _, stay_s in stays)
    least_s = max(TIMES * usual_s, usual_s + LONGER_S)
    halts = [(at, stay_s) for at, stay_s in stays if stay_s >= least_s and steps[at].mean >= least_jump]
    return sum(stay_s for at, stay_s in halts if not _is_followed_by_burst(steps, at))


def _is_fluent(new: Sequence[int]) -> bool:
    """Tell whether most new pictures follow one another; those of a slow camera, sent several times, do not."""
    return sum(later - earlier == 1 for earlier, later in pairwise(new)) > len(new) / 2


def _is_reencoded(steps: Sequence[FrameStep], at: int, most: float) -> bool:
    """Tell whether this is the same picture, encoded once more: alone among repeats, and nothing moved."""
    beside = [steps[each] for each in (at - 1, at + 1) if 0 <= each < len(steps)]
    return not steps[at].moved and all(step.mean <= most and not step.moved for step in beside)


def _is_followed_by_burst(steps: Sequence[FrameStep], at: int) -> bool:
    """Tell whether pictures came at once after this halt, or too few have come since to tell."""
    usual_s = median(later.at_s - earlier.at_s for earlier, later in pairwise(steps))
    ends = [step.at_s for step in steps[at : at + BURST + 1]]
    return len(ends) <= BURST or ends[-1] - ends[0] < BURST * BURST_SHARE * usual_s
