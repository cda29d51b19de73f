"""The question before a restart: says what could not be made ready, and is never a dead end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.machine.base import System
from readiness.wizard.dialogs.base import Dialog
from readiness.wizard.memory.launch import RestartReadiness
from readiness.wizard.style.theme import Appearance
from readiness.wizard.system.restart import Restart
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import fill_row

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


class RestartDialog(Dialog):
    """Asks, and stays until the computer restarts or the person decides otherwise. Esc is “Not now”."""

    def __init__(
        self, parent: QWidget, look: Appearance, words: Words, restart: Restart, prepare: Callable[[], RestartReadiness]
    ) -> None:
        super().__init__(parent)
        self._words, self._restart, self._prepare = words, restart, prepare
        self._closed = False
        self.setWindowTitle(words.say(ASK))
        self.setMinimumWidth(look.px(600))
        self.heading = make_label("", "finding")
        self.lines = (make_label(""), make_label(""))
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
        layout.addLayout(fill_row(QHBoxLayout(), [self.not_now, 1, self.will, self.now], spacing=look.px(12)))
        self._say(ASK, SAVE, BY_ITSELF)
        self._show(self.now)
        self.not_now.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, but keep the restart: a system that is restarting closes windows, too, and that is no “Not now”."""
        self._closed = True
        super().closeEvent(event)

    def reject(self) -> None:
        """Give the restart up at “Not now” and Esc; a dialog that is closed comes here, too, and does not."""
        if not self._closed:
            self._restart.give_up()
        super().reject()

    def _say(self, *texts: Text) -> None:
        for place, text in zip((self.heading, *self.lines), texts, strict=True):
            place.setText(self._words.say(text))
        self.setAccessibleDescription(" ".join(line.text() for line in self.lines))
        if self.isVisible():
            announce_to_reader(self.heading, " ".join(self._words.say(text) for text in texts))

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
