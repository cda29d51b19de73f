"""The program in a Windows console: Ctrl-C, code pages, what goes into files and pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clips import repeated, write
from tests.processes import children
from tests.terminal.test_main import ROOT, readiness

assert sys.platform == "win32"


def test_ctrl_c_stops_the_children_at_once_and_still_reports(tmp_path: Path) -> None:
    clip = write(tmp_path / "clip.avi", repeated(20))
    check = [sys.executable, "-m", "readiness", "check", "camera", "sound", "--unattended", "--json"]
    check += ["--camera", f"file:{clip}", "--microphone", f"file:{ROOT}/assets/demo/voice.wav"]
    words = ["-m", "tests.windows.console", str(tmp_path), "Looking at the picture", "--", *check]
    subprocess.run(
        [sys.executable, *words], check=True, cwd=ROOT, creationflags=subprocess.CREATE_NEW_CONSOLE, timeout=60
    )
    code, seconds = (tmp_path / "code").read_text(encoding="ascii").split()
    assert int(code) == 3, (tmp_path / "err").read_text(encoding="utf-8")
    assert float(seconds) < 4
    assert "Traceback" not in (tmp_path / "err").read_text(encoding="utf-8")
    report = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert [tip["finding"] for tip in report["tips"]] == ["camera.cancelled", "sound.cancelled"]
    assert children() == []


@pytest.mark.parametrize("code_page", [437, 850, 932])
def test_every_code_page_shows_what_it_can(code_page: int, tmp_path: Path) -> None:
    """What is printed to a console whose letters are few; by the console's own way, and by its code page alone."""
    command = f"chcp {code_page} && {sys.executable} -m readiness check phone visit --unattended --language es"
    for name, legacy in (("new", ""), ("old", "1")):
        done = subprocess.run(
            ["cmd", "/c", f"{command} --save {tmp_path / name}.json"],
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONLEGACYWINDOWSSTDIO": legacy},
            creationflags=subprocess.CREATE_NEW_CONSOLE,
            timeout=60,
        )
        assert done.returncode == 0
        assert json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["language"] == "es"


def test_nobody_is_asked_at_the_null_device() -> None:
    """Which says of itself that it is a terminal."""
    started = time.monotonic()
    with Path(os.devnull).open("rb") as nobody:
        assert nobody.isatty()
        done = readiness("check", "visit", "--json")
    assert json.loads(done.stdout)["tips"][0]["finding"] == "visit.not-asked"
    assert time.monotonic() - started < 20
