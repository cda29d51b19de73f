"""Voices for the tests, spoken by espeak-ng in several languages and by both sexes, and the noise around them."""

from __future__ import annotations

import functools
import itertools
import math
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import numpy as np

from readiness.core.files import write_whole
from readiness.instruments.sound.analysis.levels import Samples
from tests.recordings import noise, resampled

ESPEAK_HZ: Final = 22050
SPEED: Final = 155
"""Words a minute."""

SENTENCES: Final = {
    "en-us": "Hello doctor, can you hear me well? I am ready for my visit, and my list of questions is here.",
    "en-gb": "Good morning. This is my microphone. I have been a little tired since the last time we spoke.",
    "es": "Buenos días, doctora. ¿Me oye usted bien? Estoy lista para la consulta de esta semana.",
    "fr-fr": "Bonjour docteur, est-ce que vous m’entendez bien ? Je suis prêt pour notre rendez-vous.",
    "de": "Guten Tag, hier spricht Ihre Patientin. Können Sie mich gut verstehen? Ich sitze in der Küche.",
    "pt-br": "Bom dia, doutor. O senhor consegue me ouvir bem? Estou pronta para a consulta.",
    "it": "Buongiorno dottore, mi sente bene? Sono pronto per la visita di questa mattina.",
    "ru": "Здравствуйте, доктор. Вы меня хорошо слышите? Я готова к приёму.",
    "pl": "Dzień dobry, panie doktorze. Czy dobrze mnie słychać? Jestem gotowa do wizyty.",
    "cmn": "医生您好，您能听清楚我说话吗？我已经准备好了。",
    "hi": "नमस्ते डॉक्टर, क्या आप मुझे ठीक से सुन सकते हैं? मैं तैयार हूँ।",
    "ar": "صباح الخير يا دكتور، هل تسمعني جيدا؟ أنا جاهزة للموعد.",
    "vi": "Chào bác sĩ, bác sĩ có nghe rõ tôi nói không? Tôi đã sẵn sàng.",
    "tr": "Günaydın doktor bey, beni iyi duyuyor musunuz? Görüşme için hazırım.",
}
VOICES: Final = ("", "f1", "m1", "f2", "m3", "f3", "m4", "f4", "m6", "f5", "m7")


KEPT: Final = "READINESS_VOICES"
"""The variable that names a folder for what was spoken: Windows has no espeak-ng, and takes from there what was
spoken before."""


def _say(voice: str, speed: int) -> bytes:
    """The sentence of this voice's language as a WAV file's bytes, from the folder where it lies in one."""
    folder = os.environ.get(KEPT)
    file = None if folder is None else Path(folder) / f"{voice}-{speed}.wav"
    if file is not None and file.exists():
        return file.read_bytes()
    words = ["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", SENTENCES[voice.partition("+")[0]]]
    out = subprocess.run(words, check=True, capture_output=True).stdout
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, out)  # two test processes may say the same
    return out


@functools.cache
def spoken(language: str, variant: str = "", speed: int = SPEED) -> Samples:
    """A sentence at espeak's own rate, without the silence around it. Shape (samples,)."""
    voice = f"{language}+{variant}" if variant else language
    out = _say(voice, speed)
    # Written to a pipe, the header's lengths are unknown: everything behind it is sound.
    sound = np.frombuffer(out[44:], "<i2").astype(np.float32) / np.float32(32768)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    whole: Samples = sound[loud[0] : loud[-1] + 1]
    return whole


def active_level_dbfs(sound: Samples, rate: int) -> float:
    """ITU-T P.56 method B as G.191's `sv56` does it: sample by sample, thresholds a factor of 2 apart.

    Written for the tests from the recommendation, apart from the program's own, and slow.
    """
    keep = math.exp(-1 / (rate * 0.03))
    hangover = round(0.2 * rate)
    first = second = 0.0
    envelope = np.empty(sound.size)
    for at, value in enumerate(np.abs(sound - sound.mean(dtype=np.float64)).tolist()):
        first = keep * first + (1 - keep) * value
        second = keep * second + (1 - keep) * first
        envelope[at] = second
    energy = float(np.square(sound - sound.mean(dtype=np.float64), dtype=np.float64).sum())
    levels = []
    for bits in range(-15, 1):
        over = envelope >= 2.0**bits
        index = np.arange(sound.size)
        last = np.maximum.accumulate(np.where(over, index, -hangover - 1))
        active = np.count_nonzero(index - last <= hangover)
        if active:
            levels.append((10 * math.log10(energy / active), 20 * bits * math.log10(2)))
    for (level, threshold), (level_up, threshold_up) in itertools.pairwise(levels):
        before, after = level - threshold - 15.9, level_up - threshold_up - 15.9
        if after <= 0 <= before:
            share = before / (before - after) if before != after else 0.0
            return level + share * (level_up - level)
    raise AssertionError("the level lies outside of P.56's thresholds")


@functools.cache
def _level(language: str, variant: str, speed: int, rate: int) -> tuple[Samples, float]:
    sound = spoken(language, variant, speed)
    there = resampled(sound, ESPEAK_HZ, rate)
    slow = there if rate <= ESPEAK_HZ else sound
    return there, active_level_dbfs(slow, min(rate, ESPEAK_HZ))


def voice_at(dbfs: float, rate: int, language: str = "en-us", variant: str = "", *, speed: int = 155) -> Samples:
    """This voice at this active speech level and rate."""
    sound, level = _level(language, variant, speed, rate)
    out: Samples = (sound * 10 ** ((dbfs - level) / 20)).astype(np.float32)
    return out


