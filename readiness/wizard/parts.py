"""Small parts that every page is made of: labels, buttons, icons, a scrolling body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
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


def label(words: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """Words, shown as they are: what a profile or a device says is never taken for markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def restyle(widget: QWidget, **properties: str) -> None:
    """Change what the style sheet looks at, and apply it anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


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
        self._icon_after = icon_after
        self.set_key("")
        if icon_after:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if icon:
            look.changed.connect(self.refresh)
            self.toggled.connect(self.refresh)
            self.refresh()

    def say(self, words: str) -> None:
        """Other words."""
        self.words = words
        self.setAccessibleName(words)
        self.set_key(self.key)

    def set_key(self, letter: str) -> None:
        """Alt and this letter press the button; empty: none does."""
        self.key = letter
        at = self.words.casefold().find(letter.casefold()) if letter and self._underlined else -1
        parts = [self.words] if at < 0 else [self.words[:at], self.words[at:]]
        self.setText("&".join(part.replace("&", "&&") for part in parts))
        self.setShortcut(QKeySequence(f"Alt+{letter.upper()}") if letter else QKeySequence())

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
        mirrored = self._icon_after != (QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft)
        self.setIcon(self._look.icon(self._icon, 22, colour, gap=8, before=mirrored))
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
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
