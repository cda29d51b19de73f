"""Levels against arithmetic, active speech level against what was mixed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import soundfile

from readiness.core.assets import find_asset
from readiness.instruments.sound.analysis.clipping import clipped_percent
from readiness.instruments.sound.analysis.levels import Samples, a_weighted, is_constant, peak_dbfs, rms_dbfs, to_dbfs
from readiness.instruments.sound.analysis.noise import noise_of
from readiness.instruments.sound.analysis.speech_detection import find_speech
from readiness.instruments.sound.analysis.speech_level import active_speech
from tests.recordings import ROOM_S, noise, spoken, voice

RATES = (8000, 16000, 44100, 96000)


def sine(amplitude: float, rate: int = 48000, hertz: float = 440.0) -> Samples:
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("amplitude", "dbfs"), [(1.0, -3.01), (0.1, -23.01), (0.001, -63.01)])
def test_a_sine_has_the_level_of_arithmetic(rate: int, amplitude: float, dbfs: float) -> None:
    assert rms_dbfs(sine(amplitude, rate) + np.float32(0.2)) == pytest.approx(dbfs, abs=0.02)  # an offset is no sound
    assert peak_dbfs(sine(amplitude, rate)) == pytest.approx(dbfs + 3.01, abs=0.02)


def test_nothing_has_no_level() -> None:
    for nothing in (np.zeros(100, np.float32), np.empty(0, np.float32)):
        assert rms_dbfs(nothing) is None
        assert peak_dbfs(nothing) is None
        assert active_speech(nothing, 16000) is None
        assert is_constant(nothing)
    assert is_constant(np.full(100, 0.25, np.float32))  # an offset alone is no sound
    assert not is_constant(noise("white", 1000, 16000, -95))


# IEC 61672-1, table of the design goals, at the exact frequencies of the bands.
@pytest.mark.parametrize(
    ("band", "weight_db"),
    [(15, -39.4), (21, -16.1), (24, -8.6), (27, -3.2), (30, 0), (33, 1.2), (36, 1.0), (39, -1.1), (42, -6.6)],
)
def test_the_ear_weighs_as_the_standard_says(band: int, weight_db: float) -> None:
    tone = (sine(0.1, 48000, 10 ** (band / 10)) * np.hanning(48000)).astype(np.float32)
    assert (rms_dbfs(a_weighted(tone, 48000)) or 0) - (rms_dbfs(tone) or 0) == pytest.approx(weight_db, abs=0.1)


def test_speech_half_of_the_time_is_as_loud_as_while_it_lasts() -> None:
    rate = 16000
    tone = sine(0.1, rate)
    speech = active_speech(np.concatenate([tone, tone, np.zeros_like(tone), np.zeros_like(tone)]), rate)
    assert speech is not None
    # 2 s and the hangover of 0.2 s, and the envelope's own decay, out of 4 s.
    assert speech.activity == pytest.approx(0.57, abs=0.03)
    assert speech.level_dbfs == pytest.approx(-23.01 - 0.6, abs=0.3)


def test_a_pause_does_not_make_a_voice_quieter() -> None:
    once = voice(16000, -30)
    paused = active_speech(np.concatenate([once, np.zeros(5 * 16000, np.float32), once]), 16000)
    assert paused is not None
    assert paused.level_dbfs == pytest.approx(-30, abs=0.3)


@pytest.mark.parametrize("kind", ["white", "pink", "brown", "hum"])
@pytest.mark.parametrize("rate", RATES)
def test_voice_and_noise_are_within_one_decibel_of_what_was_mixed(kind: str, rate: int) -> None:
    for speech_dbfs, snr_db in itertools.product((-15, -35, -55), (40, 20, 10, 3)):
        if speech_dbfs - snr_db < -88:  # below a 16-bit step
            continue
        sound = spoken(rate, speech_dbfs, speech_dbfs - snr_db, kind)
        room, rest = sound[: ROOM_S * rate], sound[ROOM_S * rate :]
        assert to_dbfs(noise_of(room, rate).power) == pytest.approx(speech_dbfs - snr_db, abs=0.7)
        assert find_speech(room, rest, rate).level_dbfs == pytest.approx(speech_dbfs, abs=0.7)


@pytest.mark.parametrize("kind", ["white", "pink", "brown", "hum"])
@pytest.mark.parametrize("louder_from_s", [3, 5])
@pytest.mark.parametrize("louder_db", [0, 20])
def test_a_steady_noise_is_no_speech_even_where_it_gets_louder(kind: str, louder_from_s: int, louder_db: int) -> None:
    rate = 16000
    sound = noise(kind, 9 * rate, rate, -55)
    sound[louder_from_s * rate :] *= 10 ** (louder_db / 20)
    assert find_speech(sound[: 3 * rate], sound[3 * rate :], rate).level_dbfs is None


def test_whoever_speaks_too_early_is_heard_all_the_same() -> None:
    rate = 16000
    sound = np.concatenate([voice(rate, -24), voice(rate, -24)]) + noise("pink", 2 * voice(rate, -24).size, rate, -60)
    found = find_speech(sound[: 3 * rate], sound[3 * rate :], rate)
    assert found.level_dbfs == pytest.approx(-24, abs=1)


@pytest.mark.parametrize("from_s", [1.1, 1.5, 2.7, 7.9])
def test_whoever_speaks_while_the_room_is_to_be_quiet_is_not_taken_for_louder(from_s: float) -> None:
    """Taken for noise, a part of the voice made the rest of it 10 to 20 dB too loud: a quiet voice would be good."""
    sentence, rate = soundfile.read(find_asset("demo", "voice.wav"), dtype="float32")  # 3 s of the room, then a voice
    quiet = np.float32(0.1) * np.tile(sentence, 2)[round(from_s * rate) :]
    found = find_speech(quiet[: 3 * rate], quiet[3 * rate : 7 * rate], rate)
    assert found.level_dbfs is not None
    assert found.level_dbfs == pytest.approx(-24.9 - 20, abs=3)


def test_a_door_does_not_spoil_the_room() -> None:
    rate = 16000
    room = noise("pink", 3 * rate, rate, -60)
    room[rate : rate + rate // 5] += noise("white", rate // 5, rate, -20)
    assert to_dbfs(noise_of(room, rate).power) == pytest.approx(-60, abs=1)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("percent", [0.5, 2.0, 8.0])
def test_the_clipped_share_is_within_half_a_point(rate: int, percent: float) -> None:
    sentence = voice(rate, -26)
    gain = 1 / float(np.quantile(np.abs(sentence), 1 - percent / 100))
    assert clipped_percent(np.clip(sentence * np.float32(gain), -1, 1)) == pytest.approx(percent, abs=0.5)
    in_16_bits = np.clip(np.round(sentence * gain * 32768), -32768, 32767) / 32768
    assert clipped_percent(in_16_bits.astype(np.float32)) == pytest.approx(percent, abs=0.5)


def test_full_scale_alone_is_no_clipping() -> None:
    one = noise("white", 16000, 16000, -30)
    one[500] = 1.0
    one[900:902] = -1.0
    assert clipped_percent(one) == 0
    assert clipped_percent(sine(1.0)) == 0
