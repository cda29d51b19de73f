"""Find speech in a recording, and the noise that it must stand out from. Pure functions of numpy arrays."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.clipping import clipped_percent
from readiness.instruments.sound.analysis.levels import Samples, mean_power, without_dc
from readiness.instruments.sound.analysis.noise import noise_of
from readiness.instruments.sound.analysis.speech_level import active_speech

# Speech is sought where voices have their energy and mains hum, rumble and hiss have little.
_BAND_HZ: Final = (250.0, 4000.0)
_FRAME_S: Final = 0.032
_HOP_S: Final = 0.016
_SMOOTH_FRAMES: Final = 3

_OVER_FLOOR_DB: Final = 6.0
"""A frame of speech stands out this far from the room and from the quietest moment within a second either side:
speech dips between syllables, a fan or a hum does not, however loud it is and whenever it starts."""
_OVER_USUAL_NOISE_DB: Final = 3.0
"""And this far from what the room does in its louder moments (90 % of them are quieter)."""
_AROUND_S: Final = 1.0
_AUDIBLE_DBFS: Final = -75.0
"""Below this it is the electronics, whatever it does."""
_BRIDGED_S: Final = 0.2
_SHORTEST_S: Final = 0.08
"""A shorter sound is a click."""
SPEECH_NEEDED_S: Final = 0.4
"""Less than this is a cough or a door."""

_SURELY_ACTIVE: Final = 0.7
"""At least this part of the time that stands out is active by P.56, which adds 0.2 s to each word."""

_BLOCK_S: Final = 0.25
_BURST_DB: Final = 10.0
"""A moment this far over the room's median is an event in the room, not its noise."""
_DISTURBED_DB: Final = 6.0
_SILENCE: Final = 1e-20


@dataclass(frozen=True, slots=True)
class Speech:
    """What was found in a recording that may hold speech. Levels in dBFS, None where there is none."""

    seconds: float
    level_dbfs: float | None
    """Active speech level (P.56) with the noise's power taken off."""
    clipped_percent: float | None
    steady: bool = False
    """Was the room quiet when it was to be? Where not, it does not tell what the noise alone is like."""


def _frame_levels(samples: Samples, rate: int) -> NDArray[np.float64]:
    """Measure the speech band's level in each 32 ms, 16 ms apart, smoothed over three, in dBFS. Shape (frames,)."""
    frame, hop = round(rate * _FRAME_S), round(rate * _HOP_S)
    if samples.size < frame + (_SMOOTH_FRAMES - 1) * hop:
        return np.empty(0)
    window = np.hanning(frame).astype(np.float32)
    frequencies = np.fft.rfftfreq(frame, 1.0 / rate)
    band = (frequencies >= _BAND_HZ[0]) & (frequencies <= _BAND_HZ[1])
    frames = sliding_window_view(samples, frame)[::hop]
    # Parseval: one-sided, so each bin counts twice; divided by the window's energy.
    scale = 2.0 / (frame * float(np.square(window, dtype=np.float64).sum()))
    powers = np.empty(len(frames))
    for start in range(0, len(frames), 256):  # in pieces: a minute at 96 kHz would take 100 MB at once
        spectrum = np.fft.rfft(frames[start : start + 256] * window, axis=1)[:, band]
        powers[start : start + 256] = np.square(np.abs(spectrum), dtype=np.float64).sum(axis=1) * scale
    smooth = np.convolve(powers, np.full(_SMOOTH_FRAMES, 1.0 / _SMOOTH_FRAMES), mode="same")
    levels: NDArray[np.float64] = 10.0 * np.log10(np.maximum(smooth, _SILENCE))
    return levels


def _quietest_around(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find for each frame the higher of the two minima: of the second before it and of the second after it."""
    reach = round(_AROUND_S / _HOP_S)
    endless = np.full(reach, np.inf)
    before = sliding_window_view(np.concatenate((endless, levels)), reach + 1).min(axis=1)
    after = sliding_window_view(np.concatenate((levels, endless)), reach + 1).min(axis=1)
    quietest: NDArray[np.float64] = np.maximum(before, after)
    return quietest


def _bridge_gaps(active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill short gaps between syllables; then remove what is too short for a syllable."""
    mended = active.copy()
    for value, shortest_s in ((False, _BRIDGED_S), (True, _SHORTEST_S)):
        edges = np.flatnonzero(np.diff(mended.astype(np.int8))) + 1
        for start, end in itertools.pairwise(edges):
            if mended[start] == value and (end - start) * _HOP_S < shortest_s:
                mended[start:end] = not value
    return mended


def find_speech(room: Samples, rest: Samples, rate: int) -> Speech:
    """Find speech in `rest`, which follows `room`, in which nobody was to speak. Both of shape (samples,)."""
    if rest.size == 0:
        return Speech(0.0, None, None)
    whole = without_dc(np.concatenate((room, rest)))
    levels = _frame_levels(whole, rate)
    if levels.size == 0:
        return Speech(0.0, None, None)
    border = min(levels.size, round(room.size / (rate * _HOP_S)))
    over = levels > np.maximum(_quietest_around(levels) + _OVER_FLOOR_DB, _AUDIBLE_DBFS)
    noise = noise_of(room, rate).power
    steady = border > 0 and not _is_disturbed(levels, border)
    if steady:
        quiet = levels[:border]
        over &= levels > max(float(np.median(quiet)) + _OVER_FLOOR_DB, _ninth_tenth(quiet) + _OVER_USUAL_NOISE_DB)
    else:  # somebody spoke when the room was to be quiet: the quietest of the rest is the better guess
        noise = min(noise, _least_power(rest, rate)) if border else _least_power(rest, rate)
    seconds = float(np.count_nonzero(_bridge_gaps(over)[border:])) * _HOP_S
    if seconds < SPEECH_NEEDED_S:
        return Speech(seconds, None, None)
    speech = active_speech(rest, rate, noise, room if steady else None)
    if speech is None:
        return Speech(seconds, None, None)
    # What was found to be speech was active: were it taken for noise, because somebody spoke when the room was to be
    # quiet, the rest of it would seem to be much louder than it is.
    least = _SURELY_ACTIVE * seconds * rate / rest.size
    level_dbfs = speech.level_dbfs + min(0.0, 10.0 * math.log10(speech.activity / least))
    return Speech(seconds, level_dbfs, clipped_percent(rest, speech.activity), steady)


def _ninth_tenth(levels: NDArray[np.float64]) -> float:
    """Find what nine tenths of the room's moments stay below; an event in it, a cough or a door, is not the room."""
    return float(np.percentile(levels[levels <= np.median(levels) + _BURST_DB], 90))


def _is_disturbed(levels: NDArray[np.float64], border: int) -> bool:
    """Tell whether the quiet part was clearly louder than the quietest tenth of the rest."""
    if border >= levels.size:
        return False
    return float(np.median(levels[:border])) > float(np.percentile(levels[border:], 10)) + _DISTURBED_DB


def _least_power(samples: Samples, rate: int) -> float:
    """Measure the power of the quietest tenth of a recording's quarter seconds."""
    block = max(1, round(rate * _BLOCK_S))
    count = samples.size // block
    if count == 0:
        return mean_power(without_dc(samples))
    blocks = without_dc(samples)[: count * block].reshape(count, block)
    return float(np.percentile(np.square(blocks, dtype=np.float64).mean(axis=1), 10))
