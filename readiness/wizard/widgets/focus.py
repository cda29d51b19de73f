"""Where the keyboard is: a key presses what the person chose, and never what the focus moved to by itself."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtWidgets import QApplication, QWidget


class SecondPress:
    """The time in which another press is the second half of the one before, and not a new wish."""

    def __init__(self) -> None:
        self._until = QDeadlineTimer()

    def expect(self) -> None:
        """Start the wait, now that what the press did is in sight: as long as the system allows for a double click."""
        self._until.setRemainingTime(QApplication.doubleClickInterval())

    @property
    def is_over(self) -> bool:
        """Would a press now be a new one?"""
        return self._until.hasExpired()


def move_to_heading(widget: QWidget) -> None:
    """Give the focus to the heading of this widget's page, where the widget has its window's focus.

    For what is about to be hidden: Qt would hand the focus on to the next button, and a second press of Enter on
    “Start” would press “Skip this step”.
    """
    if widget.window().focusWidget() is not widget:
        return
    page = widget.parentWidget()
    while page is not None and not isinstance(getattr(page, "heading", None), QWidget):
        page = page.parentWidget()
    if page is not None and page.isVisible():
        page.heading.setFocus(Qt.FocusReason.OtherFocusReason)  # type: ignore[attr-defined]


def bring_to_front(window: QWidget) -> None:
    """Show this window before all others, with the keyboard."""
    window.show()
    window.raise_()
    window.activateWindow()
