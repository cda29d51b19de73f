"""A number as a square code that a phone's camera can read and call."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from readiness.wizard.style.theme import Appearance

QUIET_ZONE = 4
"""Modules of white that the standard asks for on every side."""


class QrCode(QWidget):
    """Black on white in every theme: that is what cameras read."""

    def __init__(self, look: Appearance, name: str) -> None:
        super().__init__()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self._side = look.px(5)
        """Whole pixels for each module, or the edges blur."""
        self.setAccessibleName(name)

    def show_content(self, content: str) -> None:
        """Show this address as a code."""
        code = segno.make(content, error="m", micro=False)
        self._rows = tuple(tuple(int(bool(cell)) for cell in line) for line in code.matrix)
        whole = self._side * (len(self._rows) + 2 * QUIET_ZONE)
        self.setFixedSize(QSize(whole, whole))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor("white"))
            side, left = self._side, self._side * QUIET_ZONE
            for y, line in enumerate(self._rows):
                for x, dark in enumerate(line):
                    if dark:
                        painter.fillRect(QRect(left + x * side, left + y * side, side, side), QColor("black"))