@functools.cache
def _babble(seconds: int, talkers: int, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    size = seconds * ESPEAK_HZ
    mixed = np.zeros(size, np.float32)
    languages = [*SENTENCES]
    for talker in range(talkers):
        parts: list[Samples] = []
        while sum(part.size for part in parts) < 2 * size:
            language = languages[int(random.integers(len(languages)))]
            sound = spoken(language, VOICES[talker % len(VOICES)])
            parts.append(sound / np.float32(np.sqrt(np.mean(np.square(sound)))))
        whole = np.concatenate(parts)
        start = int(random.integers(size))
        mixed += whole[start : start + size] * np.float32(10 ** (random.uniform(-4, 4) / 20))
    return mixed


@functools.cache
def _music(seconds: int, seed: int) -> Samples:
    """Chords with a beat and a soft snare."""
    random = np.random.default_rng(seed)
    size = seconds * ESPEAK_HZ
    time = np.arange(size) / ESPEAK_HZ
    sound = np.zeros(size)
    beat_s = float(random.uniform(0.4, 0.6))
    for beat in range(math.ceil(seconds / beat_s)):
        since = np.maximum(time - beat * beat_s, 0)
        on = time >= beat * beat_s
        root = 110 * 2 ** (int(random.choice([0, 3, 5, 7, 10])) / 12)
        for step in (0, 4, 7, 12):
            pitch = root * 2 ** (step / 12)
            for harmonic in range(1, 6):
                sound += on * np.exp(-since / 0.8) * np.sin(2 * np.pi * pitch * harmonic * since) / harmonic**1.3
        sound += on * (beat % 2) * np.exp(-since / 0.05) * random.standard_normal(size) * 0.7
    return sound.astype(np.float32)


@functools.cache
def _fan(seconds: int, seed: int) -> Samples:
    """Rushing air that falls off above 500 Hz, and the blades' tones."""
    random = np.random.default_rng(seed)
    size = seconds * ESPEAK_HZ
    spectrum = np.fft.rfft(random.standard_normal(size))
    frequencies = np.maximum(np.fft.rfftfreq(size, 1 / ESPEAK_HZ), 20)
    air = np.fft.irfft(spectrum / (1 + (frequencies / 500) ** 1.5), size)
    air /= np.sqrt(np.mean(np.square(air)))
    time = np.arange(size) / ESPEAK_HZ
    blades = sum(np.sin(2 * np.pi * 118 * k * time + k) / k for k in (1, 2, 3))
    return (air + 0.4 * blades).astype(np.float32)


def around(kind: str, size: int, rate: int, dbfs: float, seed: int = 1) -> Samples:
    """Noise of this kind at this level (root mean square over the whole of it)."""
    made: dict[str, Any] = {
        "babble": lambda seconds: _babble(seconds, 8, seed),
        "television": lambda seconds: _babble(seconds, 1, seed),
        "music": lambda seconds: _music(seconds, seed),
        "fan": lambda seconds: _fan(seconds, seed),
    }
    if kind not in made:
        return noise(kind, size, rate, dbfs, seed)
    sound = resampled(made[kind](math.ceil(size / rate) + 1), ESPEAK_HZ, rate)[:size]
    out: Samples = (sound * (10 ** (dbfs / 20) / np.sqrt(np.mean(np.square(sound))))).astype(np.float32)
    return out


def in_a_room(sound: Samples, rate: int, decay_s: float, seed: int = 1) -> Samples:
    """The sound with the tail of a room in which it takes `decay_s` to fall by 60 dB, as long as before."""
    random = np.random.default_rng(seed)
    size = round(decay_s * rate)
    time = np.arange(size) / rate
    tail = random.standard_normal(size) * 10 ** (-3 * time / decay_s)
    tail *= 0.5 / np.sqrt(np.sum(np.square(tail)))
    tail[0] = 1.0
    length = sound.size + size - 1
    out: Samples = np.fft.irfft(np.fft.rfft(sound, length) * np.fft.rfft(tail, length), length)[: sound.size].astype(
        np.float32
    )
    return out


def low_passed(sound: Samples, rate: int, hertz: float, taps: int = 201) -> Samples:
    """The sound as a line lets it through that ends at this frequency (windowed sinc)."""
    at = np.arange(taps) - (taps - 1) / 2
    kernel = np.sinc(2 * hertz / rate * at) * np.blackman(taps)
    out: Samples = np.convolve(sound, kernel / kernel.sum(), mode="same").astype(np.float32)
    return out


def with_gaps(sound: Samples, rate: int, share: float, gap_s: float, seed: int = 1) -> Samples:
    """The sound with packets of this length missing: zeros in their place, this share of all."""
    random = np.random.default_rng(seed)
    size = max(1, round(gap_s * rate))
    lost = random.permutation(sound.size // size)[: max(1, round(share * sound.size / size))]
    out = sound.copy()
    for packet in lost.tolist():
        out[packet * size : (packet + 1) * size] = 0
    return out


def a_weighted_dbfs(sound: Samples, rate: int) -> float:
    """The A-weighted level by IEC 61672-1's poles and zeros, evaluated on the whole spectrum."""
    s = 2j * np.pi * np.fft.rfftfreq(sound.size, 1 / rate)
    low, mid1, mid2, high = (2 * np.pi * f for f in (20.598997, 107.65265, 737.86223, 12194.217))

    def response(at: Any) -> Any:
        return at**4 / ((at + low) ** 2 * (at + mid1) * (at + mid2) * (at + high) ** 2)

    weight = np.abs(response(s) / response(2j * np.pi * 1000))
    weighted = np.fft.irfft(np.fft.rfft(sound - sound.mean(dtype=np.float64)) * weight, sound.size)
    return 10 * math.log10(float(np.mean(np.square(weighted))))
