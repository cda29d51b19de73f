"""Collecting garbage: in the window's own thread alone, at a moment when Qt does nothing.

Python collects where an object happens to be made, in any thread. There it would destroy the widgets that lie in a
cycle; their destructor takes a lock of Qt's and then waits for Python's, while the window's thread, which holds
Python's, waits for Qt's: both stand still for good. Many programs made with Qt for Python collect by a timer instead:
https://riverbankcomputing.com/pipermail/pyqt/2011-August/030378.html, https://bugreports.qt.io/browse/PYSIDE-79.
"""

from __future__ import annotations

import gc
import threading
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_MS: Final = 500
"""Garbage that Python would have collected at once waits so long at most."""


class GarbageCollector(QObject):
    """Takes over from Python's automatic collection, by Python's own thresholds, until it is released."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thread = threading.get_ident()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, and with it all younger ones."""
        assert threading.get_ident() == self._thread
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, threshold) in enumerate(counts) if count > threshold]
        if due:
            gc.collect(due[-1])

    def release(self) -> None:
        """Leave it to Python again: no other thread is left that could meet a widget."""
        self._timer.stop()
        gc.enable()
        self.deleteLater()
