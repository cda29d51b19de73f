"""Is the room quiet and private enough?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from readiness.core.check import Check, Commands, Live, Resource, Sample
from readiness.core.finding import Finding, Fix, Found
from readiness.core.question import Answer, Answers, Question
from readiness.core.setup import Setup, file_source, source_file_name
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.instruments.sound.states import MicrophoneState

if TYPE_CHECKING:
    from readiness.instruments.sound.recording import Heard

PRIVATE: Final = "private"
NOMINAL_SPEECH_DBFS: Final = -26.0
"""Speech as telephony adjusts it (the usual active level of ITU-T P.56 test material). The noise is judged against
it where nobody was heard to speak; `snr_db` stays None then, because it was not measured."""
_FILE_AT_MOST_S: Final = 45.0

_QUIET = Text("Please be quiet for a moment. We listen to your room.")
_NO_RECORDING = Text("The file {file} is not a recording that we can read. So we could not listen to your room.")
_NO_RECORDING_STAFF = Text(
    "The file given as the microphone is empty, cut short, or no WAV. It says nothing about the patient's room."
)
_CHOOSE_WAV = Fix(Text("Choose a WAV file with sound in it (8 to 96 kHz)."))
_BE_PRIVATE = Text("Find a room with a door that you can close. Headphones keep what the clinic says private.")


@dataclass(frozen=True, slots=True)
class RoomReading:
    """What was measured. Levels in dBFS (full scale 1.0); None where not measured."""

    microphone: MicrophoneState
    noise_dbfs: float | None = None
    speech_dbfs: float | None = None
    """The speech that the noise is compared with: the sound tip's, or this file's own."""
    snr_db: float | None = None
    duration_s: float = 0.0


class RoomCheck(Check[RoomReading]):
    """The room's noise, and its privacy."""

    id = "room"
    title = Text("Your room")
    why = Text("In a quiet, private room you hear each other well and nobody listens in.")
    reading_type = RoomReading
    uses = frozenset({Resource.MICROPHONE})
    after = ("sound",)
    deadline_s = 60.0
    silence_s = 12.0
    # An unheard room comes first: what it sounds like is this tip's question, privacy is added to it.
    table = (
        Finding(
            "room.error",
            Verdict.UNKNOWN,
            Text("We could not listen to your room."),
            (
                Fix(Text("If your microphone has a problem, fix that first. Then choose “Try again”.")),
                Fix(Text("Until then: choose a quiet room and turn off the TV, radio and fans.")),
            ),
            Text("The microphone gave nothing (see the sound tip), or our own code failed. Mend sound first."),
        ),
        Finding(
            "room.noisy",
            Verdict.WARN,
            Text("Your room is noisy. Your clinic may find it hard to hear you."),
            (
                Fix(Text("Turn off the TV, radio, fan or air conditioner.")),
                Fix(Text("Close the windows and the door, or go to a quieter room.")),
                Fix(Text("Headphones with a microphone help a lot.")),
            ),
            Text(
                "Speech stands {ratio_db} dB over the noise ({noise_dbfs} dBFS); {limit_db} is wanted. Ask what is "
                "running nearby. A microphone far away or a high microphone boost has the same effect."
            ),
        ),
        Finding(
            "room.not-private",
            Verdict.WARN,
            Text("Other people may be able to listen in."),
            (
                Fix(_BE_PRIVATE),
                Fix(Text("No such room? Call your clinic. They can find a way with you.")),
            ),
            Text("The patient did not say Yes to a private place. Offer another time, or headphones and chat."),
        ),
        Finding(
            "room.good",
            Verdict.PASS,
            Text("Your room is quiet enough."),
            (),
            Text("Noise {noise_dbfs} dBFS; speech stands {ratio_db} dB over it."),
        ),
        Finding(
            "room.not-asked",
            Verdict.NONE,
            Text("We have no answer yet: is your room private?"),
            (Fix(_BE_PRIVATE),),
            Text("The question about privacy has no answer."),
        ),
    )

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """No microphone can tell who is listening."""
        del setup
        return (Question(PRIVATE, Text("Are you in a quiet place where nobody can listen in?"), _BE_PRIVATE),)

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[RoomReading]]:
        """Three seconds of the room; a file whose speech nobody has measured yet is heard to its end."""
        from readiness.instruments.sound.devices.portaudio import PortAudio
        from readiness.instruments.sound.listening import Plan, hear

        source = setup.sources.microphone
        read_on = file_source(source) is not None and "sound" not in setup.known
        prompt = _QUIET if setup.attended and file_source(source) is None else None
        for moment in hear(PortAudio(), source, Plan(_FILE_AT_MOST_S if read_on else 0.0), commands):
            yield Sample(
                None if moment.heard is None else _reading(moment.heard, setup),
                Live(level_dbfs=moment.level_dbfs, done=moment.done, prompt=prompt if moment.quiet else None),
            )

    def judge(self, reading: RoomReading | None, setup: Setup, answers: Answers) -> Found:
        """The noise against the speech, and the answer.

        Not sure counts as not private: whoever is not sure may be overheard, and the advice costs nothing.
        """
        assert reading is not None
        limit = setup.profile.limits.snr_db_noisy
        ratio = _ratio_db(reading)
        if ratio is not None:
            names = ["noisy" if ratio < limit else "good"]
        else:
            names = ["good" if _gated(reading, setup) else "error"]
        match answers.get(PRIVATE):
            case Answer.NO | Answer.NOT_SURE:
                # "Quiet enough" is not the whole of this tip: it is said only where privacy is given, too.
                names = [name for name in names if name != "good"] + ["not-private"]
            case None:
                names.append("not-asked")
            case Answer.YES:
                pass
        values = {
            "noise_dbfs": reading.noise_dbfs,
            "ratio_db": None if ratio is None else round(ratio, 1),
            "limit_db": limit,
        }
        found = self.found(*names, values=values)
        if reading.microphone is MicrophoneState.NOT_A_RECORDING and found.main.name == "error":
            main = replace(found.main, says=_NO_RECORDING, fixes=(_CHOOSE_WAV,), staff=_NO_RECORDING_STAFF)
            return Found(main, found.also, {**values, "file": source_file_name(setup.sources.microphone)})
        return found


def _reading(heard: Heard, setup: Setup) -> RoomReading:
    speech = heard.speech_dbfs
    known = setup.known.get("sound", {}).get("speech_dbfs")
    if isinstance(known, int | float):
        speech = float(known)
    # Sound's level has its noise taken off already.
    snr = None if speech is None or heard.noise_dbfs is None else round(speech - heard.noise_dbfs, 1)
    return RoomReading(heard.microphone, heard.noise_dbfs, speech, snr, heard.duration_s)


def _ratio_db(reading: RoomReading) -> float | None:
    if reading.microphone is not MicrophoneState.SOUND or reading.noise_dbfs is None:
        return None
    return reading.snr_db if reading.snr_db is not None else NOMINAL_SPEECH_DBFS - reading.noise_dbfs


def _gated(reading: RoomReading, setup: Setup) -> bool:
    """Some microphones give exact zeros while nobody speaks. One that was heard to work has a quiet room then."""
    zeros = reading.microphone is MicrophoneState.ZEROS or (
        reading.microphone is MicrophoneState.SOUND and reading.noise_dbfs is None and reading.speech_dbfs is not None
    )
    return (
        zeros
        and reading.speech_dbfs is not None
        and (
            reading.microphone is MicrophoneState.SOUND
            or setup.known.get("sound", {}).get("microphone") == MicrophoneState.SOUND
        )
    )
