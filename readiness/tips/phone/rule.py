"""What a number and an answer mean."""

from __future__ import annotations

from readiness.core.question import Answer, Answers
from readiness.core.setup import Setup
from readiness.profile.phone_numbers import read_number
from readiness.tips.phone.findings import AT_HAND


def finding_names(setup: Setup, answers: Answers) -> list[str]:
    """Ask for a number that can be called and a telephone at hand; anything else has its own advice."""
    if not setup.attended:
        return ["not-asked"]
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
    return names or ["ready"]
