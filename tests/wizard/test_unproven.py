"""What was broken off, left open or chosen anew is never called good, and never a dead end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from readiness.core.check import Sample
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall, Verdict
from readiness.instruments.sound.states import SpeakerState
from readiness.probe.outcomes import Cancelled, Measured
from readiness.probe.runner import Outcome
from readiness.report.phrases import LEFT_OUT, choose_headline, main_step
from readiness.tips import load_check
from readiness.wizard.flow.session import Session
from readiness.wizard.navigation import Mark, Want
from tests.tips.test_sound import GOOD as HEARD
from tests.wizard.conftest import Open
from tests.wizard.driver import demonstration, probes
from tests.wizard.test_session import DARK, SimpleCamera, measure
from tests.wizard.test_session import GOOD as SEEN


@pytest.fixture
def session() -> Session:
    return Session([SimpleCamera() if tip == "camera" else load_check(tip) for tip in TIPS], Setup(attended=True))


PLAYED = replace(HEARD, voice_played=True)


@pytest.mark.parametrize(
    ("reading", "answers", "verdict"),
    [
        (PLAYED, {}, Verdict.UNKNOWN),
        (PLAYED, {"headphones": Answer.YES}, Verdict.UNKNOWN),
        (PLAYED, {"heard-chime": Answer.NOT_SURE}, Verdict.UNKNOWN),
        (PLAYED, {"heard-chime": Answer.NOT_SURE, "heard-yourself": Answer.YES}, Verdict.PASS),
        (PLAYED, {"heard-chime": Answer.YES}, Verdict.PASS),
        (PLAYED, {"heard-chime": Answer.NO}, Verdict.FAIL),
        (replace(PLAYED, chime_found=True), {}, Verdict.PASS),
        (replace(HEARD, speaker=SpeakerState.NOT_TRIED), {}, Verdict.UNKNOWN),
    ],
)
def test_sound_is_good_in_the_result_only_where_something_was_heard(
    session: Session, reading: object, answers: dict[str, Answer], verdict: Verdict
) -> None:
    measure(session, "sound", reading)
    for question, answer in answers.items():
        session.answer("sound", question, answer)
    assert session.line("sound").verdict is verdict
    if not answers:
        assert session.judgement_of("sound") is not None
        assert "cancelled" not in session.judgement_of("sound").main.code, "its page still asks"  # type: ignore[union-attr]


def test_advice_about_the_microphone_stays_beside_what_is_open(session: Session) -> None:
    measure(session, "sound", replace(PLAYED, speech_dbfs=-50.0))
    found = session.line("sound").found
    assert (found.main.name, [each.name for each in found.also]) == ("cancelled", ["too-quiet"])


def test_nobody_is_asked_for_proof_where_nobody_is(session: Session) -> None:
    session.setup = Setup(attended=False)
    run, setup = session.begin("sound")
    session.ended("sound", run, Outcome(Measured(replace(HEARD, speaker=SpeakerState.NOT_TRIED))), setup)
    assert session.line("sound").verdict is Verdict.PASS


def test_a_sound_test_that_is_broken_off_counts_for_nothing(session: Session) -> None:
    measure(session, "sound", PLAYED)
    session.answer("sound", "heard-chime", Answer.YES)
    assert session.line("sound").verdict is Verdict.PASS
    run, setup = session.begin("sound")
    session.sampled("sound", run, Sample(replace(HEARD, speaker=SpeakerState.NOT_TRIED)))
    assert session.leave("sound") is False
    assert session.line("sound").found.main.name == "cancelled"
    session.decide("sound", "skipped")
    assert not session.ended("sound", run, Outcome(Cancelled()), setup)
    assert session.line("sound").found.main.name == "skipped"
    assert session.mark("sound") is Mark.SKIPPED


def test_another_camera_that_was_left_too_soon_does_not_inherit_the_first_ones_picture(session: Session) -> None:
    measure(session, "camera", SEEN, watching=True)
    session.tips["camera"].stale = True  # another one is chosen
    for _ in range(2):  # and looked at twice, too shortly to be seen
        run, setup = session.begin("camera", watching=True)
        session.leave("camera")
        assert session.ended("camera", run, Outcome(Cancelled()), setup)
        assert session.outdated() == ["camera"]
    measure(session, "camera", DARK, watching=True)
    assert session.outdated() == []


def test_what_was_skipped_is_not_measured_again_behind_ones_back(session: Session) -> None:
    measure(session, "camera", SEEN)
    session.tips["camera"].stale = True
    session.decide("camera", "not-needed")
    assert session.outdated() == []


def test_one_that_is_being_ended_may_start_anew(session: Session) -> None:
    session.begin("camera")
    assert session.to_start(["camera"]) == []
    session.leave("camera")
    assert not session.busy("camera")
    assert session.to_start(["camera"]) == ["camera"]
    assert session.wants("camera") is Want.WATCH


def test_what_a_visit_needs_and_was_left_out_is_named(session: Session) -> None:
    for tip in ("camera", "phone"):
        session.decide(tip, "skipped")
    report = session.report()
    assert report.overall is Overall.COULD_NOT_CHECK
    skipped = [line.tip for line in main_step(report) if line.found.main.name == "skipped"]
    assert "camera" in skipped
    assert "phone" not in skipped
    assert choose_headline(report) == (LEFT_OUT[0], (LEFT_OUT[1],)), "nothing went wrong: nothing to excuse"


@pytest.mark.parametrize("tip", ["phone", "visit"])
def test_a_skipped_page_of_questions_can_still_be_answered(opened: Open, tip: str) -> None:
    driver = opened()
    driver.window.controller.go(tip)
    driver.click("Skip this step")
    assert driver.place != tip
    driver.window.controller.go(tip)
    assert driver.tip.questions.isVisible()
    question = driver.window.controller.session.questions(tip)[0].id
    driver.window.controller.answer(tip, question, Answer.YES)
    assert driver.window.controller.session.mark(tip) is not Mark.SKIPPED


def test_a_camera_allowed_after_its_page_was_left_is_not_opened(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr("readiness.wizard.system.permission.ask_first", lambda _, __, go_on: waiting.append(go_on))
    driver = opened(replace(demonstration(), demo=False), camera="no-such-camera")
    controller = driver.window.controller
    controller.go("camera")
    assert len(waiting) == 1
    controller.go("phone")
    waiting.pop()()
    assert not controller.session.tips["camera"].run, "nobody waits for a child that never began"
    assert probes("camera") == []
