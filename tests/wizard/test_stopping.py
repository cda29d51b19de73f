"""Closed in the middle and opened again on the same day: the person may go on; what was measured is measured anew."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from readiness.core.setup import Setup
from readiness.core.verdict import Overall, Verdict
from readiness.wizard.app import WindowApplication
from readiness.wizard.memory.launch import StartPlan
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.resume import stopped_earlier
from readiness.wizard.memory.settings import read
from readiness.wizard.memory.start import Start
from readiness.wizard.navigation import RESULT, WELCOME, Mark
from readiness.wizard.pages.welcome import ANEW, EVERYTHING, GO_ON, START, WelcomePage
from readiness.wizard.window import Window
from tests.places import DATA
from tests.wizard.driver import demonstration, live, wait_until

LEFT_OUT = ("internet", "camera", "sound", "room")
"""What would measure on this computer for long."""
Begin = Callable[..., Window]


def checks_own_computer() -> Setup:
    setup = replace(demonstration(), demo=False)
    return replace(setup, profile=replace(setup.profile, tips=replace(setup.profile.tips, leave_out=LEFT_OUT)))


def close(window: Window) -> None:
    gone: list[bool] = []
    window.gone.connect(lambda: gone.append(True))
    window.close()
    wait_until(lambda: gone)
    live(1)  # it is deleted


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProgressStore:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return ProgressStore()


@pytest.fixture
def begin(qapp: QApplication, store: ProgressStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Starts the program as it starts after whatever the last one has left behind."""
    monkeypatch.setattr(qapp, "quit", lambda: None)
    made: list[WindowApplication] = []

    def start() -> Window:
        made.append(WindowApplication(qapp, checks_own_computer(), Start(stopped_earlier(store, time.time()))))
        return made[-1].window

    yield start
    for each in made:
        if isValid(each.window):
            close(each.window)


def welcome(window: Window) -> WelcomePage:
    page = window.page
    assert isinstance(page, WelcomePage)
    return page


def stop_at_the_computer(begin: Begin) -> None:
    window = begin()
    welcome(window).main.click()
    session = window.controller.session
    wait_until(lambda: all(session.tips[tip].outcome for tip in ("video-app", "restart", "computer")))
    for _ in range(2):
        main = window.page.main
        assert main is not None
        main.click()
    assert window.controller.place == "computer"
    close(window)


def test_the_next_start_offers_to_go_on_and_does(begin: Begin, store: ProgressStore) -> None:
    stop_at_the_computer(begin)
    saved = store.read()
    assert saved is not None
    assert (saved.done, saved.place, saved.restarting) == (("video-app", "restart"), "computer", False)

    window = begin()
    page = welcome(window)
    assert (page.main.words, page.everything.words) == (GO_ON.message, ANEW.message)
    assert "Computer" in page.lead.text()
    assert store.read() == saved, "still there where the person only looks at the page"
    page.main.click()
    assert window.controller.place == "computer"
    assert window.sidebar.items["video-app"].isEnabled(), "what was done can be gone back to"
    assert store.read() is None
    window.controller.go(WELCOME)
    assert page.main.words == START.message


def test_nothing_that_was_measured_before_counts(begin: Begin) -> None:
    """Never ready by what a camera gave hours ago: the very finding is not there."""
    stop_at_the_computer(begin)
    window = begin()
    welcome(window).main.click()
    session = window.controller.session
    for tip in ("video-app", "restart", "computer"):
        assert session.tips[tip].outcome is None
        assert session.tips[tip].run or session.tips[tip].stale
        assert session.mark(tip) in (Mark.OPEN, Mark.RUNNING)
        assert session.line(tip).verdict is not Verdict.PASS
    assert session.overall not in (Overall.READY, Overall.READY_WITH_ADVICE)
    assert session.tips["phone"].answers == {}


def test_start_again_begins_at_the_first_tip(begin: Begin, store: ProgressStore) -> None:
    stop_at_the_computer(begin)
    window = begin()
    welcome(window).everything.click()
    assert window.controller.place == "video-app"
    assert not any(state.stale for state in window.controller.session.tips.values())
    assert store.read() is None
    window.controller.back()
    assert welcome(window).everything.words == EVERYTHING.message


def test_whoever_only_looks_keeps_the_offer_and_whoever_is_done_has_none(begin: Begin, store: ProgressStore) -> None:
    stop_at_the_computer(begin)
    close(begin())
    window = begin()
    assert welcome(window).main.words == GO_ON.message
    welcome(window).main.click()
    window.controller.go(RESULT)
    wait_until(lambda: window.controller.place == RESULT, 60)
    close(window)
    assert store.read() is None
    assert welcome(begin()).main.words == START.message


def test_a_start_that_does_nothing_leaves_nothing(begin: Begin, store: ProgressStore) -> None:
    close(begin())
    assert store.read() is None


def test_a_restart_that_is_made_ready_keeps_its_own(begin: Begin, store: ProgressStore) -> None:
    window = begin()
    welcome(window).main.click()
    window.controller.prepare_restart()
    close(window)
    saved = store.read()
    assert saved is not None and saved.restarting


NOW_S = time.mktime((2026, 11, 24, 15, 0, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("at_s", "offered"),
    [
        (NOW_S - 60, True),
        (NOW_S - 14 * 3600, True),
        (NOW_S - 16 * 3600, False),
        (NOW_S - 24 * 3600, False),
        (NOW_S + 3600, False),
        (1e300, False),
        (-1e300, False),
    ],
)
def test_on_the_same_day_only(at_s: float, offered: bool, tmp_path: Path) -> None:
    store = ProgressStore(tmp_path)
    store.write(Progress(done=("internet",), place="camera", at_s=at_s))
    wanted = StartPlan(place="camera", done=("internet",), offered=True) if offered else StartPlan()
    assert stopped_earlier(store, NOW_S) == wanted
    assert (store.read() is not None) == offered
    assert not wanted.resumes, "never by itself"


def test_the_text_size_is_kept(begin: Begin, store: ProgressStore, tmp_path: Path) -> None:
    window = begin()
    window.look.set_scale(1.5)
    window.speak("es")
    close(window)
    assert (read().scale, read().language) == (1.5, "es")
    again = begin()
    assert again.look.scale == 1.5
    assert json.loads((tmp_path / "data/readiness/settings.json").read_bytes()) == {"scale": 1.5, "language": "es"}
