"""What is asked and can be said about the telephone."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix
from readiness.core.question import Question
from readiness.core.text import Text
from readiness.core.verdict import Verdict

AT_HAND: Final = Question("phone-at-hand", Text("Do you have a telephone next to you?"))


TABLE: Final = (
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
