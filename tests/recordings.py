"""Recordings made for the tests: the demo voice at any level, in any noise, at any rate."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import soundfile

from readiness.core.assets import find_asset
from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.analysis.speech_level import active_speech

ROOM_S = 3


def resampled(sound: Samples, rate: int, to: int) -> Samples:
    """The sound at another rate, by cutting or padding its spectrum."""
    size = round(sound.size * to / rate)
    spectrum = np.zeros(size // 2 + 1, np.complex128)
    whole = np.fft.rfft(sound)
    keep = min(spectrum.size, whole.size)
    spectrum[:keep] = whole[:keep]
    out: Samples = (np.fft.irfft(spectrum, size) * (size / sound.size)).astype(np.float32)
    return out


def voice(rate: int, dbfs: float) -> Samples:
    """The demo's sentence at this active speech level."""
    sentence, level_dbfs = _sentence(rate)
    out: Samples = (sentence * 10 ** ((dbfs - level_dbfs) / 20)).astype(np.float32)
    return out


@functools.cache
def _sentence(rate: int) -> tuple[Samples, float]:
    sound, own_rate = soundfile.read(find_asset("demo", "voice.wav"), dtype="float32")
    sentence = resampled(sound[ROOM_S * own_rate :], own_rate, rate)
    level = active_speech(sentence, rate)
    assert level is not None
    return sentence, level.level_dbfs


def noise(kind: str, size: int, rate: int, dbfs: float, seed: int = 1) -> Samples:
    """White, pink, brown noise or mains hum with a little hiss, at this level."""
    out: Samples = (_noise(kind, size, rate, seed) * 10 ** (dbfs / 20)).astype(np.float32)
    return out


@functools.cache
def _noise(kind: str, size: int, rate: int, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    sound = random.standard_normal(size)
    if kind == "hum":
        time = np.arange(size) / rate
        sound = 0.05 * sound + sum(np.sin(2 * np.pi * 50 * k * time) / k for k in (1, 2, 3, 5, 7, 9))
    elif kind != "white":
        spectrum = np.fft.rfft(sound)
        frequencies = np.maximum(np.fft.rfftfreq(size, 1 / rate), 30)
        sound = np.fft.irfft(spectrum * frequencies ** (-0.5 if kind == "pink" else -1.0), size)
    out: Samples = (sound / np.sqrt(np.mean(np.square(sound)))).astype(np.float32)
    return out


def spoken(rate: int, speech_dbfs: float, noise_dbfs: float, kind: str = "pink") -> Samples:
    """Three seconds of the room, then the sentence in the same room."""
    sentence = voice(rate, speech_dbfs)
    sound = noise(kind, ROOM_S * rate + sentence.size, rate, noise_dbfs)
    sound[ROOM_S * rate :] += sentence
    return sound


def wav(path: Path, sound: Samples, rate: int, subtype: str = "PCM_16") -> Path:
    """Write it, clipped at full scale as any sound card does. Shape (samples,) or (samples, channels)."""
    soundfile.write(path, np.clip(sound, -1, 1), rate, subtype=subtype, format="WAV")
    return path
