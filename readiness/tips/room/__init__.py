"""Is the room quiet and private enough?"""

from __future__ import annotations

from dataclasses import replace

from readiness.core.check import Check, Resource
from readiness.core.finding import Judgement
from readiness.core.question import Answers, Question
from readiness.core.setup import Setup, source_file_name
from readiness.core.text import Text
from readiness.instruments.sound.states import MicrophoneState
from readiness.tips.room.findings import CHOOSE_WAV, NO_RECORDING, NO_RECORDING_STAFF, PRIVATE, TABLE
from readiness.tips.room.reading import RoomReading
from readiness.tips.room.rule import finding_names, ratio_db


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
    table = TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Ask about privacy: no microphone can tell who is listening."""
        return (PRIVATE,)

    def judge(self, reading: RoomReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule, with the figures for staff."""
        assert reading is not None
        ratio = ratio_db(reading)
        values = {
            "noise_dbfs": reading.noise_dbfs,
            "ratio_db": None if ratio is None else round(ratio, 1),
            "limit_db": setup.profile.limits.snr_db_noisy,
        }
        found = self.make_judgement(*finding_names(reading, setup, answers), values=values)
        if reading.microphone is MicrophoneState.NOT_A_RECORDING and found.main.name == "error":
            main = replace(found.main, says=NO_RECORDING, fixes=(CHOOSE_WAV,), staff=NO_RECORDING_STAFF)
            return Judgement(main, found.also, {**values, "file": source_file_name(setup.sources.microphone)})
        return found
