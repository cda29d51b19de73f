"""How loud speech is while there is speech (ITU-T P.56), also in noise. Pure functions of numpy arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.levels import Samples, at_rate, mean_power, to_dbfs, without_dc

# ITU-T P.56 (12/2011), method B.
_ENVELOPE_RATE_HZ: Final = 1000
"""The envelope may be sampled slower than the speech; the recommendation asks for 600 Hz or more."""
_TIME_CONSTANT_S: Final = 0.03
_HANGOVER_S: Final = 0.2
_MARGIN_DB: Final = 15.9
_LOWEST_THRESHOLD_BITS: Final = 20

_OVER_NOISE: Final = 1.5
"""A threshold of activity lies at least this factor (3.5 dB) over the noise, or the noise would count as speech."""
_SURE_SHARE: Final = 0.35
"""With a smaller part of all that was heard left for speech (SNR below -3 dB), a small change of the noise would pass
for speech; then only those parts of the spectrum are taken in which speech stands out."""
_STANDS_OUT: Final = 0.7
"""The speech has at least this part of the noise's power there…"""
_LOWEST_HZ: Final = 90.0
"""…and no voice reaches below this, but rumble wavers there."""

# Noise is taken out of the spectrum (Boll, 1979) where it would hide the pauses.
_WORKING_RATE_HZ: Final = 16000
_FRAME: Final = 512
_HOP: Final = 256
_OVER_SUBTRACTED: Final = 2.0
_LEAST_GAIN: Final = 0.05
_RESIDUE_PERCENTILE: Final = 98.0
_OVER_RESIDUE: Final = 1.2


@dataclass(frozen=True, slots=True)
class ActiveSpeech:
    """How loud speech is while there is speech."""

    level_dbfs: float
    activity: float
    """The share of time that counts as speech, 0 to 1."""


def active_speech(
    samples: Samples, rate: int, noise_power: float = 0.0, room: Samples | None = None
) -> ActiveSpeech | None:
    """Measure the active speech level by ITU-T P.56, method B, with the noise taken off; None where nothing is left.

    The method: an envelope (the rectified signal through two one-pole filters of 30 ms) is compared with
    thresholds a factor of 2 apart; time up to 200 ms after the envelope was last over a threshold counts as
    active. For each threshold the whole energy over its active time is a level; the answer is the level that
    lies 15.9 dB over its own threshold, found by interpolation in dB.

    Two things are added for noisy rooms, and change nothing where `noise_power` (mean square of the noise
    alone) is small: the noise's energy is taken off the whole energy; and where the noise itself would pass
    the threshold, the active time is found with the noise taken out of the spectrum, as it is in `room` (the
    noise alone, at the same rate), or, without a `room`, by a threshold 3.5 dB over the noise.
    """
    samples = without_dc(samples)
    whole_power = mean_power(samples)
    speech_power = whole_power - noise_power
    noise_known = room is not None and room.size > rate
    if speech_power <= 0 and not noise_known:
        return None
    envelope = _p56_envelope(samples, rate)
    if envelope.size == 0:
        return None
    hidden = _OVER_NOISE * math.sqrt(noise_power)
    threshold = _find_threshold(envelope, speech_power) if speech_power > 0 else 0.0
    if threshold < hidden and room is not None and noise_known:
        cleaned = _remove_noise(samples, without_dc(room), rate)
        if speech_power < _SURE_SHARE * whole_power:
            speech_power = cleaned.power
        if speech_power <= 0 or cleaned.envelope.size == 0:
            return None
        envelope = cleaned.envelope
        threshold = max(_find_threshold(envelope, speech_power), cleaned.least)
    else:
        threshold = max(threshold, hidden)
    activity = _activity_share(envelope, threshold)
    level = to_dbfs(speech_power / activity) if activity > 0 else None
    return None if level is None else ActiveSpeech(level, activity)


