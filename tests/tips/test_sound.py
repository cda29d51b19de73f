"""What each reading and answer means, and files through the whole measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from readiness.core.assets import find_asset
from readiness.core.check import NoCommands
from readiness.core.finding import Pane
from readiness.core.question import Answer
from readiness.core.setup import Setup, Sources
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.tips.room import RoomCheck
from readiness.tips.sound import SoundCheck
from readiness.tips.sound.reading import SoundReading
from readiness.tips.sound.rule import HEADPHONES, HEARD_CHIME, HEARD_SELF
from tests.recordings import ROOM_S, noise, spoken, wav

CHECK = SoundCheck()
GOOD = SoundReading(
    MicrophoneState.SOUND,
    speaker=SpeakerState.PLAYED,
    noise_dbfs=-60.0,
    speech_dbfs=-25.0,
    snr_db=35.0,
    peak_dbfs=-9.0,
    clipped_percent=0.0,
    speech_s=2.1,
    waited_s=10.0,
    asked_to_speak=True,
    duration_s=13.0,
    rate_hz=48000,
)
ALONE = replace(GOOD, speaker=SpeakerState.NOT_TRIED, asked_to_speak=False, waited_s=4.0)
NO_SPEECH = {"speech_dbfs": None, "snr_db": None, "clipped_percent": None, "speech_s": 0.0}


def codes(reading: SoundReading, attended: bool, answer: Answer | None = None) -> list[str]:
    found = CHECK.judge(reading, Setup(attended=attended), {HEARD_CHIME: answer})
    return [found.main.name, *(finding.name for finding in found.also)]


@pytest.mark.parametrize(
    ("change", "answer", "expected"),
    [
        ({}, Answer.YES, ["good", "heard"]),
        ({}, None, ["good"]),
        ({}, Answer.NOT_SURE, ["good"]),
        ({}, Answer.NO, ["not-heard"]),
        ({"microphone": MicrophoneState.NO_DEVICE, **NO_SPEECH}, None, ["no-microphone"]),
        ({"microphone": MicrophoneState.NO_DEVICE, **NO_SPEECH}, Answer.NO, ["no-microphone", "not-heard"]),
        ({"microphone": MicrophoneState.ZEROS, **NO_SPEECH}, Answer.YES, ["muted", "heard"]),
        ({"microphone": MicrophoneState.MISSING_PART, "speaker": SpeakerState.MISSING_PART}, None, ["missing-part"]),
        ({"microphone": MicrophoneState.FAILED}, None, ["not-responding"]),
        ({"microphone": MicrophoneState.NOTHING}, None, ["not-responding"]),
        ({"microphone": MicrophoneState.STOPPED}, None, ["not-responding"]),
        (NO_SPEECH, None, ["silent"]),
        ({**NO_SPEECH, "waited_s": 2.0}, None, ["no-speech"]),  # stopped before its time
        ({**NO_SPEECH, "asked_to_speak": False}, None, ["no-speech"]),  # a file
        ({"speech_dbfs": -40.1}, None, ["too-quiet"]),
        ({"speech_dbfs": -40.0}, None, ["good"]),
        ({"clipped_percent": 0.6}, None, ["clipped"]),
        ({"clipped_percent": 0.5}, None, ["good"]),
        ({"dropout_percent": 2.1}, None, ["choppy"]),
        ({"dropout_percent": 2.0}, None, ["good"]),
        ({"bandwidth_hz": 4000.0}, None, ["narrow"]),
        ({"bandwidth_hz": 5250.0}, None, ["good"]),
        ({"speech_dbfs": -41.0, "clipped_percent": 3.0}, Answer.NO, ["not-heard", "too-quiet", "clipped"]),
        ({"speaker": SpeakerState.NO_DEVICE}, Answer.NO, ["no-speaker"]),
        ({"microphone": MicrophoneState.BLOCKED, **NO_SPEECH}, None, ["blocked"]),
        ({"echo_db": 0.1}, Answer.YES, ["echo", "heard"]),
        ({"echo_db": 0.0}, None, ["good"]),
        ({"chime_found": True}, None, ["good", "heard-by-microphone"]),
        ({"chime_found": True}, Answer.NOT_SURE, ["good", "heard-by-microphone"]),
        ({"chime_found": True}, Answer.NO, ["not-heard", "heard-by-microphone"]),
        ({"chime_score": 3.0}, None, ["good"]),  # headphones
        ({"speaker": SpeakerState.FAILED}, None, ["not-responding"]),
        ({"speaker": SpeakerState.FAILED}, Answer.YES, ["good", "heard"]),
        ({"speaker": SpeakerState.MISSING_PART}, None, ["missing-part"]),
    ],
)
def test_with_a_person(change: dict[str, object], answer: Answer | None, expected: list[str]) -> None:
    assert codes(replace(GOOD, **change), True, answer) == expected  # type: ignore[arg-type]


Y, N, U = Answer.YES, Answer.NO, Answer.NOT_SURE


@pytest.mark.parametrize(
    ("own", "chime", "expected"),
    [
        (Y, Y, ["good", "heard"]),
        (Y, N, ["not-heard"]),  # one No is enough
        (Y, U, ["good", "heard"]),
        (N, Y, ["not-heard"]),
        (N, N, ["not-heard"]),
        (N, U, ["not-heard"]),
        (U, Y, ["good", "heard"]),
        (U, N, ["not-heard"]),
        (U, U, ["good"]),
        (None, None, ["good"]),
    ],
)
def test_own_voice_and_chime(own: Answer | None, chime: Answer | None, expected: list[str]) -> None:
    reading = replace(GOOD, voice_played=True)
    found = CHECK.judge(reading, Setup(attended=True), {HEARD_SELF: own, HEARD_CHIME: chime})
    assert [found.main.name, *(finding.name for finding in found.also)] == expected
    if (own, chime) == (N, Y):
        assert found.main.says.message == "You heard the chime, but not your own voice."
    if (own, chime) == (Y, N):
        assert found.main.says.message == "You heard your own voice, but not the chime."
        assert "so the speaker works" in found.main.staff.message


def test_a_sound_that_the_system_has_switched_off_is_named() -> None:
    reading = replace(GOOD, output_off=True)
    found = CHECK.judge(reading, Setup(attended=True), {HEARD_CHIME: Answer.NO})
    assert found.main.name == "not-heard"
    assert found.main.says.message == "The sound of your computer is switched off. So you could not hear us."
    assert CHECK.judge(reading, Setup(attended=True), {HEARD_CHIME: Answer.YES}).main.name == "good"


@pytest.mark.parametrize("state", [MicrophoneState.ZEROS, MicrophoneState.SOUND, MicrophoneState.FAILED])
@pytest.mark.parametrize("attended", [True, False])
def test_another_microphone_that_hears_is_the_first_cure(state: MicrophoneState, attended: bool) -> None:
    change = {**NO_SPEECH, "microphone": state, "other_microphone": "hw:1", "other_name": "USB Headset"}
    reading = replace(GOOD, asked_to_speak=attended, **change)  # type: ignore[arg-type]
    found = CHECK.judge(reading, Setup(attended=attended), {})
    assert found.main.fixes[0].pane is Pane.OTHER_MICROPHONE
    assert found.values["other_name"] == "USB Headset"
    without = CHECK.judge(replace(reading, other_microphone=None), Setup(attended=attended), {})
    assert all(fix.pane is not Pane.OTHER_MICROPHONE for fix in without.main.fixes)


def test_nobody_is_asked_about_what_was_not_played() -> None:
    setup = Setup(attended=True)
    assert [q.id for q in CHECK.asks(replace(GOOD, voice_played=True), setup)] == [HEARD_SELF, HEARD_CHIME, HEADPHONES]
    assert [q.id for q in CHECK.asks(GOOD, setup)] == [HEARD_CHIME, HEADPHONES]
    assert CHECK.asks(replace(GOOD, speaker=SpeakerState.NO_DEVICE), setup) == ()
    assert CHECK.asks(None, setup) == ()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("USB Headset Analog Stereo", True),
        ("Kopfhörer (2- Jabra Evolve)", True),
        ("Наушники", True),
        ("AirPods Pro", True),
        ("Built-in Audio", False),
        ("DELL U2720Q", False),
        ("Lautsprecher (Realtek)", False),
        (None, False),
    ],
)
def test_headphones_are_asked_for_with_a_hint_from_the_name(name: str | None, hint: bool) -> None:
    question = CHECK.asks(replace(GOOD, speaker_name=name), Setup(attended=True))[-1]
    assert question.id == HEADPHONES
    assert (name is not None and name in Words("en").say(question.says)) is hint


@pytest.mark.parametrize(("headset", "hint"), [(True, True), (False, False), (None, False)])
def test_a_headset_that_the_system_knows_is_asked_for_by_any_name(headset: bool | None, hint: bool) -> None:
    """In the name of many a real headset nothing says so; and many a headset says that it is speakers."""
    question = CHECK.asks(replace(GOOD, speaker_name="G535", headset=headset), Setup(attended=True))[-1]
    assert ("G535" in Words("en").say(question.says)) is hint
    named = CHECK.asks(replace(GOOD, speaker_name="USB Headset", headset=headset), Setup(attended=True))[-1]
    assert "USB Headset" in Words("en").say(named.says)


def test_no_name_of_a_device_is_reported() -> None:
    reading = replace(GOOD, microphone_name="Mary’s AirPods", other_name="Mary’s phone", speaker_name="Mary’s TV")
    found = CHECK.judge(replace(reading, microphone=MicrophoneState.ZEROS, other_microphone="x"), Setup(), {})
    said = [words.having(found.values) for words in (found.main.says, *(fix.says for fix in found.main.fixes))]
    assert not any("Mary" in Words("en").say(text) for text in said)
    assert not CHECK.reported_words & {"microphone_name", "speaker_name", "other_name", "other_microphone"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["good"]),
        (NO_SPEECH, ["no-speech"]),
        ({"microphone": MicrophoneState.ZEROS, **NO_SPEECH}, ["muted"]),
        ({"speaker": SpeakerState.NO_DEVICE}, ["no-speaker"]),  # only ever tried where it was named
        ({"speaker": SpeakerState.FAILED}, ["good"]),
        ({"speaker": SpeakerState.WRITTEN}, ["good"]),
    ],
)
def test_with_nobody_there(change: dict[str, object], expected: list[str]) -> None:
    reading = replace(ALONE, **change)  # type: ignore[arg-type]
    assert codes(reading, False) == expected
    assert codes(reading, False, Answer.NO) == expected  # nobody can have answered


def test_the_table_says_everything_and_in_whole_sentences() -> None:
    assert [f.name for f in CHECK.findings() if f.verdict is Verdict.FAIL] == [
        "no-microphone",
        "blocked",
        "muted",
        "silent",
        "no-speaker",
        "not-heard",
    ]
    for finding in CHECK.table:
        assert finding.says.message.endswith(".") and finding.staff.message
        assert finding.fixes or finding.verdict is Verdict.PASS


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read without waiting for their own pace."""
    monkeypatch.setattr("readiness.instruments.sound.devices.wav.time.sleep", lambda _: None)


