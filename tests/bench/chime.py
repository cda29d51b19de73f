"""How surely the chime is found in a noisy room, and how far speech and noise alone stay below that: `make bench`."""

from __future__ import annotations

import sys

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.analysis.matched_filter import FOUND, LEAST_SHARE, Match, find_sound
from readiness.instruments.sound.chime import make_chime
from tests.spoken import SENTENCES, VOICES, around, in_a_room, voice_at

RATE = 48000
WINDOW_S = 4
"""About as long as is listened to around a chime."""
NOISES = ("babble", "television", "music", "white", "fan", "pink", "hum")


def with_chime(noise: str, snr_db: float, seed: int, decay_s: float = 0.0) -> Samples:
    """A window of noise in which the chime sounds somewhere."""
    sound = make_chime(RATE)
    played = in_a_room(np.pad(sound, (0, RATE // 2)), RATE, decay_s, seed) if decay_s else sound
    room = around(noise, WINDOW_S * RATE, RATE, -30, seed)
    at = int(np.random.default_rng(seed).integers(RATE // 5, 2 * RATE))
    played = played[: room.size - at]
    room[at : at + played.size] += played * np.float32(10 ** ((-30 + snr_db + 20) / 20))
    return room


def sought(recording: Samples) -> Match:
    """How clearly the chime stands out."""
    found = find_sound(recording, make_chime(RATE), RATE)
    assert found is not None
    return found


def without_chime(minutes: float) -> list[Match]:
    """What is found in speech in many voices and of all kinds of noise, window by window."""
    languages = [*SENTENCES]
    found: list[Match] = []
    seed = 0
    while len(found) * WINDOW_S < 60 * minutes:
        noise = NOISES[seed % len(NOISES)]
        sound = around(noise, 20 * RATE, RATE, -30, seed % 4 + 20)
        if seed % 3:
            talk = [voice_at(-26, RATE, languages[(seed + 3 * n) % 14], VOICES[(seed + n) % 11]) for n in range(5)]
            words = np.concatenate(talk)[: sound.size]
            sound[: words.size] += words
        found += [sought(sound[at : at + WINDOW_S * RATE]) for at in range(0, 16 * RATE, WINDOW_S * RATE)]
        seed += 1
    return found


def main() -> int:
    """Run and print."""
    held = True
    print(f"found from a score of {FOUND:g} and a share of {LEAST_SHARE:g}")
    for snr_db in (-10, 0):
        for decay_s in (0.0, 0.4):
            heard = [sought(with_chime("babble", snr_db, seed, decay_s)) for seed in range(12)]
            held &= all(each.found for each in heard)
            room = f"a room of {decay_s} s" if decay_s else "no room"
            least = min(each.score for each in heard), min(each.share for each in heard)
            print(f"at {snr_db} dB against babble, {room}: score at least {least[0]:.1f}, share {least[1]:.2f}")
    silent = without_chime(10)
    held &= not any(each.found for each in silent)
    most = max(each.score for each in silent), max(each.share for each in silent)
    false = sum(each.found for each in silent)
    print(f"10 minutes of speech and noise: at most {most[0]:.1f}, share {most[1]:.2f}; detections: {false}")
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
