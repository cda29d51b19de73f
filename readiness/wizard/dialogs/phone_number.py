"""Asking for the clinic's number: on the welcome page, and from the call bar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.profile.phone_numbers import read_number
from readiness.wizard.dialogs.base import Dialog
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import Flow, fill_row

ASK: Final = Text("What is your clinic’s phone number?")
WHERE: Final = Text("It is in your visit letter or message. It stays on this computer.")
SAVE: Final = Text("Save the number")
CANCEL: Final = Text("Cancel")
WRONG: Final = Text("This number cannot be called. Please type it again, with the area code.")
LONGEST: Final = 40


class _Line(QLineEdit):
    """A field that keeps Enter to itself: Qt's own hands it on, to press the page's main button as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class NumberField(QWidget):
    """A field for the number, and what is wrong with what was typed."""

    entered = Signal(str)
    """A number that can be called, as people dial it."""

    def __init__(self, look: Appearance, words: Words, region: str, typed: str = "") -> None:
        super().__init__()
        self._words, self._region = words, region
        self.field = _Line(typed)
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(words.say(ASK))
        self.field.setAccessibleDescription(words.say(WHERE))
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.field.setFixedWidth(look.px(280))
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # digits keep their order in every language
        self.save = Button(look, words.say(SAVE), "second")
        self.error = make_label("", "error")
        self.error.hide()
        self.save.clicked.connect(self.enter)
        self.field.returnPressed.connect(self.enter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8))
        layout.addWidget(Flow((self.field, self.save), gap=look.space(12)))
        layout.addWidget(self.error)

    def enter(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        number = read_number(self.field.text(), self._region)
        self.error.setVisible(number is None)
        if number is None:
            self.error.setText(self._words.say(WRONG))
            announce_to_reader(self.field, self.error.text())
            self.field.setFocus()
            self.field.selectAll()
            return
        self.field.setText(number.shown)
        self.entered.emit(number.shown)


class NumberDialog(Dialog):
    """The same question in a dialog. Esc closes it."""

    def __init__(self, parent: QWidget, look: Appearance, words: Words, region: str, typed: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.say(ASK))
        self.setMinimumWidth(min(look.px(560), parent.width()))
        self.ask = NumberField(look, words, region, typed)
        self.ask.entered.connect(lambda _: self.accept())
        cancel = Button(look, words.say(CANCEL), "text")
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(32), look.px(28), look.px(32), look.px(24))
        layout.setSpacing(look.px(14))
        layout.addWidget(make_label(words.say(ASK), "finding"))
        layout.addWidget(make_label(words.say(WHERE), "soft"))
        layout.addWidget(self.ask)
        layout.addLayout(fill_row(QHBoxLayout(), [cancel, 1]))
        self.ask.field.setFocus()

    def event(self, event: QEvent) -> bool:
        """Keep it as high as its words need at this width, which Qt does not see to by itself."""
        kind = event.type()  # asked for now: after a DeferredDelete there is nothing left to ask
        done = super().event(event)
        if kind in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show):
            layout = self.layout()
            assert layout is not None
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        return done
