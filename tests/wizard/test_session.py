"""The window's decisions, without a window: pages, states, verdicts, what is measured when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from readiness.core.check import Sample
from readiness.core.finding import Judgement
from readiness.core.question import Answer, Answers
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall, Verdict
from readiness.probe.outcomes import Cancelled, Crashed, Measured
from readiness.probe.runner import Outcome
from readiness.tips import load_check
from readiness.tips.camera import CameraCheck
from readiness.tips.restart.reading import RestartReading
from readiness.wizard.flow.debounce import Debouncer
from readiness.wizard.flow.route import page_after, page_before
from readiness.wizard.flow.session import Session
from readiness.wizard.navigation import RESULT, WELCOME, Mark, Want
from readiness.wizard.widgets.mnemonics import choose_mnemonics


@dataclass(frozen=True, slots=True)
class Seen:
    """What a camera saw: the finding's name."""

    name: str


class SimpleCamera(CameraCheck):
    """The camera's page and words, with the simplest rule there is."""

    def judge(self, reading: Any, setup: Setup, answers: Answers) -> Judgement:
        return self.make_judgement(reading.name)


GOOD, DARK = Seen("good"), Seen("dark")


@pytest.fixture
def session() -> Session:
    return Session([SimpleCamera() if tip == "camera" else load_check(tip) for tip in TIPS], Setup(attended=True))


def measure(session: Session, tip: str, reading: object, *, watching: bool = False) -> None:
    run, setup = session.begin(tip, watching=watching)
    assert session.sampled(tip, run, Sample(reading))
    assert session.ended(tip, run, Outcome(Measured(reading), 1.0), setup)


def test_pages_follow_the_tip_list_there_and_back(session: Session) -> None:
    place, seen = WELCOME, []
    while (place := page_after(session, place)) != RESULT:
        seen.append(place)
    assert tuple(seen) == TIPS
    assert page_after(session, RESULT) == RESULT
    assert page_before(session, "video-app") == WELCOME
    assert page_before(session, RESULT) == "visit"
    assert page_before(session, WELCOME) == WELCOME


def test_a_short_run_asks_only_what_is_open(session: Session) -> None:
    session.short = True
    assert page_after(session, WELCOME) == "sound"
    for question in session.open_questions("sound"):
        session.answer("sound", question.id, Answer.YES)
    assert page_after(session, WELCOME) == "room"
    session.decide("room", "skipped")
    assert page_after(session, "sound") == "phone"


def test_what_page_starts_what(session: Session) -> None:
    assert session.wants("camera") is Want.WATCH
    assert session.wants("sound") is Want.START
    assert session.wants("room") is Want.MEASURE
    assert session.wants("visit") is Want.NOTHING
    assert set(session.quiet_tips()) == {"video-app", "internet", "restart", "computer"}
    measure(session, "restart", RestartReading(2.0, False, "linux"))
    assert session.wants("restart") is Want.NOTHING
    session.tips["restart"].stale = True
    assert session.wants("restart") is Want.MEASURE


def test_room_waits_for_sound_and_is_told_of_it(session: Session) -> None:
    assert session.to_start(["room", "sound", "camera"]) == ["sound", "camera"]
    session.begin("sound")
    assert session.to_start(["room"]) == []
    session.tips["sound"].run = 0
    assert session.to_start(["room"]) == ["room"]


def test_a_camera_is_followed_live_and_kept_when_its_page_is_left(session: Session) -> None:
    run, setup = session.begin("camera", watching=True)
    assert session.mark("camera") is Mark.RUNNING
    session.sampled("camera", run, Sample(DARK))
    assert session.mark("camera") is Mark.WARN
    session.sampled("camera", run, Sample(GOOD))
    assert session.mark("camera") is Mark.PASS
    assert session.leave("camera") is True
    assert session.line("camera").verdict is Verdict.PASS
    assert session.running() == []
    assert session.wants("camera") is Want.WATCH, "it may be opened again before the old child is gone"
    session.ended("camera", run, Outcome(Measured(GOOD), 3.0), setup)
    assert session.line("camera").reading is not None


def test_looking_once_more_and_leaving_too_soon_keeps_what_was_known(session: Session) -> None:
    measure(session, "camera", GOOD, watching=True)
    run, setup = session.begin("camera", watching=True)
    session.leave("camera")
    session.ended("camera", run, Outcome(Cancelled()), setup)
    assert session.mark("camera") is Mark.PASS


def test_what_nobody_waits_for_any_more_does_not_count(session: Session) -> None:
    old, setup = session.begin("camera")
    new, _ = session.begin("camera")
    assert not session.sampled("camera", old, Sample(DARK))
    assert not session.ended("camera", old, Outcome(Crashed(11, None)), setup)
    assert session.tips["camera"].run == new
    session.decide("camera", "not-needed")
    assert not session.ended("camera", new, Outcome(Measured(GOOD)), setup)
    assert session.mark("camera") is Mark.NOT_NEEDED


def test_an_early_reading_is_told_only_where_it_is_good(session: Session) -> None:
    run, _ = session.begin("restart")
    session.sampled("restart", run, Sample(RestartReading(900.0, False, "linux")))
    assert session.judgement_of("restart") is None
    session.sampled("restart", run, Sample(RestartReading(1.0, False, "linux")))
    assert session.judgement_of("restart") is not None


def test_required_and_never_measured_is_not_ready_made(session: Session) -> None:
    seen = [session.overall]
    for tip in TIPS:
        session.decide(tip, "not-needed")
    seen.append(session.overall)
    session.decide("camera", "skipped")
    seen.append(session.overall)
    assert seen == [Overall.COULD_NOT_CHECK, Overall.READY_WITH_ADVICE, Overall.COULD_NOT_CHECK]
    assert "camera" in session.again()


def test_a_typed_number_counts_and_is_never_reported(session: Session) -> None:
    session.answer("phone", "phone-at-hand", Answer.YES)
    assert session.line("phone").found.main.name == "no-number"
    session.typed("617-555-0199")
    assert session.line("phone").found.main.name == "ready"
    assert session.report().phone is None


def test_a_judge_that_fails_is_our_fault(session: Session) -> None:
    run, setup = session.begin("camera", watching=True)
    broken = Seen("none-such")
    session.sampled("camera", run, Sample(broken))
    found = session.judgement_of("camera")
    assert found is not None
    assert found.main.code == "camera.error"
    session.ended("camera", run, Outcome(Measured(broken)), setup)
    assert session.line("camera").found.main.code == "camera.error"


def test_a_finding_does_not_flicker() -> None:
    steady: Debouncer[str] = Debouncer(0.3)
    assert steady.offer("good", "good", 0.0) == "good"
    assert steady.offer("dark", "dark", 0.1) == "good"
    assert steady.offer("good", "good", 0.2) == "good"
    assert steady.offer("dark", "dark", 0.3) == "good"
    assert steady.offer("dark", "dark", 0.65) == "dark"


def test_keys_do_not_clash() -> None:
    texts = ["Help", "Back", "Skip this step", "I don’t use sound", "Try again", "Start", "Next", "Not sure"]
    chosen = choose_mnemonics(texts)
    assert len({letter.casefold() for letter in chosen}) == len(texts)
    assert all(letter.casefold() in text.casefold() for letter, text in zip(chosen, texts, strict=True))
    assert choose_mnemonics(["a", "a"]) == ["a", ""]
