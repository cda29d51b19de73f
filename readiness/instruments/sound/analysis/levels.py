"""How loud a recording is, in dBFS. Full scale is 1.0: a sine of amplitude 0.1 has -23.01 dBFS.

Pure functions of numpy arrays. A recording is a float32 array of shape (samples,) with its rate in Hz.
A level that does not exist (nothing but zeros, an empty array) is None, never an infinity.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# The poles of IEC 61672-1's frequency weighting A, and its gain at 1 kHz.
_A_POLES_HZ: Final = (20.598997, 107.65265, 737.86223, 12194.217)
_A_AT_1_KHZ: Final = 0.7943597


def without_dc(samples: Samples) -> Samples:
    """Take the mean off the recording. Cheap sound cards add an offset that is no sound."""
    if samples.size == 0:
        return samples
    return (samples - np.float32(samples.mean(dtype=np.float64))).astype(np.float32, copy=False)


def mean_power(samples: Samples) -> float:
    """Compute the mean square, full scale 1.0. 0.0 for an empty array."""
    if samples.size == 0:
        return 0.0
    return float(np.mean(np.square(samples, dtype=np.float64)))


def to_dbfs(mean_square: float) -> float | None:
    """Convert a mean square to dBFS; None for zero or less."""
    return 10.0 * math.log10(mean_square) if mean_square > 0 else None


def rms_dbfs(samples: Samples) -> float | None:
    """Measure the root mean square level without DC, in dBFS; None where there is nothing."""
    return to_dbfs(mean_power(without_dc(samples)))


def peak_dbfs(samples: Samples) -> float | None:
    """Find the highest magnitude in dBFS, DC included: that is what hits the rails."""
    peak = float(np.max(np.abs(samples))) if samples.size else 0.0
    return 20.0 * math.log10(peak) if peak > 0 else None


def is_constant(samples: Samples) -> bool:
    """Tell whether all samples are equal, mostly exact zeros. A muted or blocked device does so, a quiet room never."""
    return samples.size == 0 or bool(samples.min() == samples.max())


def a_weighted(samples: Samples, rate: int) -> Samples:
    """Weigh the recording as an ear does (IEC 61672-1, A), without DC: rumble and hum count for less. Same shape."""
    if samples.size == 0:
        return samples
    low, first, second, high = _A_POLES_HZ
    squared = np.square(np.fft.rfftfreq(samples.size, 1.0 / rate))
    roots = np.sqrt((squared + first**2) * (squared + second**2))
    weight = high**2 * np.square(squared) / ((squared + low**2) * roots * (squared + high**2))
    weighted: Samples = np.fft.irfft(np.fft.rfft(samples) * (weight / _A_AT_1_KHZ), samples.size).astype(np.float32)
    return weighted


def at_rate(samples: Samples, rate: int, to: int) -> Samples:
    """Resample the recording at another rate by cutting or padding its spectrum. Shape (about samples * to / rate,)."""
    if rate == to or samples.size == 0:
        return samples
    size = max(1, round(samples.size * to / rate))
    whole = np.fft.rfft(samples)
    spectrum = np.zeros(size // 2 + 1, np.complex128)
    keep = min(spectrum.size, whole.size)
    spectrum[:keep] = whole[:keep]
    out: Samples = (np.fft.irfft(spectrum, size) * (size / samples.size)).astype(np.float32)
    return out
