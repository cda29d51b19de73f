"""Small parts that every page is made of: labels, buttons, icons, a scrolling body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from readiness.wizard.theme import Look

LONGEST_WORD: Final = 20
"""Letters after which a word without any gap may break: a name of 300 must not push the page apart."""
_BREAK: Final = "\u200b"
_PIECE: Final = r"\S{8}(?=\S)"
"""Eight of the widest letters, at 200 %, are as wide as the narrowest place for them."""
OVERHANG: Final = 14
"""Pixels, the widest gap between two words."""


def breakable(words: str) -> str:
    """The same words; those that no line could hold may be broken."""
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: re.sub(_PIECE, rf"\g<0>{_BREAK}", word[0]), words)


def set_tip(widget: QWidget, words: str) -> None:
    """These words, as they are, where the pointer rests. Qt would guess markup in them, and have the tip read out."""
    widget.setToolTip(f"<span>{escape(words)}</span>" if words else "")
    widget.setAccessibleDescription(words)


class Label(QLabel):
    """Words, shown as they are: what a profile or a device says is never taken for markup."""

    def __init__(self, words: str, *, wrap: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap and mirrored():
            # Qt gives the gap at a line's end the wrong side there and would cut the last letter.
            self.setContentsMargins(OVERHANG, 0, 0, 0)
        self.setText(words)

    def setText(self, words: str) -> None:
        """Qt's name for it."""
        super().setText(breakable(words) if self.wordWrap() else words)

    @property
    def words(self) -> str:
        """What it says."""
        return self.text().replace(_BREAK, "")


def label(words: str, role: str = "", *, wrap: bool = True) -> Label:
    """A label; `role` says what it is to the style sheet."""
    made = Label(words, wrap=wrap)
    if role:
        made.setProperty("role", role)
    return made


def restyle(widget: QWidget, **properties: str) -> None:
    """Change what the style sheet looks at, and apply it anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


MIRRORED: Final = {"chevron-left": "chevron-right", "chevron-right": "chevron-left"}
"""Icons that point the way, where the way runs from right to left."""


def mirrored() -> bool:
    """Does the window run from right to left?"""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def visual(widget: QWidget, room: QRect, at: QRect) -> QRect:
    """The same place in the room, counted from the side where reading begins. (Qt's own would load all of QStyle.)"""
    if widget.layoutDirection() is Qt.LayoutDirection.LeftToRight:
        return at
    return at.translated(room.left() + room.right() - at.left() - at.right(), 0)


class Icon(QLabel):
    """An icon in one of the look's colours. For the eye alone: words stand beside it."""

    def __init__(self, look: Look, name: str, size: float, colour: Callable[[], str]) -> None:
        super().__init__()
        self._look, self._name, self._size, self._colour = look, name, size, colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.refresh)
        self.refresh()

    def show_icon(self, name: str, colour: Callable[[], str]) -> None:
        """Another icon."""
        self._name, self._colour = name, colour
        self.refresh()

    def refresh(self) -> None:
        """Draw it in the present look."""
        self.setPixmap(self._look.pixmap(self._name, self._size, self._colour(), self.devicePixelRatioF()))


class Button(QPushButton):
    """A button with words, and perhaps an icon before or after them."""

    def __init__(self, look: Look, words: str, kind: str, icon: str = "", *, icon_after: bool = False) -> None:
        super().__init__()
        self.words = words
        self._look, self._kind, self._icon = look, kind, icon
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        self.key = ""
        self._underlined = False
        self._worded = True
        self._icon_after = icon_after
        self.set_key("")
        if icon_after:
            ahead, back = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
            self.setLayoutDirection(ahead if mirrored() else back)
        if icon:
            look.changed.connect(self.refresh)
            self.toggled.connect(self.refresh)
            self.refresh()

    def say(self, words: str) -> None:
        """Other words."""
        self.words = words
        self.setAccessibleName(words)
        self.set_key(self.key)

    def show_words(self, *, shown: bool) -> None:
        """With its words, or with its icon alone (and the words where the pointer rests, and for screen readers)."""
        if shown != self._worded:
            self._worded = shown
            set_tip(self, "" if shown else self.words)
            self.set_key(self.key)

    def set_key(self, letter: str) -> None:
        """Alt and this letter press the button; empty: none does."""
        self.key = letter
        self.setText(self.marked(self.words) if self._worded else "")
        self.setShortcut(QKeySequence(f"Alt+{letter.upper()}") if letter else QKeySequence())

    def marked(self, words: str) -> str:
        """The words as Qt takes them: with its mark before the letter that is to be underlined."""
        at = words.casefold().find(self.key.casefold()) if self.key and self._underlined else -1
        parts = [words] if at < 0 else [words[:at], words[at:]]
        return "&".join(part.replace("&", "&&") for part in parts)

    def underline(self, *, shown: bool) -> None:
        """Show which letter it is, while Alt is held down."""
        self._underlined = shown
        self.set_key(self.key)

    def refresh(self) -> None:
        """Draw the icon in the present look."""
        t = self._look.tokens
        colour = {"main": t.on_accent, "bar": t.bar_ink, "answer": t.ink}.get(self._kind, t.accent)
        if self._kind == "answer" and self.isChecked():
            colour = t.on_accent
        if not self.isEnabled():
            colour = t.soft
        if not self._icon:
            self.setIcon(QIcon())
            return
        name = MIRRORED.get(self._icon, self._icon) if mirrored() else self._icon
        self.setIcon(self._look.icon(name, 22, colour, gap=8, before=self._icon_after != mirrored()))
        self.setIconSize(QSize(self._look.px(30), self._look.px(22)))

    def changeEvent(self, event: QEvent) -> None:
        """Qt's name for it."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and self._icon:
            self.refresh()

    def set_kind(self, kind: str) -> None:
        """Main, second, text …"""
        if kind != self._kind:
            self._kind = kind
            restyle(self, kind=kind)
            self.refresh()

    def set_icon(self, icon: str) -> None:
        """Another icon."""
        self._icon = icon
        self.refresh()


class Link(QAbstractButton):
    """A sentence that leads somewhere; unlike Qt's own buttons it breaks into lines."""

    def __init__(self, look: Look, words: str) -> None:
        super().__init__()
        self._look = look
        self.setText(words)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.update)

    def _lines(self, width: int) -> QRect:
        room = QRect(0, 0, max(1, width - 2 * self._look.px(6)), 1 << 16)
        metrics = QFontMetrics(self._look.font(18, bold=True))
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())

    def hasHeightForWidth(self) -> bool:
        """Qt's name for it."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's name for it."""
        return max(self._look.px(44), self._lines(width).height() + self._look.px(8))

    def sizeHint(self) -> QSize:
        """Qt's name for it."""
        return QSize(self._look.px(300), self.heightForWidth(self._look.px(300)))

    def minimumSizeHint(self) -> QSize:
        """Qt's name for it."""
        return QSize(self._look.px(120), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's name for it."""
        del event
        px, t = self._look.px, self._look.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(t.ink), 3))
                painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), px(8), px(8))
            font = self._look.font(18, bold=True)
            font.setUnderline(self.underMouse())
            painter.setFont(font)
            painter.setPen(QColor(t.ink))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
            painter.drawText(self.rect().adjusted(px(6), 0, -px(6), 0), flags, self.text())


