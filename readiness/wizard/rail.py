"""The steps at the left: name, and state by shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from readiness.model import Text, Verdict
from readiness.text import Words
from readiness.wizard.parts import label
from readiness.wizard.session import Mark
from readiness.wizard.theme import ICONS, Look, verdict_colours

BRAND: Final = Text("Visit Readiness")
STEP: Final = Text("{name}, step {number} of {count}. {state}")
WIDTH: Final = 304
STATES: Final = {
    Mark.OPEN: Text("Not done yet"),
    Mark.RUNNING: Text("Checking"),
    Mark.PASS: Text("Good"),
    Mark.WARN: Text("Advice"),
    Mark.FAIL: Text("Problem"),
    Mark.UNKNOWN: Text("Not checked"),
    Mark.NONE: Text("Not asked"),
    Mark.SKIPPED: Text("Skipped"),
    Mark.NOT_NEEDED: Text("Not needed"),
}


def mark_style(look: Look, mark: Mark) -> tuple[str, str]:
    """A state's icon and colour."""
    if mark in (Mark.OPEN, Mark.RUNNING):
        return ("" if mark is Mark.OPEN else "loader"), look.tokens.soft
    if mark in (Mark.SKIPPED, Mark.NOT_NEEDED):
        return "minus", look.tokens.unknown
    verdict = Verdict(mark.value)
    return ICONS[verdict], verdict_colours(look.tokens, verdict)[0]


class Item(QAbstractButton):
    """One step. It can be clicked once it was seen."""

    def __init__(self, look: Look, words: Words, face: tuple[str, str], place: tuple[int, int]) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._name, self._icon = face
        self._number, self._count = place
        self._mark = Mark.OPEN
        self._here = False
        self.setMinimumHeight(look.px(44))
        self.setEnabled(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_mark(Mark.OPEN, here=False)

    def sizeHint(self) -> QSize:
        """Qt's name for it."""
        return QSize(self._look.px(WIDTH - 28), self._look.px(48))

    def show_mark(self, mark: Mark, *, here: bool) -> None:
        """The state of this step, and whether it is the one that is open."""
        self._mark, self._here = mark, here
        state = self._words.say(STATES[mark])
        values = {"name": self._name, "number": self._number, "count": self._count, "state": state}
        self.setAccessibleName(self._words.say(STEP, values) if self._number else self._name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's name for it."""
        del event
        t, px = self._look.tokens, self._look.px
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            whole = self.rect().adjusted(1, 1, -1, -1)
            if self._here:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent))
                painter.drawRoundedRect(whole, px(10), px(10))
                painter.setBrush(QColor(t.card))
                painter.drawRoundedRect(whole.adjusted(px(4), 0, 0, 0), px(8), px(8))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(t.ink), 3))
                painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), px(9), px(9))
            ink = t.ink if self._here or self._mark is not Mark.OPEN or self.isEnabled() else t.soft
            side, middle = px(22), self.rect().center().y()
            painter.drawPixmap(px(14), middle - side // 2, self._look.pixmap(self._icon, 22, ink, ratio))
            right = self.width() - px(12)
            if self._mark is not Mark.OPEN:
                right = self._paint_mark(painter, right, middle)
            painter.setPen(QColor(ink))
            painter.setFont(self._look.font(17, bold=self._here))
            room = QRect(px(46), 0, right - px(50), self.height())
            name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_mark(self, painter: QPainter, right: int, middle: int) -> int:
        """The state at the right end; where it begins."""
        px = self._look.px
        icon, colour = mark_style(self._look, self._mark)
        painter.setFont(self._look.font(15, bold=True))
        painter.setPen(QColor(colour))
        state = self._words.say(STATES[self._mark])
        width = painter.fontMetrics().horizontalAdvance(state)
        painter.drawText(QRect(right - width, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, state)
        left = right - width - px(23)
        painter.drawPixmap(left, middle - px(9), self._look.pixmap(icon, 18, colour, self.devicePixelRatioF()))
        return left


class Rail(QWidget):
    """All steps as (place, name, icon); the last one is the result."""

    chosen = Signal(str)

    def __init__(self, look: Look, words: Words, steps: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(look.px(WIDTH))
        self.items: dict[str, Item] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(14), look.px(20), look.px(14), look.px(12))
        layout.setSpacing(0)
        brand = label(words.say(BRAND), "brand")
        brand.setContentsMargins(look.px(12), 0, 0, look.px(14))
        layout.addWidget(brand)
        for number, (place, name, icon) in enumerate(steps, 1):
            item = Item(look, words, (name, icon), (number if number < len(steps) else 0, len(steps) - 1))
            item.clicked.connect(lambda _=False, p=place: self.chosen.emit(p))
            layout.addWidget(item)
            self.items[place] = item
        layout.addStretch(1)
        look.changed.connect(self.update)

    def show_state(self, marks: dict[str, Mark], visited: set[str], here: str) -> None:
        """The state of every step."""
        for place, item in self.items.items():
            item.show_mark(marks.get(place, Mark.OPEN), here=place == here)
            item.setEnabled(place in visited)
