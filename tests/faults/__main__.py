"""`python -m tests.faults [WORD ...]`: run the faults (those whose id holds a word) and print the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.faults.fault import Fault
from tests.faults.in_window import run_in_window
from tests.faults.kills import MOMENTS, kill_at_random
from tests.faults.page import write
from tests.faults.run import Outcome, run, run_all
from tests.faults.table import FAULTS

SIDE_BY_SIDE: Final = 3
PAGE: Final = Path("build/faults.html")


def line(outcome: Outcome, where: str = "") -> str:
    """One fault's line."""
    fault = outcome.fault
    mark = "right" if outcome.right else "WRONG"
    name = f"{fault.id}{where}"
    return f"{mark}  {fault.part:9} {name:36} {outcome.seconds:5.1f} s of {fault.within_s:3.0f}  {outcome.got}"


def _run(title: str, faults: Sequence[Fault], one: Callable[[Fault], Outcome], where: str = "") -> list[Outcome]:
    if faults:
        print(f"\n{title}", flush=True)

    def tell(outcome: Outcome) -> None:
        print(line(outcome, where), flush=True)
        for complaint in outcome.complaints:
            print(f"         {complaint}", flush=True)

    return run_all(faults, SIDE_BY_SIDE, tell, one)


def main(words: list[str]) -> int:
    """Everything, or what was named."""
    chosen = [fault for fault in FAULTS if not words or any(word in fault.id for word in words)]
    outcomes = _run("Through the command line", chosen, run)
    windows = _run("In the window", [fault for fault in chosen if fault.window], run_in_window, " (window)")
    right, whole = sum(outcome.right for outcome in (*outcomes, *windows)), len(outcomes) + len(windows)
    if not words:
        print(f"\nKilled at {MOMENTS} random moments", flush=True)
        wrong = kill_at_random(MOMENTS, SIDE_BY_SIDE, lambda told: print(told, flush=True))
        right, whole = right + (not wrong), whole + 1
        write(PAGE, outcomes, windows)
        print(f"\nWhat each patient would read: {PAGE}")
    print(f"{right} of {whole}")
    return 0 if right == whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
