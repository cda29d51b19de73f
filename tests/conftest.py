"""What holds for every test: the reports of the person who runs them stay untouched; Ctrl-C reaches what they start."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Final

import pytest

# Before any test module copies the environment for the programs that it starts.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix=worker, dir=os.environ["XDG_DATA_HOME"])
else:
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="readiness-tests-")
    atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

# A shell that starts the tests in its background has them ignore SIGINT, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ALONE: Final = (
    "checks/test_internet",
    "checks/test_sound_guided.py",
    "checks/test_sound_live.py",
    "faults",
    "instruments/test_audio.py",
    "instruments/test_web_call.py",
    "leaks",
    "links",
    "probe",
    "test_runner.py",
    "test_speed_server.py",
    "wizard/test_children.py",
    "wizard/test_worker.py",
)
"""What measures sound, a network or a deadline has the machine to itself; all else may run side by side."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(ALONE):
            item.add_marker(pytest.mark.alone)
