"""Will the clinic hear the patient, and the patient the clinic?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from readiness.checks.sound.findings import TABLE
from readiness.instruments.sound_states import MicrophoneState, SpeakerState
from readiness.model import (
    Answer,
    Answers,
    Check,
    Commands,
    Found,
    Live,
    Question,
    Resource,
    Sample,
    Setup,
    Text,
    file_source,
)

if TYPE_CHECKING:
    from readiness.instruments.heard import Heard
    from readiness.instruments.hearing import Plan
    from readiness.instruments.portaudio import PortAudio

HEARD_CHIME: Final = "heard-chime"
_ENOUGH_SPEECH_S: Final = 2.0
_SPEAK_AT_MOST_S: Final = 10.0
_UNATTENDED_S: Final = 4.0
_FILE_AT_MOST_S: Final = 45.0
"""A longer recording is judged by this much of it; the room's 3 s and this stay within the deadline."""

_QUIET = Text("Please be quiet for a moment.")
_SPEAK = Text("Please say out loud: “Hello, this is my microphone. Can you hear me?”")
_LISTEN = Text("Now listen for a chime.")


@dataclass(frozen=True, slots=True)
class SoundReading:
    """What was measured. Levels in dBFS (full scale 1.0); None where not measured."""

    microphone: MicrophoneState
    speaker: SpeakerState
    noise_dbfs: float | None = None
    """A-weighted."""
    noise_unweighted_dbfs: float | None = None
    speech_dbfs: float | None = None
    """Active speech level (ITU-T P.56, method B), the noise's power taken off."""
    snr_db: float | None = None
    peak_dbfs: float | None = None
    clipped_percent: float | None = None
    dropout_percent: float | None = None
    bandwidth_hz: float | None = None
    speech_s: float = 0.0
    waited_s: float = 0.0
    """How long it was listened for speech."""
    asked_to_speak: bool = False
    duration_s: float = 0.0
    rate_hz: int | None = None


