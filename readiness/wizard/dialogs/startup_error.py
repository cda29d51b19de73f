"""What is shown where a start by icon ends before there is a window: nobody would read it in a terminal."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from readiness.core.text import Text
from readiness.core.translation import Words, system_language
from readiness.wizard.dialogs.base import Dialog
from readiness.wizard.style.stylesheet import style_sheet
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, make_label
from readiness.wizard.widgets.layouts import Body, fill_row

TITLE: Final = Text("The check cannot start")
BLAMELESS: Final = Text("This is not your fault. Your visit can still take place.")
CALL_NUMBER: Final = Text("Please call your clinic: {number}")
CALL: Final = Text("Please call your clinic. Your visit can also be by phone.")
FOR_SUPPORT: Final = Text("For the people who look after this computer:")
CLOSE: Final = Text("Close")


class TroubleDialog(Dialog):
    """One sentence for the patient, the number to call, and below it the reason for somebody who can mend it."""

    def __init__(self, look: Appearance, words: Words, reason: str, number: str) -> None:
        super().__init__()
        px, say = look.px, words.say
        self.setStyleSheet(style_sheet(look))
        self.setWindowTitle(say(TITLE))
        self.resize(px(760), px(460))
        body = Body()
        column = QVBoxLayout(body.inner)
        column.setContentsMargins(px(32), px(28), px(32), px(16))
        column.setSpacing(px(12))
        column.addWidget(make_label(say(TITLE), "title"))
        column.addWidget(make_label(say(BLAMELESS), "lead"))
        column.addWidget(make_label(say(CALL_NUMBER, {"number": number}) if number else say(CALL), "finding"))
        column.addSpacing(px(16))
        column.addWidget(make_label(say(FOR_SUPPORT), "small"))
        column.addWidget(make_label(reason, "small"))
        column.addStretch(1)
        close = Button(look, say(CLOSE), "main")
        close.clicked.connect(self.accept)
        buttons = fill_row(QHBoxLayout(), [1, close])
        buttons.setContentsMargins(px(32), px(12), px(32), px(20))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body, 1)
        outer.addLayout(buttons)
        close.setFocus()


def show_trouble(reason: str, number: str = "") -> None:
    """Show it until it is closed."""
    # There is one already where the window itself could not be made.
    qt = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "Fusion"])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("Readiness")
    qt.setDesktopFileName("readiness")
    words = Words(system_language())
    qt.setLayoutDirection(QLocale(words.language).textDirection())
    TroubleDialog(Appearance(), words, reason, number).exec()
