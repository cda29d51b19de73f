"""`python -m tests.faults [WORD ...]`: run the faults (those whose id holds a word) and print the table."""

from __future__ import annotations

import sys

from tests.faults.run import Outcome, run_all
from tests.faults.table import FAULTS

SIDE_BY_SIDE = 4


def line(outcome: Outcome) -> str:
    """One fault's line."""
    fault = outcome.fault
    mark = "right" if outcome.right else "WRONG"
    return f"{mark}  {fault.part:9} {fault.id:28} {outcome.seconds:5.1f} s of {fault.within_s:3.0f}  {outcome.got}"


def main(words: list[str]) -> int:
    """Everything, or what was named."""
    chosen = [fault for fault in FAULTS if not words or any(word in fault.id for word in words)]

    def tell(outcome: Outcome) -> None:
        print(line(outcome), flush=True)
        for complaint in outcome.complaints:
            print(f"         {complaint}", flush=True)

    outcomes = run_all(chosen, SIDE_BY_SIDE, tell)
    right = sum(outcome.right for outcome in outcomes)
    print(f"{right} of {len(outcomes)}")
    return 0 if right == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
