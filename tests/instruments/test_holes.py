"""Where sound is missing, and how far up a voice reaches."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.instruments.audio import _Lateness
from readiness.instruments.bandwidth import bandwidth_hz
from readiness.instruments.clipping import clipped_percent
from readiness.instruments.dropouts import dropout_s
from readiness.instruments.loudness import Samples
from tests.recordings import ROOM_S
from tests.spoken import around, low_passed, voice_at, with_gaps

RATE = 16000


def in_room(voice: Samples, noise_dbfs: float, kind: str = "pink") -> tuple[Samples, Samples]:
    noise = around(kind, ROOM_S * RATE + voice.size, RATE, noise_dbfs)
    noise[ROOM_S * RATE :] += voice
    return noise[: ROOM_S * RATE], noise[ROOM_S * RATE :]


@pytest.mark.parametrize("gap_s", [0.01, 0.02, 0.06])
def test_lost_packets_are_counted(gap_s: float) -> None:
    room, rest = in_room(voice_at(-26, RATE, "de", "f2"), -60)
    assert dropout_s(room, rest, RATE) == 0
    lost_s = dropout_s(room, with_gaps(rest, RATE, 0.08, gap_s), RATE)
    assert lost_s * RATE / rest.size == pytest.approx(0.08, abs=0.015)


def test_a_microphone_that_dies_in_mid_speech_is_told_with_and_without_a_room() -> None:
    voice = voice_at(-26, RATE, "es", "f1")
    for noise_dbfs in (-45, -70):
        room, rest = in_room(voice, noise_dbfs)
        rest[voice.size // 2 :] = 0
        assert dropout_s(room, rest, RATE) == pytest.approx(voice.size / 2 / RATE, abs=0.05)


def test_a_microphone_that_is_silent_between_words_is_well() -> None:
    pause = np.zeros(RATE // 2, np.float32)
    voice = np.concatenate([voice_at(-26, RATE, "fr-fr", "m1"), pause, voice_at(-26, RATE, "it", "f2")])
    assert dropout_s(np.zeros(3 * RATE, np.float32), voice, RATE) < 0.02 * voice.size / RATE


def test_sound_that_never_came_is_told_from_sound_that_came_late() -> None:
    late, lossy = _Lateness(), _Lateness()
    for number in range(400):  # 4 s in blocks of 10 ms
        now = number * 0.01
        late.add(now + (0.3 if 100 <= number < 130 else 0.0), 0.01)
        if not 100 <= number < 150:
            lossy.add(now, 0.01)
    assert late.lost_s == 0
    assert lossy.lost_s == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("top_hz", "expected_hz"), [(3400, 3500), (4000, 4250), (7000, 7000), (0, 8000)])
def test_a_voice_that_was_cut_off_ends_there(top_hz: int, expected_hz: float) -> None:
    voice = voice_at(-26, RATE, "pl", "f4")
    room, rest = in_room(low_passed(voice, RATE, top_hz) if top_hz else voice, -60)
    assert bandwidth_hz(room, rest, RATE) == pytest.approx(expected_hz, abs=300)


def test_noise_that_hides_the_end_makes_no_narrow_microphone() -> None:
    room, rest = in_room(voice_at(-26, RATE, "cmn"), -30, "white")
    assert bandwidth_hz(room, rest, RATE) is None or (bandwidth_hz(room, rest, RATE) or 0) > 5250


def test_an_amplifier_that_clips_below_full_scale_clips_all_the_same() -> None:
    voice = voice_at(-26, RATE, "en-gb", "m3")
    rail = float(np.quantile(np.abs(voice), 0.97))
    assert clipped_percent(np.clip(voice, -rail, rail)) == pytest.approx(3, abs=0.5)
    assert clipped_percent(voice) == 0
    assert clipped_percent(np.clip(voice, -rail, rail) + np.float32(0.05)) == pytest.approx(3, abs=0.5)
