"""The same faults as a patient meets them in the window."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from tests.faults.fault import SLACK_S, Fault
from tests.faults.run import GIVE_UP_S, Outcome, options
from tests.faults.running import Running
from tests.faults.scene import PYTHON, scene

OPENS_S: Final = 4.0
"""The window's own start, and its way to the page and to its end, on a machine that does other things, too."""
CLOSES_S: Final = 4.0
STANDS_STILL_S: Final = 3.0
"""A window that does not answer for this long hangs, whatever the machine is doing."""


def run_in_window(fault: Fault) -> Outcome:
    """Run it in a window of its own."""
    began = time.monotonic()
    try:
        with scene() as made:
            fault.stage(made)
            made.environment["QT_QPA_PLATFORM"] = "offscreen"
            tip, *made.arguments = made.arguments[1:]
            words = [PYTHON, "-m", "tests.faults.window", tip, fault.finds[0], str(fault.within_s + SLACK_S)]
            words += options(made)
            program = Running(made, words)
            if made.meanwhile is not None:
                made.meanwhile(program)
            ended = program.end(fault.within_s + SLACK_S + OPENS_S + GIVE_UP_S, 0.3)
            told = ended.report
            if told is None:
                return Outcome(fault, ended.seconds, (f"the window broke: {ended.errors[-2000:]}",))
            complaints = list(_complaints(fault, told, midway=made.meanwhile is not None))
            if ended.left:
                complaints.append(f"{len(ended.left)} processes left")
            return Outcome(fault, told["seconds"], tuple(complaints), tuple(told["says"]), ", ".join(told["seen"]))
    except Exception as error:  # the stage itself broke: told as such, and the others go on
        return Outcome(fault, time.monotonic() - began, (f"the stage failed: {type(error).__name__}: {error}",))


def _complaints(fault: Fault, told: dict[str, Any], *, midway: bool) -> Iterator[str]:
    seen: list[str] = told["seen"]
    if seen[-1:] != [fault.finds[0]]:
        yield f"saw {', '.join(seen) or 'nothing'}, not {fault.finds[0]}"
    # What goes wrong in the middle may have been good before.
    if not midway and any(each.endswith((".good", ".installed")) for each in seen):
        yield f"FALSE PASS on the way: {', '.join(seen)}"
    if not told["says"]:
        yield "a finding without a sentence"
    if not told["number"]:
        yield "the number to call is not in sight"
    if told["left"]:
        yield f"{told['left']} children left when the window had closed"
    if told["closed_s"] > CLOSES_S:
        yield f"closing took {told['closed_s']:.1f} s"
    if told["worst_s"] > STANDS_STILL_S:
        yield f"the window stood still for {told['worst_s']:.1f} s"
