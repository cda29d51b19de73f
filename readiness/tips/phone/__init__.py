"""A telephone to fall back on: is there a number to call, and a telephone to call it with?"""

from __future__ import annotations

from typing import ClassVar

from readiness.core.check import Check
from readiness.core.finding import Judgement
from readiness.core.question import Answers, OptOut, OptOutKind, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.tips.phone.findings import AT_HAND, TABLE
from readiness.tips.phone.rule import finding_names


class PhoneCheck(Check[None]):
    """Only questions: the number from the profile or typed by the patient, and a telephone at hand."""

    id: ClassVar = "phone"
    title: ClassVar = Text("Your telephone")
    why: ClassVar = Text("If the video stops, you can go on by phone.")
    opt_out: ClassVar = OptOut(OptOutKind.WITHOUT, Text("I don’t use a phone"))
    table: ClassVar = TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Ask whether a telephone is at hand."""
        return (AT_HAND,)

    def judge(self, reading: None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule."""
        return self.make_judgement(*finding_names(setup, answers))
