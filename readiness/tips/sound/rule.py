"""What a reading of the sound and the person's answers mean. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from readiness.core.finding import Judgement
from readiness.core.question import Answer, Answers
from readiness.core.setup import Setup, source_file_name
from readiness.core.text import Text
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.tips.sound.findings import NO_RECORDING, OTHER, OTHER_WORKS, TURN_ON
from readiness.tips.sound.reading import SPEAK_AT_MOST_S, SoundReading

HEADPHONES: Final = "headphones"
HEARD_SELF: Final = "heard-yourself"
HEARD_CHIME: Final = "heard-chime"

_MUTED_OUTPUT: Final = Text("The sound of your computer is switched off. So you could not hear us.")
_ONLY_SELF: Final = Text("You heard your own voice, but not the chime.")
_ONLY_SELF_STAFF: Final = Text(
    "The patient heard their own voice, but not the chime that followed: so the speaker works. Think of a volume "
    "that is low, and of hearing (the chime is high, 1 to 6 kHz). Ask the patient to turn it up and listen once more."
)
_ONLY_CHIME: Final = Text("You heard the chime, but not your own voice.")


def is_sound_proven(reading: SoundReading, setup: Setup, answers: Answers) -> bool:
    """Tell whether it is proven that sound came out, as far as somebody was there to say so."""
    if not setup.attended or reading.chime_found:
        return True
    if setup.demo and reading.speaker is SpeakerState.NOT_TRIED:
        return True  # a demonstration says nothing about the speaker of the computer that it runs on
    return Answer.YES in (answers.get(HEARD_CHIME), answers.get(HEARD_SELF))


def finding_names(reading: SoundReading, setup: Setup, answers: Answers) -> list[str]:
    """Name the findings that hold."""
    names = [*_of_microphone(reading, setup), *_of_speaker(reading, setup, answers)] or ["good"]
    if (
        setup.attended
        and "not-heard" not in names
        and Answer.YES in (answers.get(HEARD_CHIME), answers.get(HEARD_SELF))
    ):
        names.append("heard")
    if reading.chime_found:
        names.append("heard-by-microphone")
    return names


def finding_values(reading: SoundReading, setup: Setup) -> Mapping[str, object]:
    """Collect what the findings' words name."""
    return {
        "speech_dbfs": reading.speech_dbfs,
        "snr_db": reading.snr_db,
        "clipped_percent": reading.clipped_percent,
        "dropout_percent": reading.dropout_percent,
        "bandwidth_hz": None if reading.bandwidth_hz is None else round(reading.bandwidth_hz),
        "echo_db": reading.echo_db,
        "limit_dbfs": setup.profile.limits.speech_dbfs_too_quiet,
        "microphone_name": reading.microphone_name,
        "speaker_name": reading.speaker_name,
        "file": source_file_name(setup.sources.microphone),
        "other_source": reading.other_microphone,
        "other_name": reading.other_name,
        "browser": reading.forbidden_in,
    }


def with_best_fix(found: Judgement, reading: SoundReading, setup: Setup, answers: Answers) -> Judgement:
    """Put first the cure that this reading knows of; the finding stays the same."""
    main = found.main
    if reading.microphone is MicrophoneState.NOT_A_RECORDING and main.name == "error":
        main = NO_RECORDING
    if main.name in ("muted", "silent", "not-responding", "no-speech", "no-microphone") and reading.other_microphone:
        first = OTHER if reading.asked_to_speak else OTHER_WORKS
        main = replace(main, fixes=(first, *main.fixes))
    if main.name == "not-heard":
        if reading.output_off:
            main = replace(main, says=_MUTED_OUTPUT, fixes=(TURN_ON, *main.fixes[1:]))
        elif answers.get(HEARD_CHIME) is Answer.YES:
            main = replace(main, says=_ONLY_CHIME)
        elif answers.get(HEARD_SELF) is Answer.YES and reading.voice_played:
            main = replace(main, says=_ONLY_SELF, staff=_ONLY_SELF_STAFF)
    return replace(found, main=main)


def _of_microphone(reading: SoundReading, setup: Setup) -> list[str]:
    limits = setup.profile.limits
    states = {
        MicrophoneState.NO_DEVICE: "no-microphone",
        MicrophoneState.BLOCKED: "blocked",
        MicrophoneState.MISSING_PART: "missing-part",
        MicrophoneState.FAILED: "not-responding",
        MicrophoneState.NOT_A_RECORDING: "error",
        MicrophoneState.NOTHING: "not-responding",
        MicrophoneState.STOPPED: "not-responding",
        MicrophoneState.ZEROS: "muted",
    }
    if reading.microphone in states:
        return [states[reading.microphone]]
    forbidden = ["blocked"] if reading.forbidden_in else []
    if reading.speech_dbfs is None:
        # Stopped before its time, it proves nothing against the microphone.
        asked_long = reading.asked_to_speak and reading.waited_s >= SPEAK_AT_MOST_S - 1
        return [*forbidden, "silent" if asked_long else "no-speech"]
    names = forbidden
    if reading.speech_dbfs < limits.speech_dbfs_too_quiet:
        names.append("too-quiet")
    for name, value, limit in (
        ("clipped", reading.clipped_percent, limits.clipped_percent_warn),
        ("choppy", reading.dropout_percent, limits.dropout_percent_choppy),
        ("echo", reading.echo_db, limits.echo_db_strong),
    ):
        if value is not None and value > limit:
            names.append(name)
    if reading.bandwidth_hz is not None and reading.bandwidth_hz < limits.bandwidth_hz_narrow:
        names.append("narrow")
    return names


def _of_speaker(reading: SoundReading, setup: Setup, answers: Answers) -> list[str]:
    if reading.speaker is SpeakerState.NO_DEVICE:
        return ["no-speaker"]
    if not setup.attended:
        return []
    if reading.speaker is SpeakerState.MISSING_PART:
        return ["missing-part"]
    chime, own = answers.get(HEARD_CHIME), answers.get(HEARD_SELF)
    # One No is enough, whatever else was heard: a visit in which the clinic is half heard is no pass.
    if chime is Answer.NO or (own is Answer.NO and reading.voice_played):
        return ["not-heard"]
    # Yes outweighs what the driver says.
    if reading.speaker is SpeakerState.FAILED and Answer.YES not in (chime, own):
        return ["not-responding"]
    return []
