"""Will the clinic hear the patient, and the patient the clinic?"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from readiness.core.check import Check, Resource
from readiness.core.finding import Judgement
from readiness.core.question import Answers, OptOut, OptOutKind, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.instruments.sound.states import SpeakerState
from readiness.tips.sound.findings import FORBIDDEN_IN, TABLE
from readiness.tips.sound.headsets import like_headphones
from readiness.tips.sound.reading import SoundReading
from readiness.tips.sound.rule import (
    HEADPHONES,
    HEARD_CHIME,
    HEARD_SELF,
    finding_names,
    finding_values,
    is_sound_proven,
    with_best_fix,
)

_TURN_UP: Final = Text("Turn the sound up and choose the right speakers or headphones.")
_SELF: Final = Question(HEARD_SELF, Text("Did you hear your own voice?"), _TURN_UP)
_CHIME: Final = Question(HEARD_CHIME, Text("Did you hear the chime?"), _TURN_UP)
_WEAR: Final = Text(
    "Headphones with a microphone work best. You hear your care team better, and others in the room do not hear them."
)
_HEADPHONES: Final = Question(HEADPHONES, Text("Will you use headphones or a headset for your visit?"), _WEAR)
_SOUNDS_LIKE: Final = Text("Your sound goes to “{name}”. Will you wear these headphones for your visit?")


class SoundCheck(Check[SoundReading]):
    """Microphone and speaker."""

    id = "sound"
    title = Text("Your microphone and speaker")
    why = Text("You and your clinic must hear each other.")
    opt_out = OptOut(
        OptOutKind.WITHOUT,
        Text("I don’t use sound"),
        Text("Will you speak and listen on a telephone during the video visit?"),
        Text("Then you need sound here. Or have your whole visit by phone: call your clinic."),
    )
    reading_type = SoundReading
    uses = frozenset({Resource.MICROPHONE, Resource.SPEAKER})
    prompts = True
    deadline_s = 60.0
    silence_s = 12.0
    table = TABLE
    variants: ClassVar = {("blocked", "forbidden_in"): FORBIDDEN_IN}
    reported_words = frozenset({"forbidden_in"})

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Ask what only the person knows, such as what was heard."""
        return (_SELF, _CHIME, _HEADPHONES)

    def asks(self, reading: SoundReading | None, setup: Setup) -> tuple[Question, ...]:
        """Leave out questions about what was not played."""
        if reading is None:
            return ()
        played = reading.speaker in (SpeakerState.PLAYED, SpeakerState.FAILED, SpeakerState.WRITTEN)
        if not played:
            return ()
        # A hint, for the screen alone: many a headset calls itself speakers, in its form or in its name.
        named = reading.headset or like_headphones(reading.speaker_name)
        worn = replace(_HEADPHONES, says=_SOUNDS_LIKE.having({"name": reading.speaker_name})) if named else _HEADPHONES
        return (*((_SELF,) if reading.voice_played else ()), _CHIME, worn)

    def judge(self, reading: SoundReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge the microphone, then the speaker; `good` only where nothing else is to be said."""
        assert reading is not None
        names = finding_names(reading, setup, answers)
        found = self.make_judgement(*names, values=finding_values(reading, setup))
        found = replace(found, main=self.put_finding(found.main, {"forbidden_in": reading.forbidden_in}))
        return with_best_fix(found, reading, setup, answers)

    def proven(self, found: Judgement, reading: SoundReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Withhold a pass as long as nobody has said that they heard anything and no microphone has heard it."""
        if (
            found.main.verdict not in (Verdict.PASS, Verdict.WARN)
            or reading is None
            or is_sound_proven(reading, setup, answers)
        ):
            return found
        others = [each.name for each in (found.main, *found.also) if each.name != "good"]
        return self.make_judgement("cancelled", *others, values=found.values)