class Flow(QWidget):
    """One after another, on as many lines as it takes. `end`: each line stands at its end instead of its beginning.

    A widget and no QLayout: Python and Qt would both own a layout's items.
    """

    def __init__(self, widgets: Iterable[QWidget], *, gap: int, end: bool = False) -> None:
        super().__init__()
        self.widgets = list(widgets)
        self._gap, self._end = gap, end
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in self.widgets:
            widget.setParent(self)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self.widgets if not widget.isHidden()]

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        room = 0
        for widget in self._shown():
            widget.ensurePolished()  # or it would not know yet how large the style sheet makes it
            hint = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            if not lines or hint.width() > room:
                lines.append([])
                room = width
            lines[-1].append((widget, hint))
            room -= hint.width() + self._gap
        return lines

    def hasHeightForWidth(self) -> bool:
        """Qt's name for it."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's name for it."""
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        heights = [max(hint.height() for _, hint in line) for line in lines]
        return sum(heights) + self._gap * max(0, len(lines) - 1) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """Qt's name for it."""
        margins = self.contentsMargins()
        hints = [hint for line in self._lines(1 << 20) for _, hint in line]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width + margins.left() + margins.right(), self.heightForWidth(1 << 20))

    def minimumSizeHint(self) -> QSize:
        """Qt's name for it."""
        margins = self.contentsMargins()
        hints = [hint for line in self._lines(1 << 20) for _, hint in line]
        widest = max((hint.width() for hint in hints), default=0)
        return QSize(widest + margins.left() + margins.right(), self.heightForWidth(1 << 20))

    def event(self, event: QEvent) -> bool:
        """Qt's name for it. A button that comes, goes or says something else asks for another place."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ContentsRectChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's name for it."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = self.contentsRect()
        y = room.y()
        for line in self._lines(room.width()):
            used = sum(hint.width() for _, hint in line) + self._gap * (len(line) - 1)
            x = room.x() + (room.width() - used if self._end else 0)
            for widget, hint in line:
                at = QRect(x, y, min(hint.width(), room.width()), hint.height())
                widget.setGeometry(visual(self, room, at))
                x += hint.width() + self._gap
            y += max(hint.height() for _, hint in line) + self._gap


class Number(QWidget):
    """A step's number in a ring."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._look, self._number = look, number
        side = look.px(34)
        self.setFixedSize(side, side)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's name for it."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.tokens.accent), 2))
            painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
            painter.setFont(self._look.font(16, bold=True))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class Body(QScrollArea):
    """The part of a page that scrolls where the window is too small for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The arrow keys scroll it when it has the focus; it takes no stop of its own on the way of the Tab key.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = QWidget()
        self.inner.setProperty("role", "ground")
        self.setWidget(self.inner)


def frame(role: str, layout: QLayout) -> QFrame:
    """A card."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(layout)
    return made


def row(layout: QBoxLayout, items: Iterable[QWidget | int], *, spacing: int = 0, margin: int = 0) -> QBoxLayout:
    """Put items one after another; a number is a stretch."""
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        else:
            layout.addWidget(item)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out and be rid of it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def stops(widget: QWidget | None) -> Iterator[QWidget]:
    """What takes the Tab key in this widget, in the order in which it is read."""
    if widget is None:
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from stops(widget.widget())
    if isinstance(widget, Flow):
        for each in widget.widgets:
            yield from stops(each)
    layout = widget.layout()
    if layout is not None:
        yield from _stops_in(layout)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _stops_in(inner)


def announce(widget: QWidget, words: str) -> None:
    """Tell a screen reader."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
