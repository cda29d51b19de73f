"""Restart now and continue: asked first, made ready, begun by the system's own command, resumed at the next tip."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from readiness.core.setup import Setup
from readiness.machine.base import System
from readiness.machine.linux.computer import Linux
from readiness.probe.outcomes import Measured
from readiness.probe.runner import Outcome
from readiness.tips.computer.reading import ComputerReading
from readiness.tips.restart.reading import RestartReading
from readiness.tips.video_app.reading import VideoAppReading
from readiness.wizard.app import WindowApplication
from readiness.wizard.dialogs.restart import RestartDialog
from readiness.wizard.memory.launch import StartPlan
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.start import NOT_RESTARTED, WELCOME_BACK, Start
from readiness.wizard.navigation import PROGRESS, Mark
from readiness.wizard.style.theme import Appearance
from readiness.wizard.system.restart import Restart
from tests.places import DATA, OWN
from tests.wizard.driver import Driver, demonstration, live, wait_until


class Pc(Linux):
    """This computer with a home of its own, whose restart is a program of the test's, in Python.

    The window does not ask which system this is: a start after the next login is a file here, so that the test sees it.
    """

    def __init__(self, home: Path, *commands: str) -> None:
        super().__init__(environment={"HOME": str(home), "PATH": "/usr/bin:/bin"})
        self._commands = commands

    def restart_commands(self) -> tuple[list[str], ...]:
        return tuple([sys.executable, "-c", command] for command in self._commands)


WORKS = "pass"
REFUSES = "raise SystemExit(1)"


def makes(path: Path) -> str:
    """A program that leaves a file behind."""
    return f"open({str(path)!r}, 'wb').close()"


Open = Callable[..., Driver]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> ProgressStore:
    return ProgressStore(home / "data")


@pytest.fixture
def opened(look: Appearance, home: Path, store: ProgressStore) -> Iterator[Open]:
    """Opens a window on a restart page that advises one; its restart runs these programs in turn."""
    drivers: list[Driver] = []

    def make(*commands: str, machine: Pc | None = None) -> Driver:
        restart = Restart(machine or Pc(home, *commands), store, Start(profile="/clinic.toml"))
        driver = Driver(look, demonstration(), restart)
        drivers.append(driver)
        session = driver.window.controller.session
        session.tips["video-app"].visited = True
        session.tips["computer"].outcome = Outcome(Measured(ComputerReading(82.0)), 1.0)  # behind the person's back
        session.tips["video-app"].outcome = Outcome(Measured(VideoAppReading(found_names=("Zoom",))), 1.0)
        session.tips["restart"].outcome = Outcome(Measured(RestartReading(700.0, False, "linux")), 1.0)
        driver.window.controller.place = "restart"
        driver.window._go("restart")
        live(20)
        return driver

    yield make
    for driver in drivers:
        driver.close()


def dialog(driver: Driver) -> RestartDialog:
    driver.click("Restart now and continue")
    [found] = driver.window.findChildren(RestartDialog)
    return found


def arranged(home: Path) -> list[Path]:
    folder = home / ".config/autostart"
    return list(folder.iterdir()) if folder.exists() else []


def said(shown: RestartDialog) -> str:
    return " ".join((shown.heading.text(), *(line.text() for line in shown.lines)))


def test_the_button_is_there_where_a_restart_is_advised_and_possible(opened: Open) -> None:
    assert "Restart now and continue" in opened(WORKS).buttons()
    assert "Restart now and continue" not in opened().buttons(), "no command, no button"


def test_restart_and_continue(opened: Open, home: Path, store: ProgressStore, tmp_path: Path) -> None:
    driver = opened(makes(tmp_path / "log"))
    shown = dialog(driver)
    assert store.read() is None and arranged(home) == [], "asking changes nothing"
    assert shown.not_now.hasFocus(), "whoever presses Enter too soon loses nothing"
    driver.click(shown.now)
    driver.wait((tmp_path / "log").exists, 5)
    saved = store.read()
    assert saved is not None
    assert (saved.done, saved.place, saved.profile) == (("video-app", "restart"), "restart", "/clinic.toml")
    assert saved.restarting
    [entry] = arranged(home)
    assert '"--language" "en" "--resume"' in entry.read_text(encoding="utf-8")
    assert shown.isVisible() and shown.not_now.isVisible() and "If nothing happens" in said(shown)
    driver.window.close()
    live(50)
    assert arranged(home) and store.read() is not None, "the system closes our windows on the way"


@pytest.mark.parametrize("how", ["button", "escape"])
def test_not_now_changes_nothing(opened: Open, home: Path, store: ProgressStore, how: str) -> None:
    driver = opened(REFUSES)
    shown = dialog(driver)
    if how == "button":
        driver.click(shown.not_now)
    else:
        QTest.keyClick(shown, Qt.Key.Key_Escape)
    live(20)
    assert driver.window.findChildren(RestartDialog) == []
    assert store.read() is None and arranged(home) == []
    assert driver.place == "restart"


def test_by_keyboard(opened: Open, home: Path, tmp_path: Path) -> None:
    driver = opened(makes(tmp_path / "restarted"))
    shown = dialog(driver)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    live(20)
    assert driver.window.findChildren(RestartDialog) == [], "Enter in haste is “Not now”"
    shown = dialog(driver)
    QTest.keyClick(shown.not_now, Qt.Key.Key_Tab)
    assert shown.now.hasFocus()
    QTest.keyClick(shown.now, Qt.Key.Key_Return)
    driver.wait((tmp_path / "restarted").exists, 5)
    assert arranged(home)


def test_where_the_system_refuses_the_next_command_is_tried(opened: Open, tmp_path: Path) -> None:
    driver = opened(REFUSES, "import os; os.kill(os.getpid(), 15)", makes(tmp_path / "second"))
    driver.click(dialog(driver).now)
    driver.wait((tmp_path / "second").exists, 5)


def test_where_all_refuse_the_person_may_do_it_and_it_still_resumes(
    opened: Open, home: Path, store: ProgressStore
) -> None:
    driver = opened(REFUSES, "raise SystemExit(3)")
    shown = dialog(driver)
    driver.click(shown.now)
    driver.wait(shown.will.isVisible, 5)
    assert "not your fault" in said(shown) and "opens by itself" in said(shown)
    driver.click(shown.will)
    assert arranged(home) and store.read() is not None
    driver.click("Next")
    assert arranged(home) == [] and store.read() is None, "whoever goes on has not restarted"


def test_on_windows_it_says_which_word_to_choose(opened: Open, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pc, "system", System.WINDOWS)
    driver = opened(REFUSES)
    shown = dialog(driver)
    driver.click(shown.now)
    driver.wait(shown.will.isVisible, 5)
    assert "Shut down is not the same" in said(shown)


def test_not_now_after_it_began_takes_all_of_it_back(opened: Open, home: Path, store: ProgressStore) -> None:
    driver = opened(WORKS)
    shown = dialog(driver)
    driver.click(shown.now)
    live(50)
    assert arranged(home)
    driver.click(shown.not_now)
    assert arranged(home) == [] and store.read() is None


def test_an_autostart_folder_that_cannot_be_written(
    opened: Open, home: Path, store: ProgressStore, tmp_path: Path
) -> None:
    home.mkdir()
    (home / ".config").touch()
    driver = opened(makes(tmp_path / "restarted"))
    shown = dialog(driver)
    driver.click(shown.now)
    live(50)
    assert not (tmp_path / "restarted").exists(), "first the person hears what will be different"
    assert "cannot open by itself" in said(shown) and "Open it again" in said(shown)
    driver.click(shown.now)
    driver.wait((tmp_path / "restarted").exists, 5)
    assert store.read() is not None


def test_a_place_that_cannot_be_kept(opened: Open, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "data").touch()
    driver = opened(makes(tmp_path / "restarted"))
    shown = dialog(driver)
    driver.click(shown.now)
    assert "could not keep your place" in said(shown)
    assert arranged(home) == []
    driver.click(shown.not_now)
    assert not (tmp_path / "restarted").exists()


class Restarted:
    """The application as it starts after the restart."""

    def __init__(self, qt: QApplication, setup: Setup, beginning: StartPlan) -> None:
        self.application = WindowApplication(qt, setup, Start(beginning))
        self.window = self.application.window

    def close(self) -> None:
        gone: list[bool] = []
        self.window.gone.connect(lambda: gone.append(True))
        self.window.close()
        for _ in range(300):
            if gone:
                break
            live(20)
        assert gone


@pytest.fixture
def restarted(qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Restarted]]:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv(DATA, str(home / "data"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(qapp, "quit", lambda: None)
    made: list[Restarted] = []

    def make(beginning: StartPlan, *, leave_out: Sequence[str] = ("internet",)) -> Restarted:
        setup = replace(demonstration(), demo=False)
        profile = replace(setup.profile, tips=replace(setup.profile.tips, leave_out=tuple(leave_out)))
        made.append(Restarted(qapp, replace(setup, profile=profile), beginning))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_after_it_the_next_tip_is_open_and_restart_is_passed(restarted: Callable[..., Restarted], home: Path) -> None:
    store = ProgressStore(home / "data" / OWN)
    store.write(Progress(done=("video-app",), restarting=True, starts=1))
    window = restarted(StartPlan(place="computer", done=("video-app",), restarted=True)).window
    assert window.controller.place == "computer"
    assert window.notice.isVisible() and window.notice.text() == WELCOME_BACK.message
    session = window.controller.session
    wait_until(lambda: session.tips["restart"].outcome is not None)
    assert session.mark("restart") in (Mark.PASS, Mark.WARN)  # this computer's own uptime
    assert store.read() is None, "the next start is an ordinary one"
    assert window.sidebar.items["video-app"].isEnabled(), "what was done can be gone back to"
    window.controller.go("camera")
    assert not window.notice.isVisible()


def test_without_a_restart_its_page_is_open(restarted: Callable[..., Restarted]) -> None:
    window = restarted(StartPlan(place="restart", done=("video-app",))).window
    assert window.controller.place == "restart"
    assert window.notice.text() == NOT_RESTARTED.message


def test_where_all_was_done_it_is_measured_again_before_the_result(restarted: Callable[..., Restarted]) -> None:
    """What a camera gave before the restart says nothing about now."""
    window = restarted(StartPlan(done=("computer",), restarted=True)).window
    assert window.controller.place == PROGRESS
    window.controller.hurry()


def test_a_tip_that_the_clinic_leaves_out_is_passed_over(restarted: Callable[..., Restarted]) -> None:
    window = restarted(StartPlan(place="computer", restarted=True), leave_out=("internet", "computer", "camera")).window
    assert window.controller.place == "sound"


def test_an_ordinary_start_says_welcome(restarted: Callable[..., Restarted]) -> None:
    window = restarted(StartPlan()).window
    assert window.controller.place == "welcome"
    assert not window.notice.isVisible()
