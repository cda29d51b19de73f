"""An engineer's system check, through the real command line on whatever computer this is."""

from __future__ import annotations

import getpass
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from readiness.machine.folders import data_folder, home_folder
from readiness.support.system_check import Fact, judge, read_system_check
from readiness.support.system_facts import STEPS, do_step, keep_figures
from tests.terminal.test_main import NO_SCREEN, ROOT, readiness


def own_places(tmp_path: Path) -> dict[str, str]:
    """Where the program keeps its things, in a folder of the test's own."""
    return {name: str(tmp_path / "own") for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")}


@pytest.mark.alone
def test_all_steps_into_one_file_without_a_name_and_back(tmp_path: Path) -> None:
    """Whatever this computer lacks: every step is done, none raises, and nothing of it stays."""
    saved = tmp_path / "check.json"
    done = readiness("support", "--system-check", str(saved), env=own_places(tmp_path))
    assert done.returncode == 0, done.stderr
    content = saved.read_bytes()
    checked = read_system_check(content, "check.json")
    assert checked is not None
    assert {step.id: step.error for step in checked.steps} == dict.fromkeys(STEPS, "")
    told = judge(checked)
    assert told["processes"] == told["saving"] == []
    names = {getpass.getuser(), platform.node(), str(home_folder()), str(tmp_path)} - {"", "root"}
    assert not [name for name in names if name in content.decode()]
    left = [path for path in (tmp_path / "own").rglob("*") if path.is_file()]
    assert left == [], "no report, and nothing that was written to try"
    again = readiness("support", str(saved))
    assert (again.returncode, again.stdout) == (0, done.stdout)


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    done = readiness("support", "--system-check", str(tmp_path / "no" / "check.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be saved as" in done.stderr


def test_it_stands_alone() -> None:
    done = readiness("support", "--system-check", "check.json", "report.json")
    assert done.returncode == 2
    assert "takes one file name" in done.stderr


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "check.json").write_text('{"system_check": 1, "steps": 7}', encoding="utf-8")
    done = readiness("support", str(tmp_path / "check.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "damaged" in done.stderr


def test_of_a_reading_no_name_is_kept() -> None:
    reading = {
        "state": "showing",
        "width": 1280,
        "used_by": ["Pat's Zoom"],
        "virtual_by": "OBS",
        "fps": None,
        "ok": True,
    }
    assert keep_figures(reading) == {"state": "showing", "width": 1280, "ok": True}


def test_a_word_that_no_reader_would_take_is_not_written() -> None:
    said: dict[str, Fact] = {"zoom": "v" * 99, "edge": "١٢", "webex": "45.1", "found": 3}
    step = do_step("programs", lambda machine: said, None)  # type: ignore[arg-type]
    assert step.facts == {"zoom": "unusual", "edge": "unusual", "webex": "45.1", "found": 3}


def test_another_file_is_not_written_over(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text('{"schema": 1}', encoding="utf-8")
    done = readiness("support", "--system-check", str(report))
    assert (done.returncode, done.stdout) == (2, "")
    assert "already exists and is not a system check. Choose another file name." in done.stderr
    assert report.read_text(encoding="utf-8") == '{"schema": 1}'


@pytest.mark.linux("Ctrl-C by a signal")
@pytest.mark.alone
@pytest.mark.parametrize("step", ["camera", "sound"])
def test_ctrl_c_leaves_no_child_and_no_file(step: str, tmp_path: Path) -> None:
    """In the middle of a measurement."""
    saved = tmp_path / "check.json"
    environment = {**NO_SCREEN, **own_places(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "readiness", "support", "--system-check", str(saved)]
    with subprocess.Popen(
        command, encoding="utf-8", env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stderr is not None
        while step not in program.stderr.readline():
            pass
        time.sleep(0.2)
        family = psutil.Process(program.pid).children(recursive=True)
        program.send_signal(signal.SIGINT)
        out, said = program.communicate(timeout=20)
    assert (program.returncode, out) == (3, "")
    assert said.endswith("Stopped.\n")
    assert psutil.wait_procs(family, timeout=3)[1] == []
    assert not saved.exists()


def test_a_step_that_raises_is_told_by_its_kind_alone() -> None:
    def answer(machine: object) -> dict[str, bool]:
        raise PermissionError(13, "denied", str(data_folder()))

    step = do_step("saving", answer, None)  # type: ignore[arg-type]
    assert (step.facts, step.error) == ({}, "PermissionError")
