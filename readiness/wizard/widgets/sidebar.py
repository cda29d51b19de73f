"""The steps at the left: name, and state by shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.report.palette import verdict_colours
from readiness.wizard.navigation import Mark
from readiness.wizard.style.theme import ICONS, Appearance
from readiness.wizard.widgets.basic import make_label
from readiness.wizard.widgets.layouts import Body, mirrored_rect

BRAND: Final = Text("Visit Readiness")
STEP: Final = Text("{name}, step {number} of {count}. {state}")
FEWEST: Final = 276
MOST: Final = 330
"""The widths between which the steps' words may take room, at 100 % text."""
WIDE: Final = 1000
"""A window of less width (at 100 % text) has icons alone."""
LEAST: Final = 44
"""Pixels that a target measures at least, at any text size."""
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
    Mark.BY_PHONE: Text("By phone"),
}


def mark_style(look: Appearance, mark: Mark) -> tuple[str, str]:
    """Choose a state's icon and colour."""
    if mark in (Mark.OPEN, Mark.RUNNING):
        return ("" if mark is Mark.OPEN else "loader"), look.tokens.soft
    if mark in (Mark.SKIPPED, Mark.NOT_NEEDED, Mark.BY_PHONE):
        return "phone" if mark is Mark.BY_PHONE else "minus", look.tokens.unknown
    verdict = Verdict(mark.value)
    return ICONS[verdict], verdict_colours(look.tokens, verdict)[0]


class Form(StrEnum):
    """How much of itself the sidebar shows."""

    WORDS = "words"
    """Names, and states as shapes with words."""
    SHAPES = "shapes"
    """Names, and states as shapes."""
    ICONS = "icons"
    """Each step's icon, with its state's shape; the page's title names the step that is open."""


