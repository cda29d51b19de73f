"""The chime is found where it sounds, and nowhere else. `make bench` has both distributions."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.instruments.sound.analysis.matched_filter import find_sound
from readiness.instruments.sound.chime import make_chime
from tests.bench.chime import RATE, sought, with_chime, without_chime
from tests.spoken import voice_at


@pytest.mark.parametrize("decay_s", [0.0, 0.4])
def test_a_chime_ten_decibels_under_babble_is_found(decay_s: float) -> None:
    for seed in (1, 2):
        assert sought(with_chime("babble", -10, seed, decay_s)).found


def test_speech_and_noise_are_no_chime() -> None:
    assert not any(each.found for each in without_chime(1))


def test_a_rest_of_speech_before_silence_is_no_chime() -> None:
    sound = np.zeros(4 * RATE, np.float32)
    sound[: RATE // 2] = voice_at(-26, RATE)[: RATE // 2]
    assert not sought(sound).found
    assert not sought(np.zeros(4 * RATE, np.float32)).found


@pytest.mark.parametrize("gain_db", [-40, -20, 0])
@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_how_loud_it_came_back_is_told(rate: int, gain_db: float) -> None:
    sound = np.random.default_rng(1).standard_normal(4 * rate).astype(np.float32) * np.float32(1e-4)
    sound[rate : rate + make_chime(rate).size] += make_chime(rate) * np.float32(10 ** (gain_db / 20))
    found = find_sound(sound, make_chime(rate), rate)
    assert found is not None and found.found
    assert found.gain_db == pytest.approx(gain_db, abs=0.5)
