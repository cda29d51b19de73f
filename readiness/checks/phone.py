"""A telephone to fall back on: is there a number to call, and a telephone to call it with?"""

from __future__ import annotations

from typing import ClassVar, Final

from readiness.core.check import Check
from readiness.core.finding import Finding, Fix, Found
from readiness.core.question import Answer, Answers, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.profile.phone_numbers import read_number

AT_HAND: Final = Question("phone-at-hand", Text("Do you have a telephone next to you?"))

_TABLE: Final = (
    Finding(
        "phone.invalid-number",
        Verdict.WARN,
        Text("The number you typed cannot be called."),
        (
            Fix(Text("Look at your visit letter or message for your clinic's number.")),
            Fix(Text("Type it again with the area code.")),
        ),
        Text("The typed number is not valid in the profile's region. Give the patient the number to call."),
    ),
    Finding(
        "phone.no-number",
        Verdict.WARN,
        Text("We do not know your clinic's telephone number."),
        (
            Fix(Text("Find the number in your visit letter or message.")),
            Fix(Text("Write it down and keep it next to you.")),
        ),
        Text("No fallback number in the profile, and none typed. Give the patient the number to call."),
    ),
    Finding(
        "phone.not-at-hand",
        Verdict.WARN,
        Text("Keep a telephone next to you during the visit."),
        (
            Fix(Text("Put your telephone where you can reach it.")),
            Fix(Text("Charge it before your visit.")),
        ),
        Text("No telephone at hand. Without one, a dropped video call cannot go on by phone."),
    ),
    Finding(
        "phone.ready",
        Verdict.PASS,
        Text("You have a telephone and a number to call."),
        (),
        Text("A number is known and a telephone is at hand."),
    ),
    Finding(
        "phone.not-asked",
        Verdict.NONE,
        Text("We have no answer about your telephone."),
        (Fix(Text("Keep a telephone and your clinic's number next to you during the visit.")),),
        Text("The question was not asked or not answered."),
    ),
)


class PhoneCheck(Check[None]):
    """Only questions: the number from the profile or typed by the patient, and a telephone at hand."""

    id: ClassVar[str] = "phone"
    title: ClassVar[Text] = Text("Your telephone")
    why: ClassVar[Text] = Text("If the video stops, you can go on by phone.")
    table: ClassVar[tuple[Finding, ...]] = _TABLE

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """Is a telephone at hand?"""
        return (AT_HAND,)

    def judge(self, reading: None, setup: Setup, answers: Answers) -> Found:
        """A number that can be called and a telephone at hand; anything else has its own advice."""
        del reading
        if not setup.attended:
            return self.found("not-asked")
        names = []
        clinic = setup.profile.clinic
        if setup.typed_phone and read_number(setup.typed_phone, clinic.region) is None:
            names.append("invalid-number")
        elif not (setup.typed_phone or clinic.visit_phone):
            names.append("no-number")
        answer = answers.get(AT_HAND.id)
        if answer in (Answer.NO, Answer.NOT_SURE):
            names.append("not-at-hand")
        elif answer is None:
            names.append("not-asked")
        return self.found(*names or ["ready"])
