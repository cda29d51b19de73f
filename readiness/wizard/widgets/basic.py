"""Small parts that every page is made of: labels, buttons, links, icons."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHideEvent,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from readiness.wizard.style.language import is_mirrored
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.focus import move_to_heading

LONGEST_WORD: Final = 20
"""Letters after which a word without any gap may break: a name of 300 must not push the page apart."""
_BREAK: Final = "\u200b"
_PIECE: Final = r"\S{8}(?=\S)"
"""Eight of the widest letters, at 200 %, are as wide as the narrowest place for them."""
OVERHANG: Final = 14
"""Pixels, the widest gap between two words."""


def make_breakable(words: str) -> str:
    """Let words that no line could hold be broken; the others stay the same."""
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: re.sub(_PIECE, rf"\g<0>{_BREAK}", word[0]), words)


def set_tip(widget: QWidget, words: str) -> None:
    """Show these words as they are where the pointer rests. Qt would guess markup in them and have the tip read out."""
    widget.setToolTip(f"<span>{escape(words)}</span>" if words else "")
    widget.setAccessibleDescription(words)


class Label(QLabel):
    """Words, shown as they are: what a profile or a device says is never taken for markup."""

    def __init__(self, words: str, *, wrap: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap and is_mirrored():
            # Qt gives the gap at a line's end the wrong side there and would cut the last letter.
            self.setContentsMargins(OVERHANG, 0, 0, 0)
        self.setText(words)

    def setText(self, words: str) -> None:
        super().setText(make_breakable(words) if self.wordWrap() else words)

    @property
    def words(self) -> str:
        """What it says."""
        return self.text().replace(_BREAK, "")


def make_label(words: str, role: str = "", *, wrap: bool = True) -> Label:
    """Make a label; `role` says what it is to the style sheet."""
    made = Label(words, wrap=wrap)
    if role:
        made.setProperty("role", role)
    return made


def apply_style(widget: QWidget, **properties: str) -> None:
    """Change what the style sheet looks at, and apply it anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


MIRRORED: Final = {"chevron-left": "chevron-right", "chevron-right": "chevron-left"}
"""Icons that point the way, where the way runs from right to left."""


class Icon(QLabel):
    """An icon in one of the look's colours. For the eye alone: words stand beside it."""

    def __init__(self, look: Appearance, name: str, size: float, colour: Callable[[], str]) -> None:
        super().__init__()
        self._look, self._name, self._size, self._colour = look, name, size, colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.refresh)
        self.refresh()

    def show_icon(self, name: str, colour: Callable[[], str]) -> None:
        self._name, self._colour = name, colour
        self.refresh()

    def refresh(self) -> None:
        """Draw it in the present look."""
        self.setPixmap(self._look.pixmap(self._name, self._size, self._colour(), self.devicePixelRatioF()))


class Button(QPushButton):
    """A button with words, and perhaps an icon before or after them."""

    def __init__(self, look: Appearance, words: str, kind: str, icon: str = "", *, icon_after: bool = False) -> None:
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
            self.setLayoutDirection(ahead if is_mirrored() else back)
        if icon:
            look.changed.connect(self.refresh)
            self.toggled.connect(self.refresh)
            self.refresh()

    def say(self, words: str) -> None:
        """Show other words."""
        self.words = words
        self.setAccessibleName(words)
        self.set_key(self.key)

    def show_words(self, *, shown: bool) -> None:
        """Show its words, or its icon alone (and the words where the pointer rests, and for screen readers)."""
        if shown != self._worded:
            self._worded = shown
            set_tip(self, "" if shown else self.words)
            self.set_key(self.key)

    def set_key(self, letter: str) -> None:
        """Let Alt and this letter press the button; where it is empty, no letter does."""
        self.key = letter
        self.setText(self.marked(self.words) if self._worded else "")
        self.setShortcut(QKeySequence(f"Alt+{letter.upper()}") if letter else QKeySequence())

    def marked(self, words: str) -> str:
        """Return the words as Qt takes them: with its mark before the letter that is to be underlined."""
        at = words.casefold().find(self.key.casefold()) if self.key and self._underlined else -1
        parts = [words] if at < 0 else [words[:at], words[at:]]
        return "&".join(part.replace("&", "&&") for part in parts)

    def underline(self, *, shown: bool) -> None:
        """Show which letter it is, while Alt is held down."""
        self._underlined = shown
        self.set_key(self.key)

    def show_working(self, *, working: bool) -> None:
        """Show that what it began is under way. While it has the focus it must not be disabled: Qt would hand that on
        to the next button, and a second press of the key would press that one."""
        if working != (self.property("working") == "yes"):
            apply_style(self, working="yes" if working else "no")
            self.refresh()

    def refresh(self) -> None:
        """Draw the icon in the present look."""
        t = self._look.tokens
        colour = {"main": t.on_accent, "bar": t.bar_ink, "answer": t.ink}.get(self._kind, t.accent)
        if self._kind == "answer" and self.isChecked():
            colour = t.on_accent
        if not self.isEnabled() or self.property("working") == "yes":
            colour = t.soft
        if not self._icon:
            self.setIcon(QIcon())
            return
        name = MIRRORED.get(self._icon, self._icon) if is_mirrored() else self._icon
        self.setIcon(self._look.icon(name, 22, colour, gap=8, before=self._icon_after != is_mirrored()))
        self.setIconSize(QSize(self._look.px(30), self._look.px(22)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and self._icon:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            move_to_heading(self)
        super().hideEvent(event)

    def set_kind(self, kind: str) -> None:
        """Set the kind, such as main, second or text."""
        if kind != self._kind:
            self._kind = kind
            apply_style(self, kind=kind)
            self.refresh()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.refresh()


class Link(QAbstractButton):
    """A sentence that leads somewhere; unlike Qt's own buttons it breaks into lines."""

    def __init__(self, look: Appearance, words: str) -> None:
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
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._look.px(44), self._lines(width).height() + self._look.px(8))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), self.heightForWidth(self._look.px(300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
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

    def __init__(self, look: Appearance, number: int) -> None:
        super().__init__()
        self._look, self._number = look, number
        side = look.px(34)
        self.setFixedSize(side, side)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.tokens.accent), 2))
            painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
            painter.setFont(self._look.font(16, bold=True))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


def announce_to_reader(widget: QWidget, words: str) -> None:
    """Tell a screen reader."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415  2 ms, behind the first page

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