def loud_and_clipped() -> Samples:
    sound = spoken(16000, -24, -62)
    sound[ROOM_S * 16000 :] *= 12
    return sound


def muted() -> Samples:
    return np.zeros(8 * 16000, np.float32)


RECORDINGS: dict[str, Callable[[], Samples]] = {
    "good": lambda: spoken(16000, -24, -62),
    "too-quiet": lambda: spoken(16000, -55, -75),
    "clipped": loud_and_clipped,
    "muted": muted,
    "no-speech": lambda: noise("pink", 8 * 16000, 16000, -45),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("expected", RECORDINGS)
def test_a_recording_has_its_finding(tmp_path: Path, expected: str) -> None:
    path = wav(tmp_path / "sound.wav", RECORDINGS[expected](), 16000)
    setup = Setup(sources=Sources(microphone=f"file:{path}"))
    readings = [sample.reading for sample in CHECK.measure(setup, NoCommands()) if sample.reading is not None]
    assert len(readings) > 3  # known early, then better
    assert CHECK.judge(readings[-1], setup, {}).main.name == expected


@pytest.mark.usefixtures("at_once")
def test_the_demonstration_is_good_and_tells_its_level(tmp_path: Path) -> None:
    chime = tmp_path / "chime.wav"
    setup = Setup(sources=Sources(microphone=f"file:{find_asset('demo', 'voice.wav')}", speaker=f"file:{chime}"))
    samples = [*CHECK.measure(setup, NoCommands())]
    reading = samples[-1].reading
    assert reading is not None
    assert CHECK.judge(reading, setup, {}).main.name == "good"
    assert reading.speaker is SpeakerState.WRITTEN
    assert soundfile.info(chime).duration == pytest.approx(1.2)
    assert reading.noise_unweighted_dbfs == pytest.approx(-62, abs=0.3)
    assert reading.speech_dbfs == pytest.approx(-24, abs=0.5)
    levels = [sample.live.level_dbfs for sample in samples if sample.live and sample.live.level_dbfs is not None]
    assert len(levels) == pytest.approx(20 * reading.duration_s, abs=3)
    assert not any(sample.live and sample.live.prompt for sample in samples)  # nobody is there


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x10\0\0\0WAVEfmt "])
def test_a_file_that_is_no_recording_is_named_and_nobody_s_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "visit.wav").write_bytes(content)
    setup = Setup(sources=Sources(microphone=f"file:{tmp_path / 'visit.wav'}"))
    for check in (CHECK, RoomCheck()):
        reading: Any = [*check.measure(setup, NoCommands())][-1].reading
        found = check.judge(reading, setup, {})
        assert (found.main.name, found.main.verdict) == ("error", Verdict.UNKNOWN)
        assert "The file visit.wav is not a recording" in Words("en").say(found.main.says, found.values)
        assert "WAV" in found.main.fixes[0].says.message
