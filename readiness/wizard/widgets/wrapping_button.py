"""A button that says a name from a device or a profile: however long that is, it does not push the page apart."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton

from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, set_tip

LINES: Final = 4
"""With more it would not look like a button any more; what is left over then ends with an ellipsis."""
LEAST: Final = 70
"""Room for words at least, in pixels of the 100 % design."""


class WrappingButton(Button):
    """Its words break into lines where there is no room for them in one. The name that is read out is always whole."""

    def __init__(self, look: Appearance, words: str, kind: str, icon: str = "") -> None:
        super().__init__(look, words, kind, icon)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _around(self) -> int:
        """Measure the width of all but the words."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, self.text())
        return self.sizeHint().width() - words.width()

    def lines(self, width: int) -> list[str]:
        """Break the words into the lines that it shows at this width."""
        room = max(1, width - self._around())
        layout = QTextLayout(self.words, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        raw = self.words.encode("utf-16-le")  # Qt counts in these units
        found: list[str] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            start, end = line.textStart(), line.textStart() + line.textLength()
            if len(found) == LINES - 1 and 2 * end < len(raw):
                rest = raw[2 * start :].decode("utf-16-le")
                found.append(self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, room))
                break
            found.append(raw[2 * start : 2 * end].decode("utf-16-le").strip())
        layout.endLayout()
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        hint = self.sizeHint()
        if width >= hint.width():
            return hint.height()
        return hint.height() + (len(self.lines(width)) - 1) * self.fontMetrics().lineSpacing()

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._around() + self._look.px(LEAST)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        set_tip(self, self.words if self.width() < self.sizeHint().width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.marked("\n".join(self.lines(self.width())))
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
