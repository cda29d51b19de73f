"""What each reading and answer means, and files through the whole measurement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from readiness.core.assets import find_asset
from readiness.core.check import NoCommands
from readiness.core.question import Answer
from readiness.core.setup import Setup, Sources
from readiness.core.verdict import Verdict
from readiness.instruments.sound.states import MicrophoneState
from readiness.tips.room import RoomCheck
from readiness.tips.room.findings import PRIVATE
from readiness.tips.room.reading import RoomReading
from tests.recordings import ROOM_S, noise, spoken, wav

CHECK = RoomCheck()
SOUND = MicrophoneState.SOUND


def codes(reading: RoomReading, answer: Answer | None, setup: Setup | None = None) -> list[str]:
    found = CHECK.judge(reading, setup or Setup(attended=True), {PRIVATE.id: answer})
    return [found.main.name, *(finding.name for finding in found.also)]


@pytest.mark.parametrize(
    ("reading", "answer", "expected"),
    [
        (RoomReading(SOUND, -60, -25, 35), Answer.YES, ["good"]),
        (RoomReading(SOUND, -60, -25, 35), None, ["good", "not-asked"]),
        (RoomReading(SOUND, -60, -25, 35), Answer.NO, ["not-private"]),
        (RoomReading(SOUND, -60, -25, 35), Answer.NOT_SURE, ["not-private"]),
        (RoomReading(SOUND, -39.9, -25, 14.9), Answer.YES, ["noisy"]),
        (RoomReading(SOUND, -40, -25, 15), Answer.YES, ["good"]),
        (RoomReading(SOUND, -39.9, -25, 14.9), None, ["noisy", "not-asked"]),
        (RoomReading(SOUND, -39.9, -25, 14.9), Answer.NO, ["noisy", "not-private"]),
        (RoomReading(SOUND, -42), Answer.YES, ["good"]),  # against speech as telephony has it
        (RoomReading(SOUND, -40), Answer.YES, ["noisy"]),
        (RoomReading(MicrophoneState.ZEROS), Answer.YES, ["error"]),
        (RoomReading(MicrophoneState.NO_DEVICE), None, ["error", "not-asked"]),
        (RoomReading(MicrophoneState.MISSING_PART), Answer.NO, ["error", "not-private"]),
        (RoomReading(MicrophoneState.NOTHING), Answer.YES, ["error"]),
        (RoomReading(SOUND), Answer.YES, ["error"]),  # stopped before anything was known
    ],
)
def test_findings(reading: RoomReading, answer: Answer | None, expected: list[str]) -> None:
    assert codes(reading, answer) == expected


def test_a_microphone_that_is_silent_between_words_has_a_quiet_room() -> None:
    known = {"sound": {"microphone": "sound", "speech_dbfs": -25.0}}
    reading = RoomReading(MicrophoneState.ZEROS, speech_dbfs=-25.0)
    assert codes(reading, Answer.YES, Setup(known=known)) == ["good"]


def test_an_unheard_room_has_its_own_kind_words() -> None:
    error = CHECK.finding("error")
    assert error.verdict is Verdict.UNKNOWN
    assert error.says.message == "We could not listen to your room."


def measured(setup: Setup) -> RoomReading:
    readings = [sample.reading for sample in CHECK.measure(setup, NoCommands()) if sample.reading is not None]
    return readings[-1]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read without waiting for their own pace."""
    monkeypatch.setattr("readiness.instruments.sound.devices.wav.time.sleep", lambda _: None)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("noise_dbfs", "expected"), [(-62, "good"), (-45, "good"), (-34, "noisy"), (-31, "noisy")])
def test_a_file_of_which_nothing_is_known_is_heard_to_its_end(tmp_path: Path, noise_dbfs: float, expected: str) -> None:
    path = wav(tmp_path / "room.wav", spoken(16000, -24, noise_dbfs), 16000)
    reading = measured(Setup(sources=Sources(microphone=f"file:{path}")))
    assert reading.duration_s > 8
    # Pink noise, as an ear weighs it below 8 kHz, has 3 dB less.
    assert reading.noise_dbfs == pytest.approx(noise_dbfs - 3.1, abs=0.2)
    assert reading.snr_db == pytest.approx(-24 - noise_dbfs + 3.1, abs=1)
    assert codes(reading, Answer.YES) == [expected]


@pytest.mark.usefixtures("at_once")
def test_three_seconds_are_enough_where_the_speech_is_known() -> None:
    known = {"sound": {"microphone": "sound", "speech_dbfs": -30.0}}
    source = Sources(microphone=f"file:{find_asset('demo', 'voice.wav')}")
    reading = measured(Setup(sources=source, known=known))
    assert reading.duration_s == 3.0
    assert reading.snr_db == pytest.approx(32 + 1.8, abs=0.3)


@pytest.mark.usefixtures("at_once")
def test_a_file_without_speech_is_judged_against_nominal_speech(tmp_path: Path) -> None:
    for dbfs, expected in ((-50, "good"), (-30, "noisy")):
        path = wav(tmp_path / "room.wav", noise("pink", 6 * 16000, 16000, dbfs), 16000)
        reading = measured(Setup(sources=Sources(microphone=f"file:{path}")))
        assert reading.snr_db is None
        assert codes(reading, Answer.YES) == [expected]


@pytest.mark.usefixtures("at_once")
def test_zeros_are_no_quiet_room_but_silence_before_speech_is(tmp_path: Path) -> None:
    path = wav(tmp_path / "zeros.wav", np.zeros(5 * 16000, np.float32), 16000)
    assert codes(measured(Setup(sources=Sources(microphone=f"file:{path}"))), Answer.YES) == ["error"]
    sound = spoken(16000, -24, -90)
    sound[: ROOM_S * 16000] = 0
    path = wav(tmp_path / "gated.wav", sound, 16000)
    assert codes(measured(Setup(sources=Sources(microphone=f"file:{path}"))), Answer.YES) == ["good"]
