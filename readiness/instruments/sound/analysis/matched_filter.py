"""Was a known sound heard? A matched filter. Pure functions of numpy arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.levels import Samples, at_rate

_WORKING_RATE_HZ: Final = 16000
_BAND_HZ: Final = (900.0, 7000.0)
"""Where the chime is, and what a small loudspeaker plays."""
_SMOOTHED_HZ: Final = 40.0
"""The recording's spectrum is flattened to so fine a grain: a voice's partials then weigh no more than its hiss."""
FOUND: Final = 14.0
"""The peak over the rest (robust standard deviations). 10 minutes of speech, babble and music in several languages
stay below it; see tests/bench/chime.py for both distributions."""

LEAST_SHARE: Final = 0.13
"""Where most of a recording is nothing at all, the rest stands out from it whatever it is. At -10 dB against babble
the chime has a share of 0.2 and more."""


@dataclass(frozen=True, slots=True)
class Match:
    """How sure it is that the sound was heard, and how loud."""

    score: float
    share: float
    """How much of what was heard meanwhile (amplitude, the spectrum flattened) is that sound, 0 to 1."""
    gain_db: float
    """The level in the recording over the level as it was played."""

    @property
    def found(self) -> bool:
        """Was it heard?"""
        return self.score >= FOUND and self.share >= LEAST_SHARE


def find_sound(recording: Samples, sound: Samples, rate: int) -> Match | None:
    """Seek `sound` in `recording` (both at `rate`, shape (samples,)); None where it is too short for it."""
    if recording.size < 1.5 * sound.size:
        return None
    work = min(rate, _WORKING_RATE_HZ)
    recording, sound = at_rate(recording, rate, work), at_rate(sound, rate, work)
    size = 1 << (recording.size + sound.size - 1).bit_length()
    heard, played = np.fft.rfft(recording, size), np.fft.rfft(sound, size)
    frequencies = np.fft.rfftfreq(size, 1.0 / work)
    band = (frequencies >= _BAND_HZ[0]) & (frequencies <= min(_BAND_HZ[1], 0.45 * work))
    weight = np.where(band, 1.0 / np.maximum(_smooth_spectrum(np.square(np.abs(heard)), size, work), 1e-20), 0.0)
    products = heard * np.conj(played)
    lags = recording.size - sound.size + 1
    flattened = np.abs(_analytic_signal(products * weight, size))[:lags]
    at = int(np.argmax(flattened))
    usual = float(np.median(flattened)) / 1.1774  # the median of a Rayleigh distribution over its scale
    score = float(flattened[at]) / usual if usual > 0 else 0.0
    amplitude = np.sqrt(weight)
    local, whole = (np.fft.irfft(each * amplitude, size) for each in (heard, played))
    energies = float(np.square(local[at : at + sound.size]).sum()) * float(np.square(whole).sum())
    share = float(flattened[at]) / math.sqrt(energies) if energies > 0 else 0.0
    plain = np.abs(_analytic_signal(np.where(band, products, 0.0), size))[:lags]
    near = plain[max(0, at - work // 100) : at + work // 100 + 1]
    energy = 2 * float(np.square(np.abs(played[band])).sum()) / size
    gain = float(near.max()) / energy if energy > 0 and near.size else 0.0
    return Match(score, share, 20 * math.log10(gain) if gain > 0 else -200.0)


def _analytic_signal(spectrum: NDArray[np.complex128], size: int) -> NDArray[np.complex128]:
    """Compute the analytic signal of a one-sided spectrum: its magnitude is the envelope."""
    whole = np.zeros(size, np.complex128)
    whole[: spectrum.size] = 2 * spectrum
    return np.fft.ifft(whole)


def _smooth_spectrum(powers: NDArray[np.float64], size: int, rate: int) -> NDArray[np.float64]:
    """Smooth a spectrum by its running mean over about 40 Hz."""
    width = max(1, round(_SMOOTHED_HZ * size / rate)) | 1
    sums = np.cumsum(np.concatenate((np.zeros(1), np.pad(powers, width // 2, mode="edge"))))
    smooth: NDArray[np.float64] = (sums[width:] - sums[:-width]) / width
    return smooth
