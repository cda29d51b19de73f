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

from tests.places import DATA
from tests.places import WINDOWS as WINDOWS_HERE

# Before any test module copies the environment for the programs that it starts.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ[DATA] = tempfile.mkdtemp(prefix=worker, dir=os.environ[DATA])
else:
    os.environ[DATA] = tempfile.mkdtemp(prefix="readiness-tests-")
    atexit.register(shutil.rmtree, os.environ[DATA], ignore_errors=True)

# A shell that starts the tests in its background has them ignore SIGINT, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ALONE: Final = (
    "tips/test_internet",
    "tips/test_sound_measure.py",
    "tips/test_sound_live.py",
    "faults",
    "instruments/sound/devices/test_microphone.py",
    "instruments/network/call/test_http_call.py",
    "leaks",
    "links",
    "probe",
    "wizard/test_children.py",
    "wizard/test_worker.py",
)
"""What measures sound, a network or a deadline has the machine to itself; all else may run side by side."""


LINUX: Final = {
    "tips/test_sound_measure.py": "speaks through a PulseAudio server",
    "tips/test_sound_live.py": "listens through a PulseAudio server",
    "faults": "breaks this computer by strace, signals, namespaces and a PulseAudio server",
    "leaks": "watches system calls by strace",
    "links": "emulates links between network namespaces",
    "machine/linux": "reads Linux's own files and devices",
    "test_run.py": "tries what runs `make test`; the Windows lab is run by another program, also on Linux",
    "wizard/test_spoken.py": "listens at AT-SPI, as screen readers on Linux do",
}
"""Files and folders about Linux alone, each with its reason. A single such test has the marker `linux(reason)`."""


WINDOWS: Final = "windows/test_"
"""Files about Windows alone: they run in the lab (tests/windows)."""


def _place(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).as_posix()


def _reason(path: Path) -> str | None:
    """Tell why the tests in this file or folder are about Linux alone; None where they are not."""
    return next((reason for place, reason in LINUX.items() if _place(path).startswith(place)), None)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what is about the other system alone: it could not even be imported."""
    elsewhere = _reason(collection_path) if WINDOWS_HERE else _place(collection_path).startswith(WINDOWS)
    return True if elsewhere else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what has the machine to itself and what is about Linux alone; on Windows leave that out."""
    for item in items:
        if _place(item.path).startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        if reason := _reason(item.path):
            item.add_marker(pytest.mark.linux(reason))
    if WINDOWS_HERE:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("linux")])
        items[:] = [item for item in items if not item.get_closest_marker("linux")]
