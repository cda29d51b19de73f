"""Restarting the computer and going on afterwards: asks first, says what could not be made ready, never a dead end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.beginning import Prepared
from readiness.machine.base import Machine, System
from readiness.model import Text
from readiness.restarting import arrived, prepare, withdraw
from readiness.saved import Saved, Store
from readiness.text import Words
from readiness.wizard.dialog import Dialog
from readiness.wizard.layout import row
from readiness.wizard.parts import Button, announce, label
from readiness.wizard.start import NOT_RESTARTED, WELCOME_BACK, Start
from readiness.wizard.theme import Look

__all__ = ["NOT_RESTARTED", "WELCOME_BACK", "Restart", "RestartDialog", "Start"]

ASK: Final = Text("Restart your computer now?")
SAVE: Final = Text("First, save your work in your other programs.")
BY_ITSELF: Final = Text("After the restart, sign in. This check opens by itself and goes on where you were.")
BY_HAND: Final = Text("This check cannot open by itself after the restart. Open it again. It goes on where you were.")
NOT_KEPT: Final = Text("We could not keep your place. After the restart, open this check again and begin anew.")
YES: Final = Text("Restart now")
NOT_NOW: Final = Text("Not now")
COMES: Final = Text("Your computer will restart in a moment.")
IF_NOT: Final = Text("If nothing happens, choose Restart in your computer’s power menu.")
REFUSED: Final = Text("We could not restart your computer. It is not your fault.")
YOURSELF: Final = Text("Choose Restart in your computer’s power menu.")
YOURSELF_WINDOWS: Final = Text("Open the Start menu and choose Power. Choose Restart. Shut down is not the same.")
I_WILL: Final = Text("I will restart it")
WITHIN_MS: Final = 120_000
"""A command that says nothing for so long will not restart anything. It may ask for a password: people take time."""


class Restart(QObject):
    """One restart: made ready, begun by the system's own command, or given up."""

    refused = Signal()
    """No command restarted the computer."""

    def __init__(self, machine: Machine, store: Store, start: Start) -> None:
        super().__init__()
        self._machine, self._store, self._start = machine, store, start
        self._commands: list[list[str]] = []
        self._process: QProcess | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WITHIN_MS)
        self._patience.timeout.connect(self._next)
        self.prepared: Prepared | None = None

    @property
    def possible(self) -> bool:
        """Does the system have a command for it?"""
        return bool(self._machine.restart_commands())

    @property
    def system(self) -> System:
        """Which system it is."""
        return self._machine.system

    def prepare(self, done: Sequence[str], place: str, language: str) -> Prepared:
        """Save what is done and arrange the next start, in the language that is spoken now."""
        saved = Saved(done=tuple(done), place=place, profile=self._start.profile, at_s=time.time())
        self.prepared = prepare(self._machine, self._store, saved, ("--language", language, *self._start.options))
        return self.prepared

    def go(self) -> None:
        """Restart. The system ends us; where it refuses, `refused` comes."""
        self._commands = list(self._machine.restart_commands())
        self._next()

    def _next(self) -> None:
        self._stop()
        if not self._commands:
            self.refused.emit()
            return
        program, *arguments = self._commands.pop(0)
        process = self._process = QProcess(self)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(lambda _: self._next())
        self._patience.start()
        process.start(program, arguments)

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._patience.stop()
        if code or status is not QProcess.ExitStatus.NormalExit:
            self._next()

    def _stop(self) -> None:
        self._patience.stop()
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.deleteLater()

    def give_up(self) -> None:
        """Not now: nothing starts by itself some day."""
        self._commands = []
        self._stop()
        if self.prepared is not None:
            self.prepared = None
            withdraw(self._machine, self._store)

    def arrived(self) -> None:
        """The window is there: what it went on from is not needed again."""
        arrived(self._store)


class RestartDialog(Dialog):
    """Asks, and stays until the computer restarts or the person decides otherwise. Esc is “Not now”."""

    def __init__(
        self, parent: QWidget, look: Look, words: Words, restart: Restart, prepare: Callable[[], Prepared]
    ) -> None:
        super().__init__(parent)
        self._words, self._restart, self._prepare = words, restart, prepare
        self._closed = False
        self.setWindowTitle(words.say(ASK))
        self.setMinimumWidth(look.px(600))
        self.heading = label("", "finding")
        self.lines = (label(""), label(""))
        self.now = Button(look, words.say(YES), "main", "rotate-cw")
        self.will = Button(look, words.say(I_WILL), "main")
        self.not_now = Button(look, words.say(NOT_NOW), "second")
        self.now.clicked.connect(self._begin)
        self.will.clicked.connect(self.accept)
        self.not_now.clicked.connect(self.reject)
        restart.refused.connect(self._refused)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(32), look.px(28), look.px(32), look.px(24))
        layout.setSpacing(look.px(14))
        layout.addWidget(self.heading)
        for line in self.lines:
            layout.addWidget(line)
        layout.addSpacing(look.px(8))
        layout.addLayout(row(QHBoxLayout(), [self.not_now, 1, self.will, self.now], spacing=look.px(12)))
        self._say(ASK, SAVE, BY_ITSELF)
        self._show(self.now)
        self.not_now.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's name for it. A system that is restarting closes windows, too: that is no “Not now”."""
        self._closed = True
        super().closeEvent(event)

    def reject(self) -> None:
        """Qt's name for it: “Not now”, Esc, and being closed."""
        if not self._closed:
            self._restart.give_up()
        super().reject()

    def _say(self, *texts: Text) -> None:
        for place, text in zip((self.heading, *self.lines), texts, strict=True):
            place.setText(self._words.say(text))
        self.setAccessibleDescription(" ".join(line.text() for line in self.lines))
        if self.isVisible():
            announce(self.heading, " ".join(self._words.say(text) for text in texts))

    def _show(self, *buttons: Button) -> None:
        for button in (self.now, self.will):
            button.setVisible(button in buttons)

    @property
    def _afterwards(self) -> Text:
        prepared = self._restart.prepared
        if prepared is None or not prepared.saved:
            return NOT_KEPT
        return BY_ITSELF if prepared.arranged else BY_HAND

    def _begin(self) -> None:
        """Make ready; where that is less than was said, say so and ask once more."""
        asked = self._restart.prepared is not None
        prepared = self._prepare()
        if not asked and not (prepared.saved and prepared.arranged):
            self._say(ASK, SAVE, self._afterwards)
            return
        self._say(COMES, IF_NOT, self._afterwards)
        self._show()
        self.not_now.setFocus()
        self._restart.go()

    def _refused(self) -> None:
        self._say(REFUSED, YOURSELF_WINDOWS if self._restart.system is System.WINDOWS else YOURSELF, self._afterwards)
        self._show(self.will)
        self.will.setFocus()
