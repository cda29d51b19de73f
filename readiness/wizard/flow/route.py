"""Which page follows which, and what is kept for going on later. Pure questions to a session; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.core.tip_list import BY_PHONE_TIPS, TIPS
from readiness.core.verdict import BY_PHONE, Verdict
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME

# The first page needs no session; it comes once that page is there.
if TYPE_CHECKING:
    from readiness.wizard.flow.session import Session


def page_after(session: Session, place: str) -> str:
    """Find the page after this one."""
    order = [WELCOME, *session.tips, RESULT]
    at = order.index(place) if place in order else 0
    for following in order[at + 1 :]:
        if session.by_phone and following != RESULT and following not in BY_PHONE_TIPS:
            continue
        if following == RESULT or not session.short or session.open_questions(following):
            return following
        if _is_troubled(session, following):
            return following
    return RESULT


def page_before(session: Session, place: str) -> str:
    """Find the page before this one; in a short run, pages that were never seen are passed over."""
    order = [WELCOME, *session.tips, RESULT]
    at = order.index(place) if place in order else 0
    for earlier in reversed(order[:at]):
        if session.by_phone and earlier != WELCOME and not _is_for_the_phone(session, earlier):
            continue
        if earlier == WELCOME or not session.short or session.tips[earlier].visited:
            return earlier
    return WELCOME


def page_from(session: Session, tip: str) -> str:
    """Find this tip's page, or the next one where the clinic leaves it out."""
    return next((each for each in TIPS[TIPS.index(tip) :] if each in session.tips), RESULT)


def _is_troubled(session: Session, tip: str) -> bool:
    """Tell whether this tip stands in the way of the visit. Its page is where that is mended."""
    found = session.judgement_of(tip)
    return found is not None and found.main.verdict in (Verdict.FAIL, Verdict.UNKNOWN)


def _is_for_the_phone(session: Session, tip: str) -> bool:
    """Tell whether a visit by phone needs this page, or was chosen there."""
    return tip in BY_PHONE_TIPS or session.tips[tip].decided == BY_PHONE


def place_to_keep(session: Session, place: str) -> tuple[tuple[str, ...], str]:
    """Return what was done, and where to go on. Choices are not kept: the phone is asked about again, where it was."""
    done = session.done(place)
    chosen = next((tip for tip, state in session.tips.items() if state.decided == BY_PHONE), "")
    return (tuple(tip for tip in done if tip != chosen), chosen) if chosen else (done, place)


def place_of_stop(session: Session, place: str) -> tuple[tuple[str, ...], str]:
    """Return what was done and where to go on after a stop at this page; no place: there is nothing to go on with."""
    done = session.done("")
    if place in (WELCOME, PROGRESS):
        begun = any(state.visited for state in session.tips.values())
        place = next((tip for tip in session.tips if tip not in done), "") if begun else ""
    if session.by_phone:
        done, place = place_to_keep(session, place)
    return done, "" if place == RESULT else place
