"""How loud a recording is, in dBFS. Full scale is 1.0: a sine of amplitude 0.1 has -23.01 dBFS.

Pure functions of numpy arrays. A recording is a float32 array of shape (samples,) with its rate in Hz.
A level that does not exist (nothing but zeros, an empty array) is None, never an infinity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# ITU-T P.56 (12/2011), method B.
_ENVELOPE_RATE_HZ: Final = 1000
"""The envelope may be sampled slower than the speech; the recommendation asks for 600 Hz or more."""
_TIME_CONSTANT_S: Final = 0.03
_HANGOVER_S: Final = 0.2
_MARGIN_DB: Final = 15.9
_LOWEST_THRESHOLD_BITS: Final = 20

_OVER_NOISE: Final = 1.5
"""A threshold of activity lies at least this factor (3.5 dB) over the noise, or the noise would count as speech."""

_NEAR_FULL_SCALE: Final = 0.985
_FLAT: Final = 1.5 / 32768
"""Neighbours at the top that differ by no more than about a 16-bit step."""
_FLAT_RUN: Final = 3
"""This many samples in a row: one full-scale sample, or a pair at a wave's crest, is no clipping."""


def without_dc(samples: Samples) -> Samples:
    """The recording with its mean taken off. Cheap sound cards add an offset that is no sound."""
    if samples.size == 0:
        return samples
    return (samples - np.float32(samples.mean(dtype=np.float64))).astype(np.float32, copy=False)


def power(samples: Samples) -> float:
    """Mean square, full scale 1.0. 0.0 for an empty array."""
    if samples.size == 0:
        return 0.0
    return float(np.mean(np.square(samples, dtype=np.float64)))


def decibels(mean_square: float) -> float | None:
    """A mean square as dBFS; None for zero or less."""
    return 10.0 * math.log10(mean_square) if mean_square > 0 else None


def rms_dbfs(samples: Samples) -> float | None:
    """Root mean square level without DC, in dBFS; None where there is nothing."""
    return decibels(power(without_dc(samples)))


def peak_dbfs(samples: Samples) -> float | None:
    """The highest magnitude in dBFS, DC included: that is what hits the rails."""
    peak = float(np.max(np.abs(samples))) if samples.size else 0.0
    return 20.0 * math.log10(peak) if peak > 0 else None


def all_zeros(samples: Samples) -> bool:
    """Is every sample exactly 0? A muted or blocked device does that; a quiet room never does."""
    return not samples.any()


def clipped_count(samples: Samples) -> int:
    """How many samples lie at the rail: at or near full scale, where a flat run proves that there is one.

    Once one is proved, single samples at it count, too: at 8 kHz most clipped crests are only one or two wide.
    """
    magnitude = np.abs(samples)
    if samples.size < _FLAT_RUN or magnitude.max() < _NEAR_FULL_SCALE:
        return 0
    # A link joins two neighbours that are both at the same rail and level; a run of n samples has n - 1 links.
    link = (magnitude[1:] >= _NEAR_FULL_SCALE) & (np.abs(np.diff(samples)) <= _FLAT)
    runs = np.flatnonzero(sliding_window_view(link, _FLAT_RUN - 1).all(axis=1))
    if runs.size == 0:
        return 0
    rail = float(magnitude[runs].min()) - _FLAT
    return int(np.count_nonzero(magnitude >= rail))


def clipped_percent(samples: Samples, active: float = 1.0) -> float:
    """The share of clipped samples in percent, of the part `active` (0 to 1) of the recording that is speech."""
    if samples.size == 0 or active <= 0:
        return 0.0
    return min(100.0, 100.0 * clipped_count(samples) / (samples.size * active))


@dataclass(frozen=True, slots=True)
class ActiveSpeech:
    """How loud speech is while there is speech."""

    level_dbfs: float
    activity: float
    """The share of time that counts as speech, 0 to 1."""


def active_speech(samples: Samples, rate: int, noise_power: float = 0.0) -> ActiveSpeech | None:
    """Active speech level by ITU-T P.56, method B, with the noise taken off; None where nothing is left.

    The method: an envelope (the rectified signal through two one-pole filters of 30 ms) is compared with
    thresholds a factor of 2 apart; time up to 200 ms after the envelope was last over a threshold counts as
    active. For each threshold the whole energy over its active time is a level; the answer is the level that
    lies 15.9 dB over its own threshold, found by interpolation in dB.

    Two things are added for noisy rooms, and change nothing where `noise_power` (mean square of the noise
    alone) is small: the noise's energy is taken off the whole energy, and a threshold that the noise itself
    would pass is raised to 3.5 dB over the noise.
    """
    samples = without_dc(samples)
    speech_power = power(samples) - noise_power
    if speech_power <= 0:
        return None
    envelope = _envelope(samples, rate)
    if envelope.size == 0:
        return None
    threshold = _threshold(envelope, speech_power)
    threshold = max(threshold, _OVER_NOISE * math.sqrt(noise_power))
    activity = _activity(envelope, threshold)
    level = decibels(speech_power / activity) if activity > 0 else None
    return None if level is None else ActiveSpeech(level, activity)


def _envelope(samples: Samples, rate: int) -> NDArray[np.float64]:
    """P.56's envelope at 1 kHz. Averaging each millisecond first is linear, so it may come before the filters."""
    starts = (np.arange(samples.size * _ENVELOPE_RATE_HZ // rate) * rate) // _ENVELOPE_RATE_HZ
    if starts.size == 0:
        return np.empty(0)
    end = (starts.size * rate) // _ENVELOPE_RATE_HZ
    counts = np.diff(np.append(starts, end))
    rectified = np.add.reduceat(np.abs(samples[:end]), starts, dtype=np.float64) / counts
    keep = math.exp(-1.0 / (_ENVELOPE_RATE_HZ * _TIME_CONSTANT_S))
    first = second = 0.0
    envelope = []
    for value in rectified.tolist():
        first = keep * first + (1.0 - keep) * value
        second = keep * second + (1.0 - keep) * first
        envelope.append(second)
    return np.array(envelope)


def _activity(envelope: NDArray[np.float64], threshold: float) -> float:
    """The share of time in which the envelope is, or was less than the hangover ago, at the threshold or over it."""
    hangover = math.ceil(_HANGOVER_S * _ENVELOPE_RATE_HZ)
    index = np.arange(envelope.size)
    last = np.maximum.accumulate(np.where(envelope >= threshold, index, -hangover - 1))
    return float(np.count_nonzero(index - last <= hangover)) / envelope.size


def _threshold(envelope: NDArray[np.float64], speech_power: float) -> float:
    """The threshold that lies 15.9 dB under the level that it yields itself."""
    below: tuple[float, float] | None = None  # (threshold in dB, level over threshold in dB) one step lower
    for bits in range(-_LOWEST_THRESHOLD_BITS, 1):
        activity = _activity(envelope, 2.0**bits)
        if activity == 0:
            break
        threshold_db = 20.0 * bits * math.log10(2.0)
        over = 10.0 * math.log10(speech_power / activity) - threshold_db
        if over <= _MARGIN_DB:
            if below is not None:
                lower_db, lower_over = below
                share = (lower_over - _MARGIN_DB) / (lower_over - over)
                threshold_db = lower_db + share * (threshold_db - lower_db)
            return float(10.0 ** (threshold_db / 20.0))
        below = (threshold_db, over)
    # Louder than any threshold reaches: the highest one that anything passed.
    return float(10.0 ** (below[0] / 20.0)) if below is not None else 0.0
