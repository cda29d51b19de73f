"""Make assets/demo/voice.wav: a quiet room for 3 s, then a sentence in the same room. Needs espeak-ng.

Run: python scripts/make_demo_voice.py
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.instruments.sound.analysis.levels import Samples, mean_power, without_dc  # noqa: E402
from readiness.instruments.sound.analysis.speech_level import active_speech  # noqa: E402

RATE = 16000
ROOM_S, AFTER_S = 3.0, 0.3
VOICE_DBFS, NOISE_DBFS = -24.0, -62.0
SENTENCE = "Hello doctor, this is my microphone. I am sitting in a quiet room, and I am ready for my visit."


def resampled(sound: Samples, rate: int) -> Samples:
    """The sound at RATE, by cutting or padding its spectrum."""
    size = round(sound.size * RATE / rate)
    spectrum = np.fft.rfft(sound)[: size // 2 + 1]
    out: Samples = (np.fft.irfft(spectrum, size) * (size / sound.size)).astype(np.float32)
    return out


def voice() -> Samples:
    """The sentence at its level, without the silence around it."""
    wav = subprocess.run(
        ["espeak-ng", "-v", "en-us", "-s", "165", "--stdout", SENTENCE],
        check=True,
        capture_output=True,
    ).stdout
    # espeak-ng cannot know the length beforehand and writes the largest one: soundfile reads what is there.
    sound, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    sound = without_dc(resampled(sound, rate))
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    sound = sound[loud[0] : loud[-1]]
    level = active_speech(sound, RATE)
    assert level is not None
    out: Samples = (sound * 10 ** ((VOICE_DBFS - level.level_dbfs) / 20)).astype(np.float32)
    return out


def room(size: int) -> Samples:
    """Pink noise at its level; pink down to 60 Hz, as rooms are."""
    spectrum = np.fft.rfft(np.random.default_rng(20).standard_normal(size))
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    spectrum *= np.where(frequencies > 60, 1 / np.sqrt(np.maximum(frequencies, 60)), 0)
    noise = np.fft.irfft(spectrum, size).astype(np.float32)
    out: Samples = (noise * np.sqrt(10 ** (NOISE_DBFS / 10) / mean_power(noise))).astype(np.float32)
    return out


def main() -> None:
    """Write the file."""
    sentence = voice()
    sound = room(round((ROOM_S + AFTER_S) * RATE) + sentence.size)
    sound[round(ROOM_S * RATE) :][: sentence.size] += sentence
    target = ROOT / "assets" / "demo" / "voice.wav"
    target.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(target, sound, RATE, subtype="PCM_16")
    print(f"{target.relative_to(ROOT)}: {sound.size / RATE:.1f} s, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
