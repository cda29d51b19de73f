"""What to have ready: each question has its own to-do line."""

from __future__ import annotations

from readiness.core.clinic import ExtraQuestion, Profile
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.translation import ENGLISH
from readiness.tips.visit import VisitCheck
from readiness.tips.visit.findings import QUESTIONS

EXTRA = Setup(profile=Profile(questions=(ExtraQuestion("scale", "Is your {scale} near?", "Fetch your <b>scale</b>."),)))


def test_all_yes_is_ready() -> None:
    check = VisitCheck()
    answers = {question.id: Answer.YES for question in check.questions(Setup())}
    assert check.judge(None, Setup(), answers).main.name == "ready"
    # The clinic's own question counts, too.
    assert check.judge(None, EXTRA, answers).main.name == "to-do"
    assert check.judge(None, EXTRA, {**answers, "scale": Answer.YES}).main.name == "ready"


def test_what_is_not_yes_is_left_to_do() -> None:
    answers: dict[str, Answer | None] = {question.id: Answer.YES for question in QUESTIONS}
    answers["medications-at-hand"] = Answer.NO
    answers["portal-account"] = Answer.NOT_SURE
    answers["family-invited"] = None
    found = VisitCheck().judge(None, Setup(), answers)
    assert found.main.name == "to-do"
    by_id = {question.id: question.to_do for question in QUESTIONS}
    expected = [by_id["medications-at-hand"], by_id["family-invited"], by_id["portal-account"]]
    assert [fix.says for fix in found.main.fixes] == expected


def test_nothing_answered_is_not_asked() -> None:
    assert VisitCheck().judge(None, Setup(), {}).main.name == "not-asked"


def test_the_clinics_words_are_said_as_they_are() -> None:
    question = VisitCheck().questions(EXTRA)[-1]
    assert ENGLISH.say(question.says, {"scale": "x"}) == "Is your {scale} near?"
    assert ENGLISH.say(question.to_do) == "Fetch your <b>scale</b>."
