"""Where sound is missing, and how far up a voice reaches."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.instruments.sound.analysis.bandwidth import bandwidth_hz
from readiness.instruments.sound.analysis.clipping import clipped_percent
from readiness.instruments.sound.analysis.dropouts import dropout_s
from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.devices.capture_gaps import CaptureGaps
from readiness.instruments.sound.recording import Recording
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


def test_one_long_hole_in_a_room_that_is_heard_is_enough() -> None:
    room, rest = in_room(voice_at(-26, RATE, "en-us", "f2"), -65)
    middle = next(at for at in range(2 * RATE, rest.size, 80) if abs(rest[at]) > 0.05)
    rest[middle : middle + RATE] = 0
    assert dropout_s(room, rest, RATE) == pytest.approx(1.0, abs=0.02)


def test_a_microphone_that_is_silent_between_words_is_well() -> None:
    pause = np.zeros(RATE // 2, np.float32)
    voice = np.concatenate([voice_at(-26, RATE, "fr-fr", "m1"), pause, voice_at(-26, RATE, "it", "f2")])
    assert dropout_s(np.zeros(3 * RATE, np.float32), voice, RATE) < 0.02 * voice.size / RATE


def test_sound_that_never_came_is_told_from_sound_that_came_late() -> None:
    late, lossy = CaptureGaps(), CaptureGaps()
    for number in range(400):  # 4 s in blocks of 10 ms
        now = number * 0.01
        late.add(now + (0.3 if 100 <= number < 130 else 0.0), 0.01)
        if not 100 <= number < 150:
            lossy.add(now, 0.01)
    assert late.lost_s == 0
    assert lossy.lost_s == pytest.approx(0.5, abs=0.02)


def test_what_a_busy_computer_could_not_take_nobody_owes() -> None:
    busy, overran, slow = CaptureGaps(lambda: 0.02), CaptureGaps(lambda: 0.9), CaptureGaps(lambda: 0.9)
    for number in range(400):
        if number == 100:
            overran.overran()
            slow.waited(0.1, 0.4)
        if not 100 <= number < 150:
            for each in (busy, overran, slow):
                each.add(number * 0.01, 0.01)
    assert (busy.lost_s, overran.lost_s, slow.lost_s) == (0, 0, 0)


@pytest.mark.parametrize("noise_dbfs", [-65, -50, -40])
@pytest.mark.parametrize(("language", "variant"), [("de", "f2"), ("cmn", "m1"), ("en-gb", "f4")])
def test_a_gate_that_shuts_after_the_room_was_heard_loses_nothing(
    language: str, variant: str, noise_dbfs: float
) -> None:
    voice = voice_at(-24, RATE, language, variant)
    room, rest = in_room(np.concatenate([voice, np.zeros(RATE // 2, np.float32), voice]), noise_dbfs, "fan")
    around_ms = RATE // 20
    loud = np.convolve(np.square(rest), np.full(around_ms, 1 / around_ms), mode="same")
    shut = loud < 10 ** (max(noise_dbfs + 4, -50) / 10)
    assert 0.02 < shut.mean() < 0.6
    gated = np.where(shut, np.float32(0), rest).astype(np.float32)
    assert dropout_s(room, gated, RATE) * RATE < 0.02 * rest.size
    # The same holes somewhere else break words off.
    broken = np.where(np.roll(shut, RATE // 2), np.float32(0), rest).astype(np.float32)
    assert dropout_s(room, broken, RATE) * RATE > 0.02 * rest.size


@pytest.mark.parametrize("gap_s", [0.02, 0.05, 0.12, 0.2])
@pytest.mark.parametrize("room_dbfs", [None, -45])
def test_gaps_in_a_voice_without_a_room_of_its_own_are_told(gap_s: float, room_dbfs: float | None) -> None:
    """A recording put together from a room and a voice that has none."""
    voice = np.tile(voice_at(-24, RATE, "fr-fr", "m3"), 2)
    room = np.zeros(3 * RATE, np.float32) if room_dbfs is None else around("pink", 3 * RATE, RATE, room_dbfs)
    assert dropout_s(room, voice, RATE) * RATE < 0.02 * voice.size
    assert dropout_s(room, with_gaps(voice, RATE, 0.2, gap_s), RATE) * RATE > 0.04 * voice.size


@pytest.mark.parametrize(("top_hz", "expected_hz"), [(3400, 3500), (4000, 4250), (7000, 7000), (0, 8000)])
def test_a_voice_that_was_cut_off_ends_there(top_hz: int, expected_hz: float) -> None:
    voice = voice_at(-26, RATE, "pl", "f4")
    room, rest = in_room(low_passed(voice, RATE, top_hz) if top_hz else voice, -60)
    assert bandwidth_hz(room, rest, RATE) == pytest.approx(expected_hz, abs=300)


@pytest.mark.parametrize(("language", "quiet_s"), [("de", 0.0), ("cmn", 0.0), ("fr-fr", 0.0), ("fr-fr", 1.0)])
def test_who_speaks_before_the_time_has_no_narrow_microphone(language: str, quiet_s: float) -> None:
    rate = 48000
    voice = voice_at(-26, rate, language)
    whole = around("pink", ROOM_S * rate + voice.size, rate, -65)
    whole += np.resize(np.concatenate((np.zeros(round(quiet_s * rate), np.float32), voice)), whole.size)
    recording = Recording(rate, 10.0)
    recording.add(whole)
    assert (recording.heard().bandwidth_hz or 8000) > 5250


def test_noise_that_hides_the_end_makes_no_narrow_microphone() -> None:
    room, rest = in_room(voice_at(-26, RATE, "cmn"), -30, "white")
    assert bandwidth_hz(room, rest, RATE) is None or (bandwidth_hz(room, rest, RATE) or 0) > 5250


def test_an_amplifier_that_clips_below_full_scale_clips_all_the_same() -> None:
    voice = voice_at(-26, RATE, "en-gb", "m3")
    rail = float(np.quantile(np.abs(voice), 0.97))
    assert clipped_percent(np.clip(voice, -rail, rail)) == pytest.approx(3, abs=0.5)
    assert clipped_percent(voice) == 0
    assert clipped_percent(np.clip(voice, -rail, rail) + np.float32(0.05)) == pytest.approx(3, abs=0.5)