def _p56_envelope(samples: Samples, rate: int) -> NDArray[np.float64]:
    """Make P.56's envelope at 1 kHz. Averaging each millisecond first is linear, so it may come before the filters."""
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


def _activity_share(envelope: NDArray[np.float64], threshold: float) -> float:
    """Return the share of time in which the envelope is at or over the threshold, or was less than the hangover ago."""
    hangover = math.ceil(_HANGOVER_S * _ENVELOPE_RATE_HZ)
    index = np.arange(envelope.size)
    last = np.maximum.accumulate(np.where(envelope >= threshold, index, -hangover - 1))
    return float(np.count_nonzero(index - last <= hangover)) / envelope.size


def _find_threshold(envelope: NDArray[np.float64], speech_power: float) -> float:
    """Find the threshold that lies 15.9 dB under the level that it yields itself."""
    below: tuple[float, float] | None = None  # (threshold in dB, level over threshold in dB) one step lower
    for bits in range(-_LOWEST_THRESHOLD_BITS, 1):
        activity = _activity_share(envelope, 2.0**bits)
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


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """Speech with the noise taken out of its spectrum."""

    envelope: NDArray[np.float64]
    least: float
    """The threshold that what is left of the noise stays below."""
    power: float
    """Mean square of the speech where it stands out."""


def _remove_noise(samples: Samples, room: Samples, rate: int) -> _Cleaned:
    work = min(rate, _WORKING_RATE_HZ)
    samples, room = (at_rate(part, rate, work) for part in (samples, room))
    noise, heard = (
        np.square(np.abs(np.fft.rfft(_split_frames(part), axis=1))).mean(axis=0) for part in (room, samples)
    )
    # The frames' squared windows add up to 1 at half overlap; one-sided, so each bin counts twice.
    speech = (heard - noise >= _STANDS_OUT * noise) & (np.fft.rfftfreq(_FRAME, 1.0 / work) >= _LOWEST_HZ)
    excess = np.where(speech, heard - noise, 0.0)
    stands_out = 2 * float(excess.sum()) / (_FRAME * float(np.square(_hann_window(), dtype=np.float64).sum()))
    of_speech, of_room = (_p56_envelope(_subtract_spectrum(part, noise), work) for part in (samples, room))
    least = _OVER_RESIDUE * float(np.percentile(of_room, _RESIDUE_PERCENTILE)) if of_room.size else 0.0
    return _Cleaned(of_speech, least, stands_out)


def _hann_window() -> NDArray[np.float32]:
    return np.sqrt(np.hanning(_FRAME + 1)[:-1]).astype(np.float32)


def _split_frames(samples: Samples) -> NDArray[np.float32]:
    padded = np.pad(samples, (_FRAME, 2 * _FRAME))
    windowed: NDArray[np.float32] = sliding_window_view(padded, _FRAME)[::_HOP] * _hann_window()
    return windowed


def _subtract_spectrum(samples: Samples, noise: NDArray[np.float64]) -> Samples:
    """Subtract the noise's spectrum with overlap-add: each bin's power less twice the noise's. Shape as before."""
    spectra = np.fft.rfft(_split_frames(samples), axis=1)
    powers = np.square(np.abs(spectra))
    smooth = powers.copy()
    smooth[1:-1] = (powers[:-2] + powers[1:-1] + powers[2:]) / 3
    gain = np.sqrt(np.maximum(1 - _OVER_SUBTRACTED * noise / np.maximum(smooth, 1e-20), _LEAST_GAIN**2))
    frames = np.fft.irfft(spectra * gain, _FRAME, axis=1) * _hann_window()
    out = np.zeros(frames.shape[0] * _HOP + _FRAME)
    for half in range(_FRAME // _HOP):
        piece = frames[:, half * _HOP : (half + 1) * _HOP].reshape(-1)
        out[half * _HOP : half * _HOP + piece.size] += piece
    cut: Samples = out[_FRAME : _FRAME + samples.size].astype(np.float32)
    return cut
