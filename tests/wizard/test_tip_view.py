"""What a tip's page shows and lets press, state by state, without a window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readiness.core.check import Live
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.core.verdict import BY_PHONE
from readiness.probe.outcomes import Cancelled
from readiness.probe.runner import Outcome
from readiness.tips import load_check
from readiness.wizard.flow.session import Session
from readiness.wizard.flow.tip_state import TipState
from readiness.wizard.flow.tip_view import view_tip

SHOWN = ("waits", "working", "busy", "may_start", "may_skip", "may_try_again", "is_over")


def untouched(state: TipState) -> None:
    """As the page is opened for the first time."""


def running(state: TipState) -> None:
    state.run, state.live = 1, Live(done=0.5)


def watched(state: TipState) -> None:
    state.run, state.watching = 1, True


def left(state: TipState) -> None:
    state.run, state.leaving = 1, True


def over(state: TipState) -> None:
    state.outcome = Outcome(Cancelled(), 1.0)


def skipped(state: TipState) -> None:
    state.decided = "skipped"


def by_phone(state: TipState) -> None:
    state.decided = BY_PHONE


STATES: list[tuple[str, Callable[[TipState], None], bool, set[str]]] = [
    ("sound", untouched, False, {"waits", "may_start", "may_skip"}),
    ("sound", running, False, {"working", "busy", "may_skip", "may_try_again"}),
    ("sound", over, True, {"may_skip", "may_try_again", "is_over"}),
    ("sound", skipped, True, {"may_skip", "may_try_again"}),
    ("sound", by_phone, True, set()),
    ("camera", untouched, False, {"waits", "may_skip"}),
    ("camera", watched, False, {"working", "may_skip", "may_try_again"}),
    ("camera", watched, True, {"may_skip", "may_try_again"}),
    ("camera", left, False, {"may_skip", "may_try_again"}),
    ("internet", running, False, {"working", "busy", "may_skip", "may_try_again"}),
    ("internet", running, True, {"working", "busy", "may_skip", "may_try_again"}),
    ("phone", untouched, False, {"may_skip"}),
    ("phone", by_phone, True, set()),
]


@pytest.mark.parametrize(("tip", "change", "finding_shown", "shown"), STATES)
def test_a_page_shows_what_its_state_asks_for(
    tip: str, change: Callable[[TipState], None], finding_shown: bool, shown: set[str]
) -> None:
    session = Session([load_check(each) for each in TIPS], Setup(attended=True))
    change(session.tips[tip])
    view = view_tip(session, tip, finding_shown=finding_shown)
    assert {name for name in SHOWN if getattr(view, name)} == shown


def test_questions_come_with_the_page_where_there_is_nothing_to_measure_and_go_when_it_is_decided() -> None:
    session = Session([load_check(each) for each in TIPS], Setup(attended=True))
    view = view_tip(session, "phone", finding_shown=False)
    assert view.questions == session.questions("phone")
    assert view.unanswered
    session.decide("phone", "skipped")
    assert not view_tip(session, "phone", finding_shown=True).unanswered


def test_questions_wait_for_the_measurement_that_they_are_about() -> None:
    session = Session([load_check(each) for each in TIPS], Setup(attended=True))
    assert session.questions("sound")
    assert view_tip(session, "sound", finding_shown=False).questions == ()
