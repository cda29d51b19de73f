"""What every dialog of ours keeps to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog


class Dialog(QDialog):
    """Enter presses the button that has the focus, and no other. Qt's own dialogs press a default button instead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and not event.isAutoRepeat():
                focused.click()
        else:
            super().keyPressEvent(event)
