"""How far up a voice reaches: telephone lines and hands-free headsets cut it off. Pure functions of numpy arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.levels import Samples

_FRAME_S: Final = 0.032
_BAND_HZ: Final = 250.0
_LOUD_MOMENTS: Final = 95.0
"""Percentile: hissing sounds, which reach highest, are a small part of speech in any language."""
_VOICED_HZ: Final = (250.0, 3000.0)
"""Where a voice is loudest, and where any line lets it through."""
_BELOW_VOICE_DB: Final = 45.0
"""Hissing sounds lie 20 to 35 dB under the loudest band, a band; what lies further down was cut off."""
_OVER_NOISE_DB: Final = 4.0
_HIDDEN_DB: Final = 38.0
"""Where the noise is nearer to the loudest band than this, hissing sounds may be there unseen."""
_SPEECH_S: Final = 0.4
_BURST: Final = 10.0
"""A moment of the room with this many times the median's power is an event: a word, a door; not its noise."""


def bandwidth_hz(room: Samples, rest: Samples, rate: int) -> float | None:
    """Find the highest frequency to which the speech in `rest` reaches, in steps of 250 Hz.

    `room`: the noise alone, which may be empty where it is not known. None where noise hides the speech, or where
    there is too little of it: a quiet microphone is not a narrow one.
    """
    voice = _loud_bands(rest, rate)
    noise = _loud_bands(room, rate, bursts=False)
    if voice is None:
        return None
    if noise is None:
        noise = np.full(voice.size, -300.0)
    tops = (np.arange(voice.size) + 1) * _BAND_HZ
    voiced = voice[(tops > _VOICED_HZ[0]) & (tops <= _VOICED_HZ[1])]
    if voiced.size == 0:
        return None
    loudest = float(voiced.max())
    there = (voice >= noise + _OVER_NOISE_DB) & (voice >= loudest - _BELOW_VOICE_DB)
    if not there.any():
        return None
    top = int(np.flatnonzero(there)[-1])
    hidden = noise[top + 1 :] > loudest - _HIDDEN_DB
    # Bands in which nothing was seen although it could have been prove the end; where all are hidden nothing does.
    if hidden.size and hidden.mean() > 0.5:
        return None
    return float(min(tops[top], rate / 2))


def _loud_bands(samples: Samples, rate: int, *, bursts: bool = True) -> NDArray[np.float64] | None:
    """Measure the level of each 250 Hz in the louder moments, in dB; None where there are too few moments."""
    frame = round(rate * _FRAME_S)
    hop = frame // 2
    if samples.size < _SPEECH_S * rate:
        return None
    window = np.hanning(frame).astype(np.float32)
    frames = sliding_window_view(samples, frame)[::hop]
    per_band = round(_BAND_HZ * _FRAME_S)
    bands = (frame // 2) // per_band
    powers = np.empty((len(frames), bands))
    for start in range(0, len(frames), 256):  # in pieces: a minute at 96 kHz would take 100 MB at once
        spectrum = np.fft.rfft(frames[start : start + 256] * window, axis=1)[:, 1 : 1 + bands * per_band]
        power = np.square(np.abs(spectrum), dtype=np.float64)
        powers[start : start + 256] = power.reshape(-1, bands, per_band).sum(axis=2)
    if not bursts:
        totals = powers.sum(axis=1)
        powers = powers[totals <= _BURST * np.median(totals)]
    loud = np.percentile(powers, _LOUD_MOMENTS, axis=0)
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(loud, 1e-30))
    return levels
