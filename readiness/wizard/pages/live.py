"""What is shown while a tip is measured: the picture, the level, the share that is done, what to do now."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from readiness.core.check import Live
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import make_label
from readiness.wizard.widgets.layouts import make_card, mirrored_rect

NO_PICTURE = Text("Your picture will be here.")
QUIET = Text("quiet")
RIGHT = Text("just right")
LOUD = Text("too loud")
SAY_NOW = Text("Do this now:")
STEP_NOW = Text("Step {step} of {steps}")
FLOOR_DBFS: Final = -65.0
LOUD_DBFS: Final = -9.0
SMALL: Final = 250
"""Width of the picture in one column, at 100 % text."""


class Picture(QWidget):
    """The camera's picture as in a mirror, which is how people know themselves."""

    def __init__(self, look: Appearance, words: Words) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._image = QImage()
        self.shown = 0
        """How many pictures were shown."""
        self.setMinimumSize(look.px(200), look.px(112))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName(words.say(Text("The picture of your camera")))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(470), self._look.px(264))

    def shrink(self, small: bool) -> None:
        """Show the picture small where what it means stands below it and needs room, or at full width again."""
        self.setMaximumWidth(self._look.px(SMALL) if small else (1 << 24) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the height follow the width, as the picture has it."""
        image = self._image
        share = image.height() / image.width() if not image.isNull() else 9 / 16
        height = round(min(max(share, 0.4), 0.8) * event.size().width())
        if height != self.height():
            self.setFixedHeight(height)

    def show_jpeg(self, jpeg: bytes) -> None:
        """Show the latest picture."""
        image = QImage.fromData(jpeg)
        if image.isNull():
            return
        changed = self._image.size() != image.size()
        self._image = image
        self.shown += 1
        if changed:
            self.setFixedHeight(round(min(max(image.height() / image.width(), 0.4), 0.8) * self.width()))
        self.update()

    def clear(self) -> None:
        """Remove the picture: an old one must never pass for a new one."""
        self._image = QImage()
        self.update()

    @property
    def empty(self) -> bool:
        """Is there no picture now?"""
        return self._image.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._look.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            path = QPainterPath()
            radius = self._look.px(12)
            path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.save()
            painter.setClipPath(path)
            if self._image.isNull():
                painter.fillPath(path, QColor(t.sidebar))
                side = self._look.px(48)
                icon = self._look.pixmap("camera", 48, t.soft, self.devicePixelRatioF())
                middle = self.rect().center()
                painter.drawPixmap(middle.x() - side // 2, middle.y() - side, icon)
                painter.setPen(QColor(t.soft))
                painter.setFont(self._look.font(18))
                below = self.rect().adjusted(0, self._look.px(60), 0, 0)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._words.say(NO_PICTURE))
            else:
                painter.fillPath(path, QColor("black"))
                size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                painter.translate(self.width(), 0)
                painter.scale(-1, 1)
                at = QRectF(
                    (self.width() - size.width()) / 2,
                    (self.height() - size.height()) / 2,
                    size.width(),
                    size.height(),
                )
                painter.drawImage(at, self._image)
            painter.restore()
            painter.setPen(QPen(QColor(t.line), 1))
            painter.drawPath(path)


class Level(QWidget):
    """How loud it is: the length of the bar and two marks tell it, without any colour."""

    def __init__(self, look: Appearance, words: Words, quiet_dbfs: float) -> None:
        super().__init__()
        self._look, self._words, self._quiet = look, words, quiet_dbfs
        self._dbfs = FLOOR_DBFS
        self.setFixedHeight(look.px(70))
        self.setAccessibleName(words.say(Text("How loud the microphone hears you")))

    def show_level(self, dbfs: float) -> None:
        """Show the level now. It falls slower than it rises, so that a voice's gaps do not make it flicker."""
        dbfs = min(0.0, max(FLOOR_DBFS, dbfs))
        self._dbfs = dbfs if dbfs > self._dbfs else max(dbfs, self._dbfs - 2.5)
        self.update()

    def _x(self, dbfs: float) -> float:
        return (dbfs - FLOOR_DBFS) / -FLOOR_DBFS * self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._look.tokens, self._look.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font(16))
            painter.setPen(QColor(t.soft))
            for room, words, flag in self._marks():
                painter.drawText(mirrored_rect(self, self.rect(), room), flag, words)
            quiet_x, loud_x = self._x(self._quiet), self._x(LOUD_DBFS)
            bar = QRectF(0.5, px(24) + 3.5, self.width() - 1, px(42))
            shape = QPainterPath()
            shape.addRoundedRect(bar, px(11), px(11))
            painter.fillPath(shape, QColor(t.card))
            painter.save()
            painter.setClipPath(shape)
            turn_over(painter, self)
            step, thick = px(18), px(10)
            x = 0.0
            while x < self._x(self._dbfs):
                painter.fillRect(
                    QRectF(x, bar.top(), min(thick, self._x(self._dbfs) - x), bar.height()), QColor(t.accent)
                )
                x += step
            pen = QPen(QColor(t.ink), 3, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            for mark in (quiet_x, loud_x):
                painter.drawLine(int(mark), int(bar.top()), int(mark), int(bar.bottom()))
            painter.restore()
            painter.setPen(QPen(QColor(t.soft), 1))
            painter.drawPath(shape)

    def _marks(self) -> list[tuple[QRect, str, Qt.AlignmentFlag]]:
        """Place the words above the bar: the middle one gives way where the others need the room."""
        px, say, width = self._look.px, self._words.say, self.width()
        metrics, top = QFontMetrics(self._look.font(16)), px(24)
        quiet, right, loud = (say(text) for text in (QUIET, RIGHT, LOUD))
        first, middle, last = (metrics.horizontalAdvance(words) + px(8) for words in (quiet, right, loud))
        left = round((self._x(self._quiet) + self._x(LOUD_DBFS)) / 2 - middle / 2)
        left = max(px(4) + first, min(left, width - px(4) - last - middle))
        ends_at, begins_at = (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            ends_at, begins_at = begins_at, ends_at
        fixed = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        both = [
            (QRect(px(4), 0, first, top), quiet, fixed | begins_at),
            (QRect(width - last - px(4), 0, last, top), loud, fixed | ends_at),
        ]
        if first + middle + last + 2 * px(4) > width:
            return both
        return [both[0], (QRect(left, 0, middle, top), right, fixed | Qt.AlignmentFlag.AlignHCenter), both[1]]

    def fits(self) -> bool:
        """Tell whether there is room for all of its words."""
        rooms = [room for room, _, _ in self._marks()]
        return all(a.right() <= b.left() + 1 for a, b in pairwise(rooms)) and rooms[-1].right() <= self.width()


def turn_over(painter: QPainter, widget: QWidget) -> None:
    """Paint from right to left where the language runs that way."""
    if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        painter.translate(widget.width(), 0)
        painter.scale(-1, 1)


class Share(QWidget):
    """How much of the work is done. Painted: Qt's own bar would tell a screen reader of every step."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look, self._share = look, 0.0
        self.setFixedHeight(look.px(12))

    def show_share(self, share: float) -> None:
        """Show this share, from 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._look.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            turn_over(painter, self)
            radius = self.height() / 2
            painter.setBrush(QColor(t.line))
            painter.drawRoundedRect(self.rect(), radius, radius)
            painter.setBrush(QColor(t.accent))
            width = max(self.height(), self.width() * self._share)
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), radius, radius)


