"""Level, noise floor and SNR of twelve voices through a real PulseAudio and the real probe: `make bench`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from readiness.core.setup import Setup
from readiness.tips.sound import SoundCheck
from tests.recordings import resampled, wav
from tests.sound_server import SoundServer, sound_server
from tests.spoken import ESPEAK_HZ, a_weighted_dbfs, active_level_dbfs, around, voice_at

Spoken = tuple[str, str, int, str, float, float]
"""Language, voice, the file's rate, noise, speech in dBFS, SNR in dB."""
SPOKEN: tuple[Spoken, ...] = (
    ("en-us", "", 48000, "pink", -26, 30),
    ("es", "f2", 44100, "fan", -20, 20),
    ("de", "m3", 16000, "white", -35, 25),
    ("fr-fr", "", 22050, "babble", -24, 20),
    ("ru", "f3", 8000, "pink", -30, 30),
    ("cmn", "m1", 96000, "fan", -18, 40),
    ("hi", "f1", 48000, "white", -28, 12),
    ("it", "m4", 16000, "hum", -26, 25),
    ("pl", "f4", 44100, "brown", -32, 20),
    ("ar", "", 48000, "pink", -22, 10),
    ("vi", "f5", 32000, "babble", -26, 25),
    ("tr", "m6", 48000, "fan", -40, 22),
)


def errors_db(server: SoundServer, folder: Path, spoken: Spoken) -> tuple[dict[str, float], list[str]]:
    """Play it into the server's microphone while the probe listens; how far each level is off, and what is found."""
    from tests.tips.test_sound_live import codes, measure

    language, variant, rate, noise, speech_dbfs, snr_db = spoken
    # The same words again and again, so that the level is the same wherever it is listened to.
    words = np.tile(voice_at(speech_dbfs, rate, language, variant)[: round(1.2 * rate)], 7)
    slow = min(rate, ESPEAK_HZ)
    truth_dbfs = active_level_dbfs(resampled(words, rate, slow), slow)
    before = 4 * rate
    sound = around(noise, before + words.size, rate, truth_dbfs - snr_db)
    noise_dbfs = a_weighted_dbfs(sound[:before], rate)
    sound[before:] += words
    path = wav(folder / "voice.wav", sound, rate, "PCM_24")
    check, setup = SoundCheck(), Setup()
    outcome = measure(check, setup, lambda: server.speak(path))
    reading = outcome.end.reading  # type: ignore[union-attr]
    errors = {
        "noise": reading.noise_dbfs - noise_dbfs,
        "speech": reading.speech_dbfs - truth_dbfs,
        "snr": reading.snr_db - (truth_dbfs - noise_dbfs),
    }
    return errors, codes(check, setup, outcome, {})


def main() -> int:
    """Run and print."""
    held = True
    for spoken in SPOKEN:
        with (
            pytest.MonkeyPatch.context() as patch,
            sound_server(patch) as server,
            tempfile.TemporaryDirectory() as made,
        ):
            errors, found = errors_db(server, Path(made), spoken)
        held &= all(abs(off) <= 1 for off in errors.values())
        print(
            f"{spoken!s:60}",
            "  ".join(f"{name} off by {off:+.2f} dB" for name, off in errors.items()),
            *found,
            flush=True,
        )
    print("within 1 dB:", "held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
