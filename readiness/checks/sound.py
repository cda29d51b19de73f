"""Will the clinic hear the patient, and the patient the clinic?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from readiness.instruments.sound_states import MicrophoneState, SpeakerState
from readiness.model import (
    Answer,
    Answers,
    Check,
    Commands,
    Finding,
    Fix,
    Found,
    Live,
    Pane,
    Question,
    Resource,
    Sample,
    Setup,
    Text,
    Verdict,
    file_source,
)

if TYPE_CHECKING:
    from readiness.instruments.hearing import Heard, Plan
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

_PLUG_IN = Fix(Text("If your microphone or headset has a plug, pull it out and push it in again."))
_SETTINGS = Fix(Text("Open the sound settings. Choose your microphone there."), Pane.SOUND)
_ALLOW = Fix(Text("Open the privacy settings. Let programs use the microphone."), Pane.MICROPHONE_PRIVACY)
_AGAIN = Fix(Text("Choose “Try again”."))
_CALL = Fix(Text("Still no luck? Call your clinic. You can also have the visit by phone."))


@dataclass(frozen=True, slots=True)
class SoundReading:
    """What was measured. Levels in dBFS (full scale 1.0); None where not measured."""

    microphone: MicrophoneState
    speaker: SpeakerState
    noise_dbfs: float | None = None
    speech_dbfs: float | None = None
    """Active speech level (ITU-T P.56, method B), the noise's power taken off."""
    snr_db: float | None = None
    peak_dbfs: float | None = None
    clipped_percent: float | None = None
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
    # First whatever keeps the clinic from hearing the patient, then the patient from hearing the clinic: both
    # end a visit. Then what we could not find out (the visit may still fail), then what only hurts.
    table = (
        Finding(
            "sound.no-microphone",
            Verdict.FAIL,
            Text("We could not find a microphone."),
            (_PLUG_IN, _SETTINGS, _AGAIN, _CALL),
            Text(
                "No input device, or none of the chosen name. Ask whether a headset is plugged in and switched on. "
                "On Linux also: is the sound server running?"
            ),
        ),
        Finding(
            "sound.muted",
            Verdict.FAIL,
            Text("Your microphone is switched off. No sound comes from it."),
            (
                Fix(Text("Look for a mute button on your headset, microphone or keyboard. Press it once.")),
                Fix(Text("Open the sound settings. Make sure the microphone is not muted."), Pane.SOUND),
                _ALLOW,
                _AGAIN,
            ),
            Text(
                "Every sample was exactly zero: a mute switch, muted in the system, or access refused "
                "(macOS gives zeros then). It is not a quiet voice."
            ),
        ),
        Finding(
            "sound.silent",
            Verdict.FAIL,
            Text("We did not hear you speak."),
            (
                Fix(Text("Move closer to the microphone.")),
                _SETTINGS,
                Fix(Text("Choose “Try again” and say the sentence out loud.")),
                _CALL,
            ),
            Text(
                "The microphone gives sound, but no speech stood out from the room. Most often another "
                "microphone is chosen than the one the patient speaks into, or its level is very low."
            ),
        ),
        Finding(
            "sound.no-speaker",
            Verdict.FAIL,
            Text("We could not find a speaker or headphones."),
            (
                Fix(Text("Plug in your speakers or headphones, or switch them on.")),
                Fix(Text("Open the sound settings. Choose your speakers or headphones there."), Pane.SOUND),
                _AGAIN,
                _CALL,
            ),
            Text("No output device, or none of the chosen name. Ask what the patient listens with."),
        ),
        Finding(
            "sound.not-heard",
            Verdict.FAIL,
            Text("You did not hear the chime."),
            (
                Fix(Text("Turn the sound up. Make sure it is not muted.")),
                Fix(Text("Open the sound settings. Choose the speakers or headphones that you use."), Pane.SOUND),
                Fix(Text("Choose “Try again” and listen for the chime.")),
                _CALL,
            ),
            Text(
                "The chime was played and the patient said No. Volume, mute, or another output than the one "
                "in use (a monitor, an unworn headset). Ask whether the patient hears other things on the computer."
            ),
        ),
        Finding(
            "sound.missing-part",
            Verdict.UNKNOWN,
            Text("This computer lacks a part that we need to test the sound. It is not your fault."),
            (
                Fix(Text("Ask your clinic or a helper to look at this.")),
                Fix(Text("Your visit may work all the same. Test the sound in the video program.")),
            ),
            Text("PortAudio is not installed. On Debian or Ubuntu: install libportaudio2, then check again."),
        ),
        Finding(
            "sound.not-responding",
            Verdict.UNKNOWN,
            Text("Your microphone or speaker did not answer. It is not your fault."),
            (
                Fix(Text("Close other programs that make video or phone calls.")),
                _PLUG_IN,
                _AGAIN,
                Fix(Text("If that does not help, restart the computer.")),
            ),
            Text(
                "The device is there, but it did not open, gave nothing, or stopped: busy in another program, "
                "unplugged in the middle, a hung driver or sound server. Ask for a restart."
            ),
        ),
        Finding(
            "sound.no-speech",
            Verdict.UNKNOWN,
            Text("The microphone works, but we heard nobody speak. So we cannot tell how you sound."),
            (Fix(Text("Check again and say a sentence out loud.")),),
            Text("Nobody was asked to speak, or not for long enough, and no speech stood out from the room."),
        ),
        Finding(
            "sound.too-quiet",
            Verdict.WARN,
            Text("Your voice is very quiet."),
            (
                Fix(Text("Move closer to the microphone.")),
                Fix(Text("Open the sound settings. Turn the microphone up."), Pane.SOUND),
                _AGAIN,
            ),
            Text(
                "Active speech level {speech_dbfs} dBFS; at least {limit_dbfs} is wanted. Input volume, "
                "distance, or the wrong microphone."
            ),
        ),
        Finding(
            "sound.clipped",
            Verdict.WARN,
            Text("Your voice is too loud for the microphone. It may sound rough."),
            (
                Fix(Text("Move a little away from the microphone.")),
                Fix(Text("Open the sound settings. Turn the microphone down."), Pane.SOUND),
                _AGAIN,
            ),
            Text("{clipped_percent} % of the samples in speech are at full scale. Lower the input volume or boost."),
        ),
        Finding(
            "sound.good",
            Verdict.PASS,
            Text("Your microphone hears you well."),
            (),
            Text("Active speech level {speech_dbfs} dBFS, signal to noise {snr_db} dB."),
        ),
        Finding(
            "sound.heard",
            Verdict.PASS,
            Text("You heard the chime, so your speaker works."),
            (),
            Text("The patient said Yes to the chime."),
        ),
    )

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
        speech_dbfs=heard.speech_dbfs,
        snr_db=heard.snr_db,
        peak_dbfs=heard.peak_dbfs,
        clipped_percent=heard.clipped_percent,
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
