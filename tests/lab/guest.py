"""What the lab's scripts share: run the program, look at its finding, say PASS or FAIL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BUILT = Path("/opt/Readiness/readiness")
"""Copied onto the guest's own disk by run.sh: the shared folder is slow enough to make a probe late."""
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "LC_ALL": "C.UTF-8"}


def sh(command: str) -> None:
    """A set-up command; its failure is the lab's, not the program's."""
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)


def start(*arguments: str) -> subprocess.Popen[str]:
    """The program as support staff start it: the built one where the run brought it along."""
    program = [str(BUILT)] if BUILT.exists() else [sys.executable, "-m", "readiness"]
    command = [*program, "check", *arguments, "--unattended", "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=ENV)


def wait_for(program: subprocess.Popen[str], progress: str) -> None:
    """Until the program says this on stderr: software emulation has its own idea of a second."""
    assert program.stderr is not None
    said = ""
    while progress not in (line := program.stderr.readline()):
        said += line
        if not line:
            raise RuntimeError(f"the program ended before it said “{progress}”: {said}")


def finish(program: subprocess.Popen[str]) -> dict[str, dict[str, Any]]:
    """Its tips by id, its exit code as "exit"."""
    out, errors = program.communicate(timeout=120)
    if "Traceback" in errors or not out:
        print(errors)
    tips = {tip["id"]: tip for tip in json.loads(out)["tips"]}
    tips["exit"] = {"code": program.returncode}
    return tips


class Tally:
    """Counts what held."""

    def __init__(self) -> None:
        self.failed = 0

    def expect(self, what: str, got: object, *expected: object, note: object = "") -> None:
        held = got in expected
        self.failed += not held
        print(
            f"{'PASS' if held else 'FAIL'}  {what}: {got}{'' if held else f' (expected {expected})'}  {note}",
            flush=True,
        )

    def exit(self) -> None:
        left = subprocess.run(
            ["pgrep", "-f", "readiness.* probe "], capture_output=True, encoding="utf-8", check=False
        ).stdout
        self.expect("processes left behind", left.split(), [])
        print(f"{self.failed} failed")
        sys.exit(1 if self.failed else 0)
