"""What can be said about the last restart."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix, Pane
from readiness.core.text import Text
from readiness.core.verdict import Verdict

_SAVE = Fix(Text("Save your work and close your programs."))
_BACK = Fix(Text("After the restart, come back to this check."))
_CHOOSE = Fix(Text("Choose Restart in your computer's power menu."), Pane.RESTART)
_CHOOSE_WINDOWS = Fix(Text("Choose Restart. Shut down is not the same."), Pane.RESTART)
_STEPS: Final = (_SAVE, _CHOOSE, _BACK)
STEPS_WINDOWS: Final = (_SAVE, Fix(Text("Open the Start menu and choose Power.")), _CHOOSE_WINDOWS, _BACK)


TABLE: Final = (
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
