"""The bar below every page: whom to call, always at the same place, and Help."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from readiness.model import Text
from readiness.report import CALL
from readiness.text import Words
from readiness.wizard.parts import Button, Icon, label
from readiness.wizard.theme import Look

ADD: Final = Text("Add your clinic’s number")
CHANGE: Final = Text("Change the number")
HELP: Final = Text("Help")


class CallBar(QWidget):
    """The number that the patient can always call; until there is one, a button to add it."""

    add = Signal()
    help = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(look.px(58))
        self._words = words
        self._before, self.number, self._after = label("", "bar-text"), label("", "bar-number"), label("", "bar-text")
        for each in (self._before, self.number, self._after):
            each.setWordWrap(False)
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.add_button = Button(look, words.say(ADD), "bar", "plus")
        self.add_button.clicked.connect(self.add)
        self.help_button = Button(look, words.say(HELP), "bar", "circle-question-mark")
        self.help_button.clicked.connect(self.help)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(28), look.px(6), look.px(18), look.px(6))
        layout.setSpacing(look.px(12))
        layout.addWidget(Icon(look, "phone", 24, lambda: look.tokens.bar_ink))
        for widget in (self._before, self.number, self._after, self.add_button):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.help_button)

    def show_number(self, number: str, *, typed: bool) -> None:
        """The clinic's number, or the one that the patient typed; empty where there is none."""
        # The number is set apart in larger type, wherever in the sentence the language has it.
        before, _, after = self._words.say(CALL, {"number": "\0"}).partition("\0")
        self._before.setText(before.strip())
        self._after.setText(after.strip())
        self.number.setText(number)
        self.number.setAccessibleName(self._words.say(CALL, {"number": number}))
        for widget, text in ((self._before, before), (self._after, after)):
            widget.setVisible(bool(number and text.strip()))
        self.number.setVisible(bool(number))
        self.add_button.setVisible(typed or not number)
        self.add_button.say(self._words.say(CHANGE if typed else ADD))