class Doing(QWidget):
    """What we do, how far it is, and what the person should do now."""

    def __init__(self, look: Appearance, words: Words) -> None:
        super().__init__()
        self._words = words
        self._hint = make_label(words.say(SAY_NOW), "soft")
        self._prompt = make_label("", "prompt")
        self._doing = make_label("", "")
        self._share = Share(look)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(26), look.px(22), look.px(26), look.px(24))
        inner.setSpacing(look.px(12))
        for widget in (self._hint, self._prompt, self._doing, self._share):
            inner.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(make_card("card", inner))
        self.prompted: Text | None = None

    def show_live(self, live: Live, waiting: Text, *, working: bool = True) -> None:
        """Show the latest part; `waiting` is said where it does not say what is being done."""
        self.prompted = live.prompt
        prompt = self._words.say(live.prompt) if live.prompt is not None else ""
        if self._prompt.text() != prompt:
            self._prompt.setText(prompt)
        doing = self._words.say(live.doing) if live.doing is not None else "" if prompt else self._words.say(waiting)
        if self._doing.text() != doing:
            self._doing.setText(doing)
        values = {"step": live.step, "steps": live.steps}
        hint = self._words.say(SAY_NOW) if live.step is None else self._words.say(STEP_NOW, values)
        if self._hint.text() != hint:
            self._hint.setText(hint)
        self._hint.setVisible(bool(prompt))
        self._prompt.setVisible(bool(prompt))
        self._doing.setVisible(bool(doing))
        self._share.setVisible(working)
        self._share.show_share(live.done or 0.0)
