"""One start after a restart, in the registry as it is: RunOnce written, read and removed."""

from __future__ import annotations

import subprocess
import sys
import time
import winreg
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.machine import here
from readiness.machine.windows.autostart import LONGEST_RUN_ONCE
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.resume import decide_start, own_command, prepare_restart, withdraw_restart
from tests.places import DATA, OWN
from tests.terminal.test_main import readiness

assert sys.platform == "win32"

KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"


def arranged() -> str | None:
    """The command that Windows would start, straight from the registry."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
            value, kind = winreg.QueryValueEx(key, "ReadinessResume")
    except FileNotFoundError:
        return None
    assert kind == winreg.REG_SZ
    return str(value)


@pytest.fixture(autouse=True)
def nothing_arranged() -> Iterator[None]:
    here().login_start().withdraw()
    yield
    here().login_start().withdraw()


def test_it_is_written_found_and_taken_back() -> None:
    start = here().login_start()
    assert not start.arranged and start.withdraw()
    command = [r"C:\Program Files\Readiness\readiness-window.exe", "--profile", r"C:\Données\clínica.toml", "--resume"]
    assert start.arrange(command)
    assert start.arranged and arranged() == subprocess.list2cmdline(command)
    assert start.arrange(["other.exe", "--resume"]) and arranged() == "other.exe --resume"
    assert start.withdraw() and not start.arranged and arranged() is None
    assert not start.arrange(["x" * LONGEST_RUN_ONCE, "--resume"]), "Windows would pass it over in silence"


def test_what_windows_starts_goes_on_where_it_was(tmp_path: Path) -> None:
    machine, store = here(), ProgressStore(tmp_path)
    prepared = prepare_restart(
        machine, store, Progress(done=("video-app", "internet"), place="restart", at_s=time.time())
    )
    assert (prepared.saved, prepared.arranged) == (True, True)
    assert arranged() == subprocess.list2cmdline(own_command())
    beginning = decide_start(machine, store, by_system=True)
    assert beginning.opens and beginning.done == ("video-app", "internet")
    assert arranged() is None, "it never starts by itself twice"
    assert not decide_start(machine, store, by_system=True).opens
    withdraw_restart(machine, store)
    assert store.read() is None


def test_started_by_windows_with_nothing_to_go_on_from_no_window_opens(tmp_path: Path) -> None:
    """The whole program: what was arranged is taken back even so."""
    assert here().login_start().arrange(own_command())
    done = readiness("--resume", env={DATA: str(tmp_path)}, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert arranged() is None
    assert not (tmp_path / OWN / "progress.json").exists()
