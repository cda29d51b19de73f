"""Starting the window: once for each user, only where there is a screen, and on a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from readiness.wizard.process.single_instance import Instance
from tests.places import WINDOWS
from tests.screen import x_server

ROOT = Path(__file__).resolve().parents[2]
CLAIM = """
import sys
from PySide6.QtCore import QCoreApplication
from readiness.wizard.process.single_instance import Instance
application = QCoreApplication([])
instance = Instance(sys.argv[1])
print(instance.claim(), flush=True)
if len(sys.argv) > 2:
    sys.stdin.read()
"""

AT_FIRST_PAINT = """
import os, sys
from readiness.__main__ import main
from readiness.wizard import app
from readiness.wizard.window import Window
class Watched(Window):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(*sys.modules, flush=True)
        os._exit(0)
app.Window = Watched
main()
"""
NOT_YET = (
    *("asyncio", "numpy", "cv2", "sounddevice", "phonenumbers", "PySide6.QtNetwork"),
    *("readiness.probe.runner", "readiness.probe.parent", "readiness.probe.devices", "readiness.probe.protocol"),
    *("readiness.machine.base", "readiness.machine.load", "readiness.machine.commands", "readiness.tips.sound"),
    *("readiness.machine.linux.computer", "readiness.machine.windows.computer", "readiness.machine.macos.computer"),
    *("readiness.instruments", "readiness.report.rendering", "readiness.wizard.flow.session"),
)
"""What measures, compares and keeps is loaded when the first page is there."""


def readiness(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "readiness", *arguments]
    return subprocess.run(
        command, check=False, cwd=ROOT, env={**bare, **environment}, capture_output=True, encoding="utf-8", timeout=60
    )


@pytest.fixture(scope="module")
def screen() -> Iterator[dict[str, str]]:
    """A real screen and Qt's own way to it: an X server on a display that is free; on Windows the one that is there."""
    if sys.platform == "win32":
        yield {"QT_QPA_PLATFORM": "windows"}
        return
    with x_server() as display:
        yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


def test_a_second_start_brings_the_first_window_to_the_front(qapp: QApplication, tmp_path: Path) -> None:
    name = str(tmp_path / "window")
    first = Instance(name)
    asked: list[bool] = []
    first.wanted.connect(lambda: asked.append(True))
    assert first.claim()
    second = subprocess.Popen([sys.executable, "-c", CLAIM, name], stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
    for _ in range(500):
        if second.poll() is not None:
            break
        QTest.qWait(20)
    assert second.communicate()[0].strip() == "False"
    assert asked == [True]
    first.release()


def test_what_a_killed_window_left_behind_is_cleaned_up(qapp: QApplication, tmp_path: Path) -> None:
    name = str(tmp_path / "window")
    command = [sys.executable, "-c", CLAIM, name, "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline().strip() == "True"
        killed.kill()
        killed.wait()
    assert Path(name).exists() or WINDOWS, "a pipe goes with its process"
    after = Instance(name)
    assert after.claim()
    third = subprocess.Popen([sys.executable, "-c", CLAIM, name], stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
    for _ in range(500):
        if third.poll() is not None:
            break
        QTest.qWait(20)
    assert third.communicate()[0].strip() == "False"
    after.release()


@pytest.mark.linux("only there may a screen be missing")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":9876"}, {"QT_QPA_PLATFORM": "none-such"}])
def test_without_a_screen_one_sentence_names_the_other_door(environment: dict[str, str]) -> None:
    ended = readiness("--demo", **environment)
    assert ended.returncode == 3
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "readiness check" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--camera", "file:/none/such.mp4"), "There is no file"),
        (("--profile", "/none/such.toml"), "There is no such file"),
        (("--server", "nonsense"), "not an address"),
        (("--demo", "tips"), "takes no --demo"),
    ],
)
def test_wrong_options_are_told_in_one_sentence(arguments: tuple[str, ...], says: str) -> None:
    ended = readiness(*arguments, QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [(), ("--demo",)])
def test_the_first_page_waits_for_nothing_it_does_not_show(arguments: tuple[str, ...], tmp_path: Path) -> None:
    own = {name: str(tmp_path) for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    tmp_path.chmod(0o700)
    environment = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", AT_FIRST_PAINT, *arguments]
    ended = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    loaded = set(ended.stdout.split())
    assert "readiness.wizard.pages.welcome" in loaded, ended.stderr
    assert loaded.isdisjoint(NOT_YET), sorted(loaded & set(NOT_YET))


def test_in_a_real_window_to_the_result(screen: dict[str, str], tmp_path: Path) -> None:
    """By keyboard in a real window; a second real start ends at once while the first one lives."""
    environment = {**os.environ, **screen, "XDG_RUNTIME_DIR": str(tmp_path)}
    tmp_path.chmod(0o700)
    driven = subprocess.Popen(
        [sys.executable, "-m", "tests.wizard.real"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert driven.stdout is not None
    assert driven.stdout.readline().strip() == "open"
    second = readiness("--demo", **screen, XDG_RUNTIME_DIR=str(tmp_path))
    assert (second.returncode, second.stderr) == (0, "")
    out, errors = driven.communicate(timeout=90)
    assert driven.returncode == 0, errors
    assert out.split() == ["fronted", "ready-with-advice", "closed"]
