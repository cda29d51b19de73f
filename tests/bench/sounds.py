"""Labelled recordings, made by script: what each is follows from its parameters, 20 % away from every limit."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples
from tests.recordings import ROOM_S, resampled
from tests.spoken import SENTENCES, VOICES, a_weighted_dbfs, around, in_a_room, low_passed, voice_at, with_gaps

UNUSABLE: Final = frozenset({"muted", "no-speech"})
FORMATS: Final = ("PCM_16", "PCM_24", "FLOAT")


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording: 3 s of the room, then whoever speaks in it. `finding` and `room` are what it is to be called."""

    finding: str
    room: str = "good"
    half: str = "tune"
    language: str = "en-us"
    variant: str = ""
    speed: int = 155
    speech_dbfs: float | None = -26.0
    noise: str = "pink"
    snr_db: float = 35.0
    """Speech over the A-weighted noise."""
    rate: int = 16000
    format: str = "PCM_16"
    channels: int = 1
    decay_s: float = 0.0
    dc: float = 0.0
    at_most_s: float = 0.0
    """Only so much is spoken, where it is not 0."""
    pauses: bool = False
    """The device silences whatever is not speech."""
    clipped_percent: float = 0.0
    """Of the samples in speech."""
    rail: float = 1.0
    lost_percent: float = 0.0
    gap_s: float = 0.02
    dies_at: float = 0.0
    """As a share of the speech."""
    top_hz: float = 0.0
    event: str = ""
    """A cough or a door in the room's seconds, and "zeros": nothing but that."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """The recording, shape (samples, channels), and what is true of it. None where it is not known exactly."""

    sound: Samples
    speech_dbfs: float | None
    noise_dbfs: float | None


def make(clip: Clip) -> Made:
    """The clip as a microphone would deliver it."""
    rate = clip.rate
    voice = _voice(clip)
    size = ROOM_S * rate + voice.size
    if clip.event == "zeros":
        return Made(_formatted(clip, np.full(size, clip.dc, np.float32)), None, None)
    speech_dbfs = -26.0 if clip.speech_dbfs is None else clip.speech_dbfs
    sound = around(clip.noise, size, rate, speech_dbfs - clip.snr_db, clip.seed)
    # Scaled so that its room, which is what is measured, has this level as an ear weighs it.
    room_dbfs = a_weighted_dbfs(sound[: ROOM_S * rate], rate)
    sound = sound * np.float32(10 ** ((speech_dbfs - clip.snr_db - room_dbfs) / 20))
    if clip.pauses:
        sound[:] = 0
    if clip.event:
        at, length = round(1.2 * rate), round(0.3 * rate)
        bang = around("white", length, rate, speech_dbfs - 3, clip.seed) * np.hanning(length)
        sound[at : at + length] += bang.astype(np.float32)
    if clip.speech_dbfs is not None:
        sound[ROOM_S * rate :] += voice
    # What other voices and music do while somebody speaks is not what they did before.
    changing = clip.noise in ("babble", "television", "music") and clip.snr_db < 8
    # Nor is a voice's level known to a decibel under a rumble of twice its power.
    buried = float(np.mean(np.square(sound[: ROOM_S * rate]))) > 10 ** ((speech_dbfs + 3) / 10)
    exact = not (clip.clipped_percent or clip.lost_percent or clip.dies_at or changing or buried)
    if clip.clipped_percent:
        talk = sound[ROOM_S * rate :]
        loud = np.sort(np.abs(talk))[::-1]
        gain = clip.rail / float(loud[round(clip.clipped_percent / 100 * talk.size * 0.9)])
        sound = np.clip(sound * np.float32(gain), -clip.rail, clip.rail)
    rest = sound[ROOM_S * rate :]
    if clip.lost_percent:
        rest[:] = with_gaps(rest, rate, clip.lost_percent / 100, clip.gap_s, clip.seed)
    if clip.dies_at:
        rest[round(clip.dies_at * voice.size) :] = 0
    sound = (sound + np.float32(clip.dc)).astype(np.float32)
    return Made(
        _formatted(clip, sound),
        clip.speech_dbfs if exact else None,
        None if clip.pauses or clip.event or not exact else speech_dbfs - clip.snr_db,
    )


def _voice(clip: Clip) -> Samples:
    dbfs = -26.0 if clip.speech_dbfs is None else clip.speech_dbfs
    voice = voice_at(dbfs, clip.rate, clip.language, clip.variant, speed=clip.speed)
    if clip.at_most_s:
        voice = voice[: round(clip.at_most_s * clip.rate)]
    if clip.decay_s:
        voice = in_a_room(voice, clip.rate, clip.decay_s, clip.seed)
    if clip.top_hz and clip.top_hz < clip.rate / 2:
        voice = low_passed(voice, clip.rate, clip.top_hz)
    if clip.at_most_s or clip.decay_s or clip.top_hz:
        from tests.spoken import ESPEAK_HZ, active_level_dbfs

        slow = min(clip.rate, ESPEAK_HZ)
        level = active_level_dbfs(resampled(voice, clip.rate, slow), slow)
        voice = (voice * 10 ** ((dbfs - level) / 20)).astype(np.float32)
    return voice


def _formatted(clip: Clip, mono: Samples) -> Samples:
    """As the file or the sound card has it: clipped, quantised, one living channel among dead ones."""
    sound = np.clip(mono, -1, 1)
    if clip.format == "PCM_16":
        sound = (np.clip(np.round(sound * 32768), -32768, 32767) / 32768).astype(np.float32)
    elif clip.format == "PCM_24":
        sound = (np.round(sound * 2**23) / 2**23).astype(np.float32)
    out = np.zeros((sound.size, clip.channels), np.float32)
    out[:, clip.seed % clip.channels] = sound
    return out


_NOISES: Final = ("pink", "fan", "white", "babble", "hum", "brown", "music", "television")
_RATES: Final = (16000, 48000, 44100, 22050, 32000, 96000)


@functools.cache
def clips() -> tuple[Clip, ...]:
    """All of them. The two halves have other languages, voices, levels and seeds."""
    made: list[Clip] = []
    languages = [*SENTENCES]
    for half, of_half in (("tune", languages[0::2]), ("report", languages[1::2])):
        random = np.random.default_rng(5 if half == "tune" else 20262)
        for number, clip in enumerate(_kinds(random)):
            made.append(
                replace(
                    clip,
                    half=half,
                    language=of_half[number % len(of_half)],
                    variant=VOICES[(number * (3 if half == "tune" else 7)) % len(VOICES)],
                    speed=int(random.integers(130, 185) if half == "tune" else random.integers(120, 195)),
                    format=FORMATS[number % 3],
                    seed=int(random.integers(1, 6) + (0 if half == "tune" else 60)),
                )
            )
    return tuple(made)


def _kinds(random: np.random.Generator) -> Iterator[Clip]:
    def some(low: float, high: float) -> float:
        return float(random.uniform(low, high))

    def rate(number: int) -> int:
        return _RATES[number % len(_RATES)]

    for n in range(24):
        plain: dict[str, Any] = {"speech_dbfs": some(-32, -18), "noise": _NOISES[n % 6], "snr_db": some(19, 45)}
        yield Clip("good", rate=rate(n), channels=(1, 2, 1, 6)[n % 4], **plain)
    for n in range(16):
        special: tuple[dict[str, Any], ...] = (
            {"decay_s": some(0.2, 0.6)},
            {"dc": some(-0.1, 0.1)},
            {"at_most_s": some(2, 4)},
            {"pauses": True, "noise": "pink"},
            {"event": "door"},
            {"channels": 32},
            {"top_hz": some(6500, 7500)},
            {"lost_percent": 0.4},
        )
        yield Clip("good", speech_dbfs=some(-32, -18), snr_db=some(25, 45), rate=rate(n // 2), **special[n % 8])
    for n in range(4):
        yield Clip("good", clipped_percent=0.3, snr_db=some(25, 40), rate=rate(n))
    for n in range(16):
        yield Clip("good", "noisy", speech_dbfs=some(-32, -16), noise=_NOISES[n % 8], snr_db=some(4, 12), rate=rate(n))
    for n in range(14):
        level = some(-58, -48)
        yield Clip("too-quiet", speech_dbfs=level, noise=_NOISES[n % 6], snr_db=some(19, 35), rate=rate(n))
    for n in range(14):
        rail = 1.0 if n % 3 else some(0.3, 0.9)
        yield Clip("clipped", clipped_percent=some(0.8, 12), rail=rail, snr_db=some(25, 45), rate=rate(n))
    for n in range(14):
        noise = ("pink", "fan", "white", "babble")[n % 4]
        if n % 4 == 3:
            yield Clip("choppy", noise=noise, dies_at=some(0.3, 0.8), snr_db=some(20, 45), rate=rate(n))
        else:
            lost, gap = some(3, 20), (0.01, 0.02, 0.04, 0.06)[n % 4]
            yield Clip("choppy", noise=noise, lost_percent=lost, gap_s=gap, snr_db=some(20, 45), rate=rate(n))
    for n in range(10):
        top: dict[str, Any] = {"rate": 8000} if n % 3 == 0 else {"rate": rate(n), "top_hz": some(3300, 4100)}
        yield Clip("narrow", noise=_NOISES[n % 4], snr_db=some(25, 40), **top)
    for n in range(5):
        yield Clip("muted", "error", event="zeros", dc=0.0 if n % 2 == 0 else some(-0.05, 0.05), rate=rate(n))
    for n in range(12):
        # How loud the room is against usual speech (-26 dBFS) decides what is said about it.
        quiet = n % 3 == 0
        snr = some(19, 40) if quiet else some(-5, 12)
        yield Clip(
            "no-speech", "good" if quiet else "noisy", speech_dbfs=None, noise=_NOISES[n % 7], snr_db=snr, rate=rate(n)
        )
