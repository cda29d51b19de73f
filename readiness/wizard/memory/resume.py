"""The restart that resumes: save what is done, arrange one start after it, restart, and go on where it was.

A check that is stopped in the middle leaves the same state behind, without a start being arranged.

The order makes it safe to be cut off at any point. Before the restart: first the state, then the start. After it:
first the arrangement is taken back, then the state counts this start; only then may a window open. A start by the
system that finds neither to be done any more, or cannot do either, opens nothing.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from readiness.core.tip_list import TIPS
from readiness.machine import here
from readiness.machine.base import Machine
from readiness.machine.process import is_frozen, program_command
from readiness.wizard.memory.launch import RestartReadiness, StartPlan
from readiness.wizard.memory.progress import Progress, ProgressStore

RESUME: Final = "--resume"
"""Says that the system started us, not the person."""
RESTART_TIP: Final = "restart"
STALE_AFTER_S: Final = 24 * 3600.0
"""Somebody who comes back later than this starts as always: a day later nobody remembers where they were."""
MOST_STARTS: Final = 2
"""A start that did not get as far as its window may be tried once more, by hand."""
CLOCK_SLACK_S: Final = 60.0
"""By so much a clock may be set right during a restart, both ways."""


def own_command(options: Sequence[str] = ()) -> list[str]:
    """Build the command with which the system starts this program again."""
    program = (sys.executable,) if is_frozen() else program_command()
    return [*program, *options, RESUME]


def prepare_restart(
    machine: Machine, store: ProgressStore, saved: Progress, options: Sequence[str] = ()
) -> RestartReadiness:
    """Save, then arrange one start. Without a state no start is arranged: it would not know what for."""
    if not store.write(msgspec.structs.replace(saved, restarting=True, starts=0)):
        return RestartReadiness(saved=False, arranged=False)
    return RestartReadiness(saved=True, arranged=machine.login_start().arrange(own_command(options)))


def withdraw_restart(machine: Machine, store: ProgressStore) -> None:
    """Take back what was arranged: the person goes on without a restart, and nothing may start by itself some day."""
    machine.login_start().withdraw()
    note_arrival(store)


def decide_start(
    machine: Machine, store: ProgressStore, *, by_system: bool, now_s: Callable[[], float] = time.time
) -> StartPlan:
    """Decide how this start goes, and see to it that the next one is not like it.

    The arrangement is taken back first of all. `by_system` is a start that nobody asked for just now: it opens
    a window only if it is the first one of a restart that is recorded, and only if the record says so afterwards
    or the arrangement is gone.
    """
    gone = machine.login_start().withdraw()
    saved = store.read()
    if saved is None or not saved.restarting:
        return StartPlan(opens=False) if by_system else stopped_earlier(store, now_s())
    if by_system and saved.starts:
        return StartPlan(opens=False)
    if saved.starts >= MOST_STARTS:
        store.forget()
        return StartPlan()
    counted = store.write(msgspec.structs.replace(saved, starts=saved.starts + 1))
    if by_system and not (gone or counted):
        return StartPlan(opens=False)
    since_s = now_s() - saved.at_s
    if not -CLOCK_SLACK_S <= since_s <= STALE_AFTER_S:
        store.forget()
        return StartPlan()
    restarted = has_restarted(since_s, machine.uptime_hours())
    place = after_restart(saved.done) if restarted else RESTART_TIP
    return StartPlan(place=place, done=saved.done, profile=saved.profile, restarted=restarted)


def decide_own_start(*, by_system: bool) -> StartPlan:
    """Decide it for this computer and this person's own record."""
    return decide_start(here(), ProgressStore(), by_system=by_system)


def stopped_earlier(store: ProgressStore, now_s: float) -> StartPlan:
    """Plan an ordinary start: where the check was stopped earlier today, the person may choose to go on there.

    Another day's is forgotten, and so is one that lies in the future: by then nobody remembers where they were.
    """
    saved = store.read()
    if saved is None or saved.restarting:
        return StartPlan()
    if not saved.place or saved.at_s > now_s + CLOCK_SLACK_S or _day_of(saved.at_s) != _day_of(now_s):
        store.forget()
        return StartPlan()
    return StartPlan(place=saved.place, done=saved.done, profile=saved.profile, offered=True)


def _day_of(at_s: float) -> datetime.date | None:
    """Return the day by this computer's clock; None where the number is none that a clock has shown."""
    try:
        return datetime.datetime.fromtimestamp(at_s).date()
    except (ValueError, OverflowError, OSError):
        return None


def note_arrival(store: ProgressStore) -> None:
    """Forget the restart: the window that went on from it is there, and the next start is an ordinary one."""
    saved = store.read()
    if saved is not None and saved.restarting:
        store.forget()


def has_restarted(since_s: float, uptime_hours: float | None) -> bool:
    """Tell whether the system is younger than what was saved; False if its age is unknown: the restart tip follows."""
    return uptime_hours is not None and 0 <= uptime_hours * 3600 <= since_s + CLOCK_SLACK_S


def after_restart(done: Sequence[str]) -> str:
    """Find the first tip after the restart that is not done; empty where all are."""
    following = TIPS[TIPS.index(RESTART_TIP) + 1 :]
    return next((tip for tip in following if tip not in done), "")
