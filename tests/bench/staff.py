"""How long staff wait: a code explained, ten thousand reports counted. `python -m tests.bench.staff`.

Ends with 1 where it takes longer than promised. A code is compared with a bare interpreter's start in the same run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from readiness.core.tip_list import TIPS
from readiness.tips import load_check
from tests.reports import line, saved

CODE = "2XT4-KKGX-WCH0-0GX0"
BEYOND_START_S = 0.150
REPORTS = 10_000
WITHIN_S = 10.0


def took_s(*command: str) -> float:
    """One run of this interpreter."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env={**os.environ})
    return time.perf_counter() - started


def main() -> int:
    """Measure and print; the exit code."""
    pairs = [(took_s("-c", "pass"), took_s("-m", "readiness", "support", CODE)) for _ in range(15)]
    bare, code = (statistics.median(column) for column in zip(*pairs, strict=True))
    beyond = statistics.median(long - short for short, long in pairs)
    print(f"a code explained: {code * 1000:.0f} ms, {beyond * 1000:.0f} ms beyond a bare start's {bare * 1000:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        for at in range(REPORTS):
            tip = TIPS[at % len(TIPS)]
            findings = load_check(tip).findings()
            if at < 200:  # the files are what counts, not how many kinds
                made = saved(line(tip, findings[at % len(findings)].name))
            Path(folder, f"{at:05}.json").write_text(json.dumps(made), encoding="utf-8")
        counting = took_s("-m", "readiness", "support", folder, "--csv", "-")
    print(f"{REPORTS} reports counted: {counting:.1f} s")
    return int(beyond > BEYOND_START_S or counting > WITHIN_S)


if __name__ == "__main__":
    sys.exit(main())
