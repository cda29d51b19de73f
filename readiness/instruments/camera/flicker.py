"""Bands that roll through the picture under lamps on 50 or 60 Hz mains.

A rolling shutter exposes row after row while the light pulses 100 or 120 times a second. Bands cover the whole
width alike and move from picture to picture; nothing else in a room does both. Bands that stand still, as 60 Hz
at exactly 30 pictures a second gives, cannot be told from the room by this and trouble nobody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ROWS: Final = 72
_STRIPS: Final = 4
_MOST_BANDS: Final = 8
"""Bands in one picture: twice what 120 Hz gives at the slowest read-out, 33 ms."""
_HISTORY: Final = 24
_ENOUGH: Final = 8


@dataclass(slots=True)
class Flicker:
    """Looks for bands in the last pictures, one after the other."""

    _profiles: deque[NDArray[np.float64]] = field(default_factory=lambda: deque(maxlen=_HISTORY))
    _depths: deque[float] = field(default_factory=lambda: deque(maxlen=_HISTORY))

    def add(self, image: NDArray[np.uint8]) -> None:
        """Note one captured picture (blue, green, red)."""
        profile = _row_profiles(image)
        if profile is None:
            return
        if len(self._profiles) >= _ENOUGH:
            usual = np.mean(self._profiles, axis=0)
            self._depths.append(_band_depth(profile, usual))
        self._profiles.append(profile)

    @property
    def percent(self) -> float | None:
        """How deep the bands are: their amplitude in percent of the brightness. None before a dozen pictures."""
        return 100 * median(self._depths) if len(self._depths) >= _ENOUGH // 2 else None


def _row_profiles(image: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """Measure the mean brightness of each row in each of four strips from left to right; None in a tiny picture."""
    height, width = image.shape[:2]
    if height < _ROWS or width < 8 * _STRIPS:
        return None
    down, across = height // _ROWS, max(1, width // 160)
    sample = image[: down * _ROWS : down, ::across, 1]
    wide = sample.shape[1] // _STRIPS * _STRIPS
    return np.asarray(sample[:, :wide].reshape(_ROWS, _STRIPS, -1).mean(axis=2), np.float64)


def _band_depth(profile: NDArray[np.float64], usual: NDArray[np.float64]) -> float:
    """Measure the amplitude, 0-1, of the strongest wave from top to bottom that all strips have in common."""
    bright = usual > 12  # in the dark a level is a large share
    ratio = np.where(bright, profile / np.maximum(usual, 1.0) - 1, 0.0)
    ratio = np.clip(ratio, -0.5, 0.5)
    # A picture that moves up or down as a whole changes all strips alike, too: by as much as it is steep there.
    steep = np.where(bright, np.gradient(usual, axis=0) / np.maximum(usual, 1.0), 0.0)
    ratio -= steep * (ratio * steep).sum() / max(float((steep * steep).sum()), 1e-9)
    ratio -= ratio.mean(axis=0)
    waves = np.fft.rfft(ratio * np.hanning(_ROWS)[:, None], axis=0)[1 : _MOST_BANDS + 1] * 2 / (0.5 * _ROWS)
    together = waves.sum(axis=1)
    phase = together / np.maximum(np.abs(together), 1e-12)
    in_phase = (waves * np.conj(phase)[:, None]).real
    return float(max(0.0, in_phase.min(axis=1).max()))
