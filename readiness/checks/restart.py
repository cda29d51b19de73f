"""A fresh start: when was the computer last restarted, and does an update wait for it?"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from readiness.core.check import Check, Commands, Sample
from readiness.core.finding import Finding, Fix, Found, Pane
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.machine import machine_for
from readiness.machine.base import System

LONGEST_BELIEVED_HOURS: Final = 5 * 365 * 24
"""Clocks that lie (an empty battery on the board) tell of decades."""
LOOK_AGAIN_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class RestartReading:
    """Hours since the system's start as the machine tells them, believable or not."""

    uptime_hours: float | None
    pending: bool | None
    system: str
    fast_startup: bool | None = None
    """Does “Shut down” keep the old session, as on most Windows computers?"""


_SAVE = Fix(Text("Save your work and close your programs."))
_BACK = Fix(Text("After the restart, come back to this check."))
_CHOOSE = Fix(Text("Choose Restart in your computer's power menu."), Pane.RESTART)
_CHOOSE_WINDOWS = Fix(Text("Choose Restart. Shut down is not the same."), Pane.RESTART)
_STEPS: Final = (_SAVE, _CHOOSE, _BACK)
_STEPS_WINDOWS: Final = (_SAVE, Fix(Text("Open the Start menu and choose Power.")), _CHOOSE_WINDOWS, _BACK)

_TABLE: Final = (
    Finding(
        "restart.pending",
        Verdict.WARN,
        Text("An update waits for you to restart."),
        _STEPS,
        Text(
            "The system has marked a restart as needed. It may start the update in the middle of the visit: "
            "let it restart the day before, with time to spare."
        ),
    ),
    Finding(
        "restart.long-ago",
        Verdict.WARN,
        Text("Your computer has been on for a long time. A restart helps video calls run well."),
        _STEPS,
        Text(
            "The last start is longer ago than the clinic's limit. On Windows “Shut down” does not count "
            "(Fast Startup keeps the old session): ask for “Restart”."
        ),
    ),
    Finding(
        "restart.unreadable",
        Verdict.UNKNOWN,
        Text("We could not see when your computer was last restarted. It is not your fault."),
        (Fix(Text("If you did not restart it today, do so before your visit."), Pane.RESTART),),
        Text("The system's start time cannot be read or makes no sense. Ask when the computer was last restarted."),
    ),
    Finding(
        "restart.recent",
        Verdict.PASS,
        Text("Your computer had a restart not long ago."),
        (),
        Text("The last start is within the clinic's limit, and no restart is known to be pending."),
    ),
)


class RestartCheck(Check[RestartReading]):
    """See the module."""

    id: ClassVar = "restart"
    title: ClassVar = Text("A fresh start")
    why: ClassVar = Text("A restart helps your computer run well.")
    table: ClassVar = _TABLE
    reading_type: ClassVar = RestartReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"system"})

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[RestartReading]]:
        """One look; while somebody watches, again and again. FactsError where recorded facts cannot be used."""
        machine = machine_for(setup.sources.facts)
        while True:
            hours = machine.uptime_hours()
            yield Sample(
                RestartReading(
                    uptime_hours=None if hours is None or not math.isfinite(hours) else round(hours, 2),
                    pending=machine.restart_pending(),
                    system=machine.system.value,
                    fast_startup=machine.fast_startup(),
                )
            )
            if not setup.watching or commands.stopped:
                return
            time.sleep(LOOK_AGAIN_S)

    def judge(self, reading: RestartReading | None, setup: Setup, answers: Answers) -> Found:
        """A pending restart needs no clock to be true."""
        del answers
        assert reading is not None
        names = []
        if reading.pending:
            names.append("pending")
        hours = reading.uptime_hours
        if hours is None or not 0 <= hours <= LONGEST_BELIEVED_HOURS:
            names.append("unreadable")
        elif hours >= setup.profile.limits.restart_hours_warn:
            names.append("long-ago")
        found = self.found(*(names or ["recent"]))
        if reading.system == System.WINDOWS and found.main.verdict is Verdict.WARN:
            return replace(found, main=replace(found.main, fixes=_STEPS_WINDOWS))
        return found
