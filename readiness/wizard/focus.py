"""Where the keyboard is: a key presses what the person chose, and never what the focus moved to by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class SecondPress:
    """The time in which another press is the second half of the one before, and not a new wish."""

    def __init__(self) -> None:
        self._until = QDeadlineTimer()

    def expect(self) -> None:
        """What the press did is in sight now. As long as the system allows for a double click."""
        self._until.setRemainingTime(QApplication.doubleClickInterval())

    @property
    def is_over(self) -> bool:
        """Would a press now be a new one?"""
        return self._until.hasExpired()


class FocusGuard(QObject):
    """Sends the focus to the page's heading where Qt would hand it on to the next button.

    Qt does so whenever the widget that has the focus is hidden or disabled: Enter on “Try again”, pressed twice, would
    press “Skip this step”.
    """

    def __init__(self, window: QWidget, heading: Callable[[], QWidget]) -> None:
        super().__init__(window)
        self._window, self._heading = window, heading
        self._second_press = SecondPress()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._move)

    def expect_second_press(self) -> None:
        """Another page is in sight now: a press that comes this soon was meant for the one before."""
        self._second_press.expect()

    @property
    def is_settled(self) -> bool:
        """Has the person had the time to see what is in sight?"""
        return self._second_press.is_over

    def _move(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or not isinstance(new, QAbstractButton) or not self._window.isAncestorOf(new):
            return
        if not (old.isVisible() and old.isEnabled()):
            self._heading().setFocus()
