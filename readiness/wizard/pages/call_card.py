"""Whom to call, and the code to read out: beside the result."""

from __future__ import annotations

from textwrap import shorten
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from readiness.core.clinic import Clinic
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.profile.phone_numbers import read_number
from readiness.report.phrases import NO_NUMBER, SAY_THIS, read_out_words
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import make_label
from readiness.wizard.widgets.qr_code import QrCode

NAME_LETTERS: Final = 80
"""A longer name would push the number and the code off the card."""
CALL_CLINIC: Final = Text("Call your clinic")
CALL_NAMED: Final = Text("Call {clinic}")
SCAN: Final = Text("Scan with your mobile phone to call")
SUPPORT_CODE: Final = Text("Support code")


class CallCard(QFrame):
    """The clinic's number, as a code for a mobile phone too, its hours, and the support code."""

    def __init__(self, look: Appearance, words: Words, clinic: Clinic) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._region = clinic.region
        say = words.say
        name = shorten(clinic.name, NAME_LETTERS, placeholder="…")
        whom = say(CALL_NAMED, {"clinic": name}) if name else say(CALL_CLINIC)
        self.number = make_label("", "number", wrap=False)
        self.qr = QrCode(look, say(SCAN))
        self._scan = make_label(say(SCAN), "small")
        self._hours = make_label(clinic.hours, "small")
        self._no_number = make_label(say(NO_NUMBER))
        self._say_this = make_label(say(SAY_THIS))
        self.code = make_label("", "code", wrap=False)
        for each in (self.number, self.code):
            each.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        rule = QFrame()
        rule.setProperty("role", "rule")
        rule.setFixedHeight(1)
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(20))
        column.setSpacing(px(8))
        above = [make_label(whom, "soft"), self.number, self._say_this, self.qr]
        below = [self._scan, self._hours, self._no_number, rule, make_label(say(SUPPORT_CODE), "small"), self.code]
        for widget in (*above, *below, make_label(say(*read_out_words(clinic)), "small")):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter if widget is self.qr else Qt.AlignmentFlag(0))

    def show_number(self, typed: str, *, by_phone: bool) -> None:
        """Show this number; for a visit by phone, what to say there, in place of the picture to scan."""
        number = read_number(typed, self._region) if typed else None
        self.number.setText(typed)
        self.number.setVisible(bool(typed))
        self._hours.setVisible(bool(typed and self._hours.text()))
        for other in (self.qr, self._scan):
            other.setVisible(number is not None and not by_phone)
        self._no_number.setVisible(not typed)
        self._say_this.setVisible(by_phone)
        if number is not None:
            self.qr.show_content(number.link)
