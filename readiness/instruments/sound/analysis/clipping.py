"""Clipped samples: where a recording lies flat against a rail. Pure functions of numpy arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.levels import Samples

_STEP: Final = 1.0 / 32768
_NEAR_FULL_SCALE: Final = 0.985
_FLAT: Final = 1.5 * _STEP
"""Neighbours at the top that differ by no more than about a 16-bit step."""
_FLAT_RUN: Final = 3
"""This many samples in a row: one full-scale sample, or a pair at a wave's crest, is no clipping."""

# A microphone's own amplifier may clip below the converter's full scale; then there is a rail further down.
_LOWEST_RAIL: Final = 0.1
"""20 dB under full scale. In the few steps of a very quiet recording every crest looks flat."""
_CRESTS: Final = 5
_APART: Final = 64
"""A voice reaches its very highest level once or twice; a rail is met again and again, by crests this many samples
apart at least."""


def clipped_count(samples: Samples) -> int:
    """Count the samples that lie at a rail, the upper or the lower one, where flat runs prove that there is one.

    Once one is proved, single samples at it count, too: at 8 kHz most clipped crests are only one or two wide.
    """
    up, down = _at_rail(samples), _at_rail(-samples)
    # Where one rail is proved, crests that are too narrow for a run prove the other one.
    if up and not down:
        down = _at_top(-samples)
    elif down and not up:
        up = _at_top(samples)
    return up + down


def _at_rail(samples: Samples) -> int:
    """Count the samples that lie at the upper rail."""
    if samples.size < _FLAT_RUN:
        return 0
    top = float(samples.max())
    if top < _LOWEST_RAIL:
        return 0
    if top >= _NEAR_FULL_SCALE:
        runs = _flat_runs(samples, _NEAR_FULL_SCALE)
        if runs.size == 0:
            return 0
        return int(np.count_nonzero(samples >= float(samples[runs].min()) - _FLAT))
    return _at_top(samples) if _count_groups(_flat_runs(samples, top - _FLAT)) >= _CRESTS else 0


def _at_top(samples: Samples) -> int:
    """Count the samples as high as the highest one; 0 where too few crests far apart reach it."""
    at = np.flatnonzero(samples >= float(samples.max()) - _FLAT)
    return at.size if _count_groups(at) >= _CRESTS else 0


def _count_groups(places: NDArray[np.intp]) -> int:
    return 0 if places.size == 0 else 1 + int(np.count_nonzero(np.diff(places) >= _APART))


def _flat_runs(samples: Samples, least: float) -> NDArray[np.intp]:
    """Find where runs of equal samples start that are all at `least` or over it."""
    # A link joins two neighbours that are both up there and at the same level; a run of n samples has n - 1 links.
    link = (samples[1:] >= least) & (samples[:-1] >= least) & (np.abs(np.diff(samples)) <= _FLAT)
    return np.flatnonzero(sliding_window_view(link, _FLAT_RUN - 1).all(axis=1))


def clipped_percent(samples: Samples, active: float = 1.0) -> float:
    """Return the share of clipped samples in percent, of the part `active` (0 to 1) of the recording that is speech."""
    if samples.size == 0 or active <= 0:
        return 0.0
    return min(100.0, 100.0 * clipped_count(samples) / (samples.size * active))
