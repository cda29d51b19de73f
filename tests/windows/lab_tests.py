"""Runs tests in the lab, and counts what came of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Xml
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.run import MOST_AGAIN, PARTS
from tests.spoken import KEPT
from tests.windows.lab.build import ROOT
from tests.windows.lab.run import start

VOICES: Final = Path("build", "voices")
LONGEST_S: Final = 40 * 60.0
"""One part of the tests; then it hangs."""


class Part(NamedTuple):
    """How a run of tests went there."""

    told: Counter[str]
    failed: tuple[str, ...]
    """The tests that failed, as pytest names them; empty also where the run never came to its end."""


def run_tests(lab: Path) -> Counter[str]:
    """Run the tests there, in the parts in which they run here. How many passed, failed and were skipped.

    Some measure time, and a process that Wine starts takes its own: up to MOST_AGAIN that failed among others are run
    once more by themselves. Those that pass then are told by name; those that fail again have failed.
    """
    told: Counter[str] = Counter()
    for expression, more in PARTS:
        part = run_part(lab, ["-m", expression, *more, *sys.argv[2:]])
        if 0 < len(part.failed) <= MOST_AGAIN and part.told["failed"] == len(part.failed):
            again = run_part(lab, list(part.failed))
            if not again.told["failed"] and again.told["passed"] == len(part.failed):
                print(f"Failed among others, passed alone: {', '.join(part.failed)}", flush=True)
                part.told.update(again=len(part.failed), passed=len(part.failed), failed=-len(part.failed))
        told.update(part.told)
    return told


def run_part(lab: Path, words: Sequence[str]) -> Part:
    """Run these tests there."""
    with tempfile.TemporaryDirectory() as share:
        results = Path(share, "results.xml")
        options = ["-q", "-p", "no:cacheprovider", "--durations=8", r"--junitxml=Z:\share\results.xml"]
        program = start(
            lab,
            ["python", "-m", "pytest", *options, *words],
            source=ROOT,
            share=Path(share),
            environment={KEPT: "Z:\\source\\" + str(VOICES).replace("/", "\\")},
        )
        try:
            code = program.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            program.kill()
            code = program.wait()
        suite = Xml.parse(results).getroot().find("testsuite") if results.exists() else None
        if suite is None or code not in (0, 1):
            return Part(Counter(failed=1), ())  # it never came to its end
        count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        told = Counter(passed=count["tests"] - failed - count["skipped"], failed=failed, skipped=count["skipped"])
        names = [
            f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
            for case in suite.iter("testcase")
            if case.find("failure") is not None
        ]
        return Part(told, tuple(names))
