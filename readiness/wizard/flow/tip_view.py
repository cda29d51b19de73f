"""What a tip's page shows, from what its session knows. Pure; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.core.question import Question
from readiness.core.verdict import BY_PHONE
from readiness.wizard.flow.session import Session


@dataclass(frozen=True, slots=True)
class TipView:
    """What is in sight on the page, and what can be pressed."""

    questions: tuple[Question, ...]
    unanswered: bool
    """Is one of them still open?"""
    waits: bool
    """Nothing was measured yet, and nothing is: the person says when."""
    working: bool
    """Something is measured that nothing else on the page shows."""
    busy: bool
    """A measurement is under way that ends by itself: another one cannot begin."""
    may_start: bool
    may_skip: bool
    may_try_again: bool
    is_over: bool
    """The last measurement is over."""


def view_tip(session: Session, tip: str, *, finding_shown: bool) -> TipView:
    """Describe this tip's page as it should be now."""
    state = session.tips[tip]
    runs = bool(state.run)
    measured = state.only_questions or (state.outcome is not None and not runs) or state.watching
    questions = session.questions(tip) if measured and (state.only_questions or not state.decided) else ()
    waits = not (runs or state.outcome or state.only_questions or state.decided)
    # A watched camera shows itself: once there is a finding beside it, nothing else need be said.
    working = runs and not state.leaving and not (state.watching and finding_shown)
    by_phone = state.decided == BY_PHONE  # then the way back to video is the only one
    return TipView(
        questions=questions,
        unanswered=bool(questions and session.open_questions(tip)),
        waits=waits,
        working=working,
        busy=is_busy(session, tip),
        may_start=waits and state.check.prompts,
        may_skip=not by_phone,
        may_try_again=not (state.only_questions or waits or by_phone),
        is_over=not runs and state.outcome is not None,
    )


def is_busy(session: Session, tip: str) -> bool:
    """Tell whether a measurement is under way that ends by itself."""
    return session.busy(tip) and not session.tips[tip].watching
