"""Children on Windows: a job ends with the program, whatever is in it and however the program ends."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

from tests.probe.test_probe import PARENT, ROOT

assert sys.platform == "win32"


def left(programs: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after two seconds."""
    return list(psutil.wait_procs(programs, timeout=2.0)[1])


@pytest.mark.parametrize("mode", ["forever", "hang-deaf", "hang-with-grandchild"])
def test_after_the_parent_was_killed_neither_child_nor_grandchild_is_left(mode: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, mode], stdout=subprocess.PIPE, cwd=ROOT) as program:
        assert program.stdout is not None
        for _ in range(4 if mode == "hang-with-grandchild" else 1):
            program.stdout.readline()
        family = psutil.Process(program.pid).children(recursive=True)
        assert len(family) >= (2 if mode == "hang-with-grandchild" else 1)
        program.kill()
        program.wait()
        program.stdout.close()
    assert left(family) == []


def test_a_program_without_streams_measures_all_the_same() -> None:
    """pythonw.exe has no stdin, stdout and stderr, as a program that was started by its icon."""
    windowed = sys.executable.replace("python.exe", "pythonw.exe")
    started = time.monotonic()
    done = subprocess.run(
        [windowed, "-m", "readiness", "check", "restart", "computer", "--unattended"], check=False, cwd=ROOT, timeout=60
    )
    assert done.returncode in (0, 1), "the verdict's, not an error's"
    assert time.monotonic() - started < 30


LEAVING = """
import sys, threading
import numpy, cv2
from readiness.machine.children import exit_at_once
threading.Thread(target=sys.stdin.buffer.readline, daemon=True).start()
threading.Thread(target=lambda: [numpy.linalg.inv(numpy.eye(300)) for _ in range(9999)], daemon=True).start()
exit_at_once(7)
"""


def test_it_leaves_with_its_own_code_whatever_its_threads_do() -> None:
    codes = set()
    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", LEAVING], stdin=subprocess.PIPE, cwd=ROOT) as program:
            codes.add(program.wait(timeout=30))
    assert codes == {7}
