"""The commands that measure: the whole check in the terminal, and one probe by hand. Returns the contract's codes."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import replace
from pathlib import Path

from readiness.core.files import can_write
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall
from readiness.report.rendering import ENDINGS
from readiness.terminal.check import CheckRun, probe_by_hand
from readiness.terminal.console import is_terminal
from readiness.terminal.logs import configure
from readiness.terminal.parser import Exit, UsageError
from readiness.terminal.setup_options import setup_from
from readiness.terminal.signals import raise_again

VERDICT_EXIT = {
    Overall.READY: Exit.READY,
    Overall.READY_WITH_ADVICE: Exit.READY,
    Overall.NOT_READY: Exit.NOT_READY,
    Overall.COULD_NOT_CHECK: Exit.COULD_NOT_CHECK,
    Overall.BY_PHONE: Exit.NOT_READY,
}


def run_check(options: argparse.Namespace) -> int:
    """Measure, ask and judge; the exit code says how it ended. UsageError."""
    configure()
    tips = [known_tip(tip) for tip in options.tips]
    setup = setup_from(options)
    save = Path(options.save) if options.save else None
    if save is not None:
        if save.suffix.lower() not in ENDINGS:
            raise UsageError(f"The report can be saved as {', '.join(ENDINGS)}; “{save.name}” is none of these.")
        if not can_write(save):
            raise UsageError(f"The report cannot be saved as {save}. Name a file in a folder that can be written.")
    attended = not options.unattended and is_terminal(sys.stdin)
    chosen = [tip for tip in TIPS if (not tips or tip in tips) and tip not in setup.profile.tips.leave_out]
    if not chosen:
        raise UsageError("The clinic's profile leaves out every tip that was asked for.")
    run = CheckRun(chosen, replace(setup, attended=attended), demo=options.demo, as_json=options.json, save=save)
    with asyncio.Runner() as runner:
        runner.get_loop()
        raise_again()  # a check that is stopped ends its children and still reports
        return VERDICT_EXIT[runner.run(run.run())]


def run_probe(options: argparse.Namespace) -> int:
    """Measure one tip here, and print what it yields. UsageError."""
    configure()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # by hand, Ctrl-C means now, whatever a driver is doing
    return Exit.READY if asyncio.run(probe_by_hand(known_tip(options.tip), setup_from(options), options.demo)) else 3


def known_tip(tip: str) -> str:
    """Return the tip where there is one of this name. UsageError where not."""
    if tip not in TIPS:
        raise UsageError(f"There is no tip called “{tip}”. The tips are: {', '.join(TIPS)}.")
    return tip