class SoundCheck(Check[SoundReading]):
    """Microphone and speaker."""

    id = "sound"
    title = Text("Your microphone and speaker")
    why = Text("You and your clinic must hear each other.")
    reading_type = SoundReading
    uses = frozenset({Resource.MICROPHONE, Resource.SPEAKER})
    required = True
    prompts = True
    deadline_s = 60.0
    silence_s = 12.0
    table = TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Only the person knows whether the speaker was heard."""
        del setup
        return (
            Question(
                HEARD_CHIME,
                Text("Did you hear the chime?"),
                Text("Turn the sound up and choose the right speakers or headphones."),
            ),
        )

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[SoundReading]]:
        """Room, speech, then the chime where somebody is there to hear it or a speaker was named."""
        from readiness.instruments.hearing import hear
        from readiness.instruments.portaudio import PortAudio

        portaudio = PortAudio()
        asked = setup.attended and file_source(setup.sources.microphone) is None
        heard: Heard | None = None
        for moment in hear(portaudio, setup.sources.microphone, _plan(setup), commands):
            heard = moment.heard or heard
            prompt = None
            if asked:
                prompt = _QUIET if moment.quiet else _SPEAK
            yield Sample(
                None if moment.heard is None else _reading(moment.heard, SpeakerState.NOT_TRIED, asked),
                Live(level_dbfs=moment.level_dbfs, done=moment.done, prompt=prompt),
            )
        assert heard is not None
        if commands.stopped or not (setup.attended or setup.sources.speaker is not None):
            return
        yield Sample(None, Live(done=1.0, prompt=_LISTEN if setup.attended else None))
        yield Sample(_reading(heard, _play_chime(portaudio, setup, commands), asked), Live(done=1.0))

    def judge(self, reading: SoundReading | None, setup: Setup, answers: Answers) -> Found:
        """The microphone's findings, then the speaker's; `good` only where nothing else is to be said."""
        assert reading is not None
        limits = setup.profile.limits
        names = [*_microphone_findings(reading, setup), *_speaker_findings(reading, setup, answers)] or ["good"]
        if setup.attended and answers.get(HEARD_CHIME) is Answer.YES:
            names.append("heard")
        values = {
            "speech_dbfs": reading.speech_dbfs,
            "snr_db": reading.snr_db,
            "clipped_percent": reading.clipped_percent,
            "dropout_percent": reading.dropout_percent,
            "bandwidth_hz": reading.bandwidth_hz,
            "limit_dbfs": limits.speech_dbfs_too_quiet,
        }
        return self.found(*names, values=values)


def _plan(setup: Setup) -> Plan:
    from readiness.instruments.hearing import Plan

    if file_source(setup.sources.microphone) is not None:
        return Plan(_FILE_AT_MOST_S)
    return Plan(_SPEAK_AT_MOST_S if setup.attended else _UNATTENDED_S, _ENOUGH_SPEECH_S)


def _reading(heard: Heard, speaker: SpeakerState, asked: bool) -> SoundReading:
    return SoundReading(
        microphone=heard.microphone,
        speaker=speaker,
        noise_dbfs=heard.noise_dbfs,
        noise_unweighted_dbfs=heard.noise_unweighted_dbfs,
        speech_dbfs=heard.speech_dbfs,
        snr_db=heard.snr_db,
        peak_dbfs=heard.peak_dbfs,
        clipped_percent=heard.clipped_percent,
        dropout_percent=heard.dropout_percent,
        bandwidth_hz=heard.bandwidth_hz,
        speech_s=heard.speech_s,
        waited_s=heard.waited_s,
        asked_to_speak=asked,
        duration_s=heard.duration_s,
        rate_hz=heard.rate_hz,
    )


def _play_chime(portaudio: PortAudio, setup: Setup, commands: Commands) -> SpeakerState:
    from readiness.instruments.audio import play
    from readiness.instruments.chime import chime

    state = play(portaudio, setup.sources.speaker, chime, commands)
    if setup.demo and setup.sources.speaker is None and state is not SpeakerState.PLAYED:
        return SpeakerState.NOT_TRIED  # a demonstration says nothing about the computer that it runs on
    return state


def _microphone_findings(reading: SoundReading, setup: Setup) -> list[str]:
    limits = setup.profile.limits
    match reading.microphone:
        case MicrophoneState.NO_DEVICE:
            return ["no-microphone"]
        case MicrophoneState.MISSING_PART:
            return ["missing-part"]
        case MicrophoneState.FAILED | MicrophoneState.NOTHING | MicrophoneState.STOPPED:
            return ["not-responding"]
        case MicrophoneState.ZEROS:
            return ["muted"]
        case MicrophoneState.SOUND:
            pass
    if reading.speech_dbfs is None:
        # Stopped before its time, it proves nothing against the microphone.
        asked_long = reading.asked_to_speak and reading.waited_s >= _SPEAK_AT_MOST_S - 1
        return ["silent" if asked_long else "no-speech"]
    names = []
    if reading.speech_dbfs < limits.speech_dbfs_too_quiet:
        names.append("too-quiet")
    if reading.clipped_percent is not None and reading.clipped_percent > limits.clipped_percent_warn:
        names.append("clipped")
    if reading.dropout_percent is not None and reading.dropout_percent > limits.dropout_percent_choppy:
        names.append("choppy")
    if reading.bandwidth_hz is not None and reading.bandwidth_hz < limits.bandwidth_hz_narrow:
        names.append("narrow")
    return names


def _speaker_findings(reading: SoundReading, setup: Setup, answers: Answers) -> list[str]:
    if reading.speaker is SpeakerState.NO_DEVICE:
        return ["no-speaker"]
    if not setup.attended:
        return []
    if reading.speaker is SpeakerState.MISSING_PART:
        return ["missing-part"]
    if answers.get(HEARD_CHIME) is Answer.NO:
        return ["not-heard"]
    # Yes outweighs what the driver says.
    if reading.speaker is SpeakerState.FAILED and answers.get(HEARD_CHIME) is not Answer.YES:
        return ["not-responding"]
    return []
