"""Drives the window as a patient does: by mouse or by keyboard, seeing only what is on the page."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable

import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from readiness.core.assets import find_asset
from readiness.core.setup import Setup
from readiness.core.verdict import Overall
from readiness.probe.parent import Launch
from readiness.profile.reader import read_profile
from readiness.wizard.app import make_window
from readiness.wizard.memory.device_choices import DeviceChoices
from readiness.wizard.navigation import PROGRESS, RESULT
from readiness.wizard.pages.page import Page
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.pages.tip import TipPage
from readiness.wizard.process.garbage import GarbageCollector
from readiness.wizard.style.theme import Appearance
from readiness.wizard.system.restart import Restart
from readiness.wizard.widgets.basic import Button
from tests.processes import children

TICK_MS = 20


def demonstration() -> Setup:
    """The setup of `readiness --demo`."""
    return Setup(profile=read_profile(find_asset("profiles", "demonstration.toml")), demo=True, own_pid=os.getpid())


def probes(tip: str) -> list[psutil.Process]:
    """The children that measure this tip."""
    found = []
    for process in children():
        try:
            line = process.cmdline()
        except (psutil.NoSuchProcess, OSError):  # it may end while it is asked, which Wine calls an invalid parameter
            continue
        if "probe" in line and tip in line:
            found.append(process)
    return found


def live(milliseconds: int) -> None:
    """Let the window live. Not QTest.qWait: that keeps Python's lock, so that the measuring thread would starve."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], object], timeout_s: float = 30.0) -> None:
    """Let whatever windows there are live until this holds."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < timeout_s, f"not within {timeout_s} s"
        live(TICK_MS)


class Driver:
    """One window and what a person does with it."""

    def __init__(
        self,
        look: Appearance,
        setup: Setup,
        restart: Restart | None = None,
        chosen: DeviceChoices | None = None,
        *,
        launch: Launch | None = None,
    ) -> None:
        # As in the program; where many windows follow one another (conftest.py), one collects for all of them.
        self._collector = GarbageCollector(look) if gc.isenabled() else None
        self.window = make_window(look, setup, restart, chosen, launch=launch)
        self.gone = False
        self.window.gone.connect(self._gone)
        self.window.show()
        self.window.activateWindow()
        self.window.controller.begin()

    def _gone(self) -> None:
        self.gone = True

    # ---- seeing

    @property
    def place(self) -> str:
        """Which page is open."""
        return self.window.controller.place

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self.window.page

    @property
    def tip(self) -> TipPage:
        """The page in sight, which is a tip's."""
        page = self.page
        assert isinstance(page, TipPage), self.place
        return page

    @property
    def finding(self) -> str:
        """The code of the finding that is shown; empty where there is none in sight."""
        return self.tip.card.code if self.tip.card.isVisible() else ""

    @property
    def verdict(self) -> Overall:
        """What the result page says, by its headline."""
        from readiness.report.phrases import HEADLINES, choose_headline

        page = self.page
        assert isinstance(page, ResultPage)
        report = self.window.controller.session.report()
        said, _ = choose_headline(report)
        assert page.heading.words == self.window.words.say(said)
        return next((whole for whole, text in HEADLINES.items() if text == said), report.overall)

    def wait(self, condition: Callable[[], object], timeout_s: float = 30.0, what: str = "") -> float:
        """Let the window live until this holds; how long that took."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < timeout_s, (
                f"not within {timeout_s} s: {what or condition} ({self.place})"
            )
            live(TICK_MS)
        return time.monotonic() - started

    def buttons(self) -> dict[str, Button]:
        """The buttons in sight, by their words."""
        return {b.words: b for b in self.window.findChildren(Button) if b.isVisible()}

    # ---- by mouse

    def click(self, what: str | QAbstractButton) -> None:
        """Click a button: this one, or the one with these words."""
        button = self.buttons()[what] if isinstance(what, str) else what
        assert button.isEnabled(), what
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        live(1)  # a page that opens is laid out once the loop turns

    # ---- by keyboard

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, wherever the focus is."""
        target: QWidget = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers)
        live(1)

    def enter(self) -> None:
        """Press Enter, after a look at the page."""
        self.wait(lambda: self.window.second_press.is_over, 2.0)
        self.press(Qt.Key.Key_Return)

    def tab_to(self, words: str, at_most: int = 40) -> None:
        """Walk by Tab to the button with these words."""
        for _ in range(at_most):
            focused = self.window.focusWidget()
            if isinstance(focused, QAbstractButton) and focused.isVisible() and focused.accessibleName() == words:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to “{words}”")

    # ---- the end

    def to_result(self, timeout_s: float = 60.0) -> None:
        """Wait until everything is measured and the result is in sight."""
        self.wait(lambda: self.place != PROGRESS, timeout_s, "all measured")
        assert self.place == RESULT

    def close(self) -> float:
        """Close the window; how long it took until nothing was left."""
        if self.gone:
            return 0.0
        started = time.monotonic()
        self.window.close()
        assert not self.window.isVisible()
        self.wait(lambda: self.gone, 6.0, "closed")
        assert self.window.controller.wait(2.0)
        took = time.monotonic() - started
        self.window.deleteLater()
        live(1)
        if self._collector is not None:
            self._collector.release()
        return took
