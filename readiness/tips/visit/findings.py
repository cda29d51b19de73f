"""What is asked and can be said about the visit."""

from __future__ import annotations

from typing import Final

from readiness.core.clinic import VISIT_QUESTIONS
from readiness.core.finding import Finding, Fix
from readiness.core.question import Question
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


TABLE: Final = (
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
