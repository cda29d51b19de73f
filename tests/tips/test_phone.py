"""A number to fall back on, a telephone at hand."""

from __future__ import annotations

import pytest

from readiness.core.clinic import Clinic, Profile
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.tips.phone import PhoneCheck

NUMBER = Profile(clinic=Clinic(visit_phone="617-555-0142"))
Y, N, Q = Answer.YES, Answer.NO, Answer.NOT_SURE


@pytest.mark.parametrize(
    ("profile", "typed", "at_hand", "expected"),
    [
        (NUMBER, "", Y, ["ready"]),
        (NUMBER, "", N, ["not-at-hand"]),
        (NUMBER, "", Q, ["not-at-hand"]),
        (NUMBER, "", None, ["not-asked"]),
        (Profile(), "", Y, ["no-number"]),
        (Profile(), "", N, ["no-number", "not-at-hand"]),
        (Profile(), "", None, ["no-number", "not-asked"]),
        (Profile(), "617 555 0142", Y, ["ready"]),
        (Profile(), "12", Y, ["invalid-number"]),
        (Profile(), "my daughter", N, ["invalid-number", "not-at-hand"]),
        (Profile(clinic=Clinic(region="GB")), "020 7946 0958", Y, ["ready"]),
        (Profile(), "020 7946 0958", Y, ["invalid-number"]),
    ],
)
def test_a_number_and_a_telephone(profile: Profile, typed: str, at_hand: Answer | None, expected: list[str]) -> None:
    setup = Setup(profile=profile, typed_phone=typed, attended=True)
    found = PhoneCheck().judge(None, setup, {"phone-at-hand": at_hand})
    assert [f.name for f in (found.main, *found.also)] == expected


def test_nobody_there_to_ask_is_not_a_fault() -> None:
    assert PhoneCheck().judge(None, Setup(profile=Profile()), {}).main.name == "not-asked"
