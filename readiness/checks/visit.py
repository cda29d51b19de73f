"""For your visit: what to have ready that no computer can measure."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from readiness.core.check import Check
from readiness.core.clinic import VISIT_QUESTIONS
from readiness.core.finding import Finding, Fix, Found
from readiness.core.question import Answer, Answers, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict

QUESTIONS: Final = (
    Question(
        "questions-written",
        Text("Did you write down your questions for your care team?"),
        Text("Write down your questions for your care team."),
    ),
    Question(
        "medications-at-hand",
        Text("Do you have your medicines, or a list of them, with you?"),
        Text("Put your medicines, or a list of them, next to you."),
    ),
    Question(
        "family-invited",
        Text("Does everyone who will join you know how? They can use the link or call by phone."),
        Text("Send the link or the phone number to family or helpers who will join."),
    ),
    Question(
        "portal-account",
        Text("Can you sign in to your patient portal?"),
        Text("Set up your patient portal, or ask your clinic for help with it."),
    ),
    Question(
        "instructions-received",
        Text("Did your care team send you the steps for this visit?"),
        Text("Call your care team and ask for the steps for this visit."),
    ),
)
assert tuple(question.id for question in QUESTIONS) == VISIT_QUESTIONS

_TABLE: Final = (
    Finding(
        "visit.to-do",
        Verdict.WARN,
        Text("There is something left to do before your visit."),
        (),
        Text("The patient answered No or Not sure; the open points are the steps shown."),
    ),
    Finding(
        "visit.ready",
        Verdict.PASS,
        Text("You have all you need for your visit."),
        (),
        Text("Every question was answered with Yes."),
    ),
    Finding(
        "visit.not-asked",
        Verdict.NONE,
        Text("We have no answers about your visit."),
        tuple(Fix(question.to_do) for question in QUESTIONS[:2]),
        Text("The questions were not asked or not answered."),
    ),
)


class VisitCheck(Check[None]):
    """Only questions, each with its own to-do line; the profile may add more."""

    id: ClassVar[str] = "visit"
    title: ClassVar[Text] = Text("For your visit")
    why: ClassVar[Text] = Text("With these at hand, the time with your care team is yours.")
    table: ClassVar[tuple[Finding, ...]] = _TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Ours, then the clinic's own."""
        return QUESTIONS + tuple(
            Question(extra.id, Text(extra.asks, verbatim=True), Text(extra.to_do, verbatim=True))
            for extra in setup.profile.questions
        )

    def judge(self, reading: None, setup: Setup, answers: Answers) -> Found:
        """Every Yes is done; once one question is answered, whatever is not Yes is left to do."""
        del reading
        questions = self.questions(setup)
        if all(answers.get(question.id) is None for question in questions):
            return self.found("not-asked")
        left = tuple(Fix(q.to_do) for q in questions if answers.get(q.id) is not Answer.YES)
        if not left:
            return self.found("ready")
        return Found(replace(self.finding("to-do"), fixes=left))
