"""The application: one process, one window, one end."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from readiness.assets import asset
from readiness.checks import load
from readiness.machine import here
from readiness.model import TIPS, Setup
from readiness.saved import Store
from readiness.text import Words
from readiness.wizard.conductor import Conductor
from readiness.wizard.instance import Instance, place
from readiness.wizard.restart import NOT_RESTARTED, WELCOME_BACK, Restart, Start
from readiness.wizard.theme import Look
from readiness.wizard.window import Window, turn

CANNOT_OPEN: Final = "The window cannot be opened here. The same check runs in the terminal: readiness check"
LAST_WAIT_S: Final = 0.5


def _on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own messages. Where it cannot go on (no display answers), one sentence instead of an abort."""
    del context
    if kind is QtMsgType.QtFatalMsg:
        print(CANNOT_OPEN, file=sys.stderr, flush=True)
        os._exit(3)
    if os.environ.get("READINESS_LOG"):
        print(message, file=sys.stderr)


def dress(qt: QApplication, look: Look) -> None:
    """What the windows' own style sheet does not reach."""
    qt.setStyle("Fusion")
    qt.setFont(look.font(18))
    qt.setPalette(look.palette())


def make_window(look: Look, setup: Setup, restart: Restart | None = None) -> Window:
    """A window for this setup, not yet shown."""
    words = Words(setup.language)
    turn(words)
    checks = [load(tip) for tip in TIPS if tip not in setup.profile.tips.leave_out]
    return Window(look, words, Conductor(checks, replace(setup, attended=True), restart=restart))


class Application:
    """Holds the window, and the one after it where the person asks for the demonstration."""

    def __init__(self, qt: QApplication, setup: Setup, start: Start | None = None) -> None:
        self._qt = qt
        self._setup = setup
        self._start = start or Start()
        self.look = Look()
        dress(qt, self.look)
        for signal_ in (self.look.changed, self.look.scaled):
            signal_.connect(lambda: dress(qt, self.look))
        self.window = self._open(setup)

    def _open(self, setup: Setup) -> Window:
        # A demonstration says nothing about this computer, so it does not restart it either.
        restart = None if setup.demo else Restart(here(), Store(), self._start)
        window = make_window(self.look, setup, restart)
        window.gone.connect(lambda: self._gone(window))
        window.demonstration.connect(self._demonstrate)
        if restart is not None and self._start.beginning.resumes:
            window.conductor.resume(self._start.beginning)
            restarted = self._start.beginning.restarted
            window.notify(window.words.say(WELCOME_BACK if restarted else NOT_RESTARTED))
        window.appear()
        if restart is not None:
            QTimer.singleShot(0, restart.arrived)
        # After the first paint: starting to measure takes time that the window needs to appear.
        QTimer.singleShot(0, window.conductor.begin)
        return window

    def to_front(self) -> None:
        """A second start."""
        self.window.to_front()

    def _demonstrate(self) -> None:
        from readiness.profile import read_profile

        before = self.window
        profile = read_profile(asset("profiles", "demonstration.toml"))
        self.window = self._open(replace(self._setup, profile=profile, demo=True, typed_phone=""))
        before.close()

    def _gone(self, window: Window) -> None:
        window.conductor.wait(LAST_WAIT_S)
        window.deleteLater()
        if window is self.window:
            self._qt.quit()


def _application() -> QApplication:
    qInstallMessageHandler(_on_message)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would never see Ctrl-C; the children end with us
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Readiness")
    qt.setDesktopFileName("readiness")
    qt.setWindowIcon(QIcon(str(asset("readiness.svg"))))
    return qt


def run_for_staff() -> int:
    """Show the window for support staff alone until it is closed; the exit code."""
    from readiness.wizard.staff import StaffWindow

    qt = _application()
    look = Look()
    dress(qt, look)
    window = StaffWindow(look)
    window.show()
    return qt.exec()


def run(setup: Setup, start: Start) -> int:
    """Show the window until it is closed; the exit code."""
    qt = _application()
    qt.setQuitOnLastWindowClosed(False)
    instance = Instance(place())
    if not instance.claim():
        return 0
    application = Application(qt, setup, start)
    instance.wanted.connect(application.to_front)
    qt.aboutToQuit.connect(instance.release)
    return qt.exec()
