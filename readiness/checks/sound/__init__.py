"""Will the clinic hear the patient, and the patient the clinic?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.sound.findings import TABLE
from readiness.checks.sound.guided import SPEAK_AT_MOST_S, guided
from readiness.checks.sound.reading import SoundReading
from readiness.checks.sound.rule import HEARD_CHIME, HEARD_SELF, found_names, mended, values
from readiness.instruments.sound_states import SpeakerState
from readiness.model import Answers, Check, Commands, Found, Question, Resource, Sample, Setup, Text

__all__ = ["HEARD_CHIME", "HEARD_SELF", "SPEAK_AT_MOST_S", "SoundCheck", "SoundReading"]

_TURN_UP: Final = Text("Turn the sound up and choose the right speakers or headphones.")
_SELF: Final = Question(HEARD_SELF, Text("Did you hear your own voice?"), _TURN_UP)
_CHIME: Final = Question(HEARD_CHIME, Text("Did you hear the chime?"), _TURN_UP)


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
        """Only the person knows what was heard."""
        del setup
        return (_SELF, _CHIME)

    def asks(self, reading: SoundReading | None, setup: Setup) -> tuple[Question, ...]:
        """Nobody is asked about what was not played."""
        del setup
        if reading is None:
            return ()
        played = reading.speaker in (SpeakerState.PLAYED, SpeakerState.FAILED)
        return (*((_SELF,) if reading.voice_played else ()), *((_CHIME,) if played else ()))

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[SoundReading]]:
        """Room, speech, the other microphones where this one is silent; then what the person is to hear."""
        yield from guided(setup, commands)

    def judge(self, reading: SoundReading | None, setup: Setup, answers: Answers) -> Found:
        """The microphone's findings, then the speaker's; `good` only where nothing else is to be said."""
        assert reading is not None
        names = found_names(reading, setup, answers)
        return mended(self.found(*names, values=values(reading, setup)), reading, setup, answers)