class Item(QAbstractButton):
    """One step. It can be clicked once it was seen."""

    def __init__(self, look: Appearance, words: Words, face: tuple[str, str], place: tuple[int, int]) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._name, self._icon = face
        self._number, self._count = place
        self._mark = Mark.OPEN
        self._here = False
        self.form = Form.WORDS
        self.setEnabled(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_mark(Mark.OPEN, here=False)

    def needs(self, form: Form) -> int:
        """Measure how many pixels wide it must be for all of its words."""
        px = self._look.px
        if form is Form.ICONS:
            return max(LEAST, px(48))
        name = QFontMetrics(self._look.font(17, bold=True)).horizontalAdvance(self._name)
        state = px(18)
        if form is Form.WORDS:
            metrics = QFontMetrics(self._look.font(15, bold=True))
            state += px(5) + max(metrics.horizontalAdvance(self._words.say(text)) for text in STATES.values())
        # The last item, the result, has no state.
        return px(46) + name + px(12) + (px(8) + state if self._number else 0)

    def show_form(self, form: Form, height: int) -> None:
        """Show this much of itself, this high."""
        self.form = form
        self.setFixedHeight(height)
        self.setToolTip(self.accessibleName() if form is Form.ICONS else "")
        self.update()

    def show_mark(self, mark: Mark, *, here: bool) -> None:
        """Show the state of this step, and whether it is the one that is open."""
        self._mark, self._here = mark, here
        state = self._words.say(STATES[mark])
        values = {"name": self._name, "number": self._number, "count": self._count, "state": state}
        self.setAccessibleName(self._words.say(STEP, values) if self._number else self._name)
        if self.form is Form.ICONS:
            self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._look.tokens, self._look.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            whole = self.rect().adjusted(1, 1, -1, -1)
            if self._here:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent))
                painter.drawRoundedRect(whole, px(10), px(10))
                painter.setBrush(QColor(t.card))
                painter.drawRoundedRect(self._placed(whole.adjusted(px(4), 0, 0, 0)), px(8), px(8))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(t.ink), 3))
                painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), px(9), px(9))
            if self.form is Form.ICONS:
                self._paint_icons(painter)
            else:
                self._paint_words(painter)

    def _placed(self, rect: QRect) -> QRect:
        """Count the same place from the side where reading begins."""
        return mirrored_rect(self, self.rect(), rect)

    @property
    def _ink(self) -> str:
        t = self._look.tokens
        return t.ink if self._here or self._mark is not Mark.OPEN or self.isEnabled() else t.soft

    def _draw(self, painter: QPainter, at: QRect, name: str, size: float, colour: str) -> None:
        painter.drawPixmap(self._placed(at).topLeft(), self._look.pixmap(name, size, colour, self.devicePixelRatioF()))

    def _paint_icons(self, painter: QPainter) -> None:
        middle, side = self.rect().center(), self._look.px(22)
        marked = self._mark is not Mark.OPEN
        left = middle.x() - side // 2 - (side // 3 if marked else 0)
        self._draw(painter, QRect(left, middle.y() - side // 2, side, side), self._icon, 22, self._ink)
        if marked:
            icon, colour = mark_style(self._look, self._mark)
            small = self._look.px(14)
            self._draw(painter, QRect(left + side, middle.y() - small // 2, small, small), icon, 14, colour)

    def _paint_words(self, painter: QPainter) -> None:
        px, middle = self._look.px, self.rect().center().y()
        side = px(22)
        self._draw(painter, QRect(px(14), middle - side // 2, side, side), self._icon, 22, self._ink)
        right = self.width() - px(12)
        if self._mark is not Mark.OPEN:
            right = self._paint_mark(painter, right, middle)
        painter.setPen(QColor(self._ink))
        painter.setFont(self._look.font(17, bold=self._here))
        room = self._placed(QRect(px(46), 0, right - px(46), self.height()))
        painter.drawText(room, _leading_edge(self), self._name)

    def _paint_mark(self, painter: QPainter, right: int, middle: int) -> int:
        """Paint the state at the end of the line; return where it begins."""
        px = self._look.px
        icon, colour = mark_style(self._look, self._mark)
        width = 0
        if self.form is Form.WORDS:
            painter.setFont(self._look.font(15, bold=True))
            painter.setPen(QColor(colour))
            state = self._words.say(STATES[self._mark])
            width = painter.fontMetrics().horizontalAdvance(state) + px(5)
            room = self._placed(QRect(right - width, 0, width + 2, self.height()))
            painter.drawText(room, _trailing_edge(self), state)
        left = right - width - px(18)
        self._draw(painter, QRect(left, middle - px(9), px(18), px(18)), icon, 18, colour)
        return left - px(6)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
# Absolute, because Qt turns left and right by the text, and a name may be in another language.


def _leading_edge(widget: QWidget) -> Qt.AlignmentFlag:
    return _RIGHT if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft else _LEFT


def _trailing_edge(widget: QWidget) -> Qt.AlignmentFlag:
    return _LEFT if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft else _RIGHT


class Sidebar(Body):
    """All steps as (place, name, icon); the last one is the result."""

    chosen = Signal(str)

    def __init__(self, look: Appearance, words: Words, steps: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        # Its width is set with the bar's beside it (`fit`), so that the bar's coming changes nothing.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._look = look
        self.setObjectName("sidebar")
        self.inner.setProperty("role", "sidebar")
        self.items: dict[str, Item] = {}
        self._layout = QVBoxLayout(self.inner)
        self._layout.setSpacing(0)
        self._brand = make_label(words.say(BRAND), "brand")
        self._layout.addWidget(self._brand)
        for number, (place, name, icon) in enumerate(steps, 1):
            item = Item(look, words, (name, icon), (number if number < len(steps) else 0, len(steps) - 1))
            item.clicked.connect(lambda _=False, p=place: self.chosen.emit(p))
            self._layout.addWidget(item)
            self.items[place] = item
        self._layout.addStretch(1)
        look.changed.connect(self.inner.update)

    def fit(self, width: int, height: int) -> None:
        """Show as much as this window has room for, beside a page that needs the most of it."""
        form, needed = Form.ICONS, max(item.needs(Form.ICONS) for item in self.items.values())
        if width >= self._look.px(WIDE):
            for fuller in (Form.WORDS, Form.SHAPES):
                wide = max(item.needs(fuller) for item in self.items.values())
                if wide <= self._look.px(MOST):
                    form, needed = fuller, max(wide, self._look.px(FEWEST))
                    break
        space = self._look.space
        side, above = space(6 if form is Form.ICONS else 14), space(8 if form is Form.ICONS else 20)
        self._layout.setContentsMargins(side, above, side, space(8))
        self._brand.setVisible(form is not Form.ICONS)
        self._brand.setContentsMargins(space(12), 0, 0, space(14))
        brand = 0 if form is Form.ICONS else self._brand.heightForWidth(needed)
        room = (height - above - space(8) - brand) // len(self.items)
        tall = min(self._look.px(48), max(LEAST, room))
        for item in self.items.values():
            item.show_form(form, tall)
        scrolls = above + space(8) + brand + tall * len(self.items) > height
        beside = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        self.setFixedWidth(needed + 2 * side + 2 + beside)  # and the line at its end

    def show_state(self, marks: dict[str, Mark], visited: set[str], here: str) -> None:
        """Show the state of every step."""
        for place, item in self.items.items():
            item.show_mark(marks.get(place, Mark.OPEN), here=place == here)
            item.setEnabled(place in visited)
        if here in self.items:
            self.ensureWidgetVisible(self.items[here])
