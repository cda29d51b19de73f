"""For your visit: what to have ready that no computer can measure."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from readiness.core.check import Check
from readiness.core.finding import Fix, Judgement
from readiness.core.question import Answers, OptOut, OptOutKind, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.tips.visit.findings import QUESTIONS, TABLE
from readiness.tips.visit.rule import open_questions


class VisitCheck(Check[None]):
    """Only questions, each with its own to-do line; the profile may add more."""

    id: ClassVar = "visit"
    title: ClassVar = Text("For your visit")
    why: ClassVar = Text("With these at hand, the time with your care team is yours.")
    opt_out: ClassVar = OptOut(OptOutKind.WITHOUT, Text("This is not for me"))
    table: ClassVar = TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Ours, then the clinic's own."""
        return QUESTIONS + tuple(
            Question(extra.id, Text(extra.asks, verbatim=True), Text(extra.to_do, verbatim=True))
            for extra in setup.profile.questions
        )

    def judge(self, reading: None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule; what is left to do are the steps."""
        left = open_questions(self.questions(setup), answers)
        if left is None:
            return self.make_judgement("not-asked")
        if not left:
            return self.make_judgement("ready")
        return Judgement(replace(self.finding("to-do"), fixes=tuple(Fix(question.to_do) for question in left)))
