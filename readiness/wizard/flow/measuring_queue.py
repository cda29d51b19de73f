"""What waits to be measured while the person looks on: each as soon as nothing that it comes after is under way."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from readiness.wizard.flow.measurements import Measurements


class MeasuringQueue(QObject):
    """Tips in line."""

    finished = Signal()
    """Nothing waits and nothing runs; told once the event loop has come round."""

    def __init__(self, measuring: Measurements) -> None:
        super().__init__()
        self._measuring = measuring
        self._waiting: list[str] = []

    def fill(self, tips: Iterable[str]) -> None:
        """Let these wait, and no others."""
        self._waiting = list(tips)

    @property
    def is_idle(self) -> bool:
        """Does nothing wait, and nothing run?"""
        return not self._waiting and not self._measuring.session.running()

    def feed(self) -> None:
        """Start what may start now."""
        session = self._measuring.session
        for tip in session.to_start(self._waiting):
            self._waiting.remove(tip)
            self._measuring.begin(tip)
        # What runs already needs no second start.
        self._waiting = [tip for tip in self._waiting if not session.busy(tip)]
        if self.is_idle:
            QTimer.singleShot(0, self, self.finished.emit)

    def cut_short(self) -> None:
        """Do not wait for what is still being measured."""
        self._waiting = []
        for tip in self._measuring.session.running():
            self._measuring.cancel(tip)
