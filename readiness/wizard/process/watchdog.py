"""A watch on the window's thread: where that stands still, the log tells what every thread is doing."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from readiness.probe.crashes import describe_stacks

STILL_S: Final = 5.0
"""A window that answers nothing for so long is dimmed by most desktops, and people end it."""
_TICK_S: Final = 0.5
_LOCKED_S: Final = 3.0
"""So much later even the thread that would tell of it has not run: somebody holds Python's own lock for good."""

log = logging.getLogger(__name__)


class Watchdog(QObject):
    """Begins at once. Counts its own turns, not the clock, which runs on while a computer sleeps."""

    def __init__(self, parent: QObject, still_s: float = STILL_S) -> None:
        super().__init__(parent)
        self._most = round(still_s / _TICK_S)
        self._alive = True
        self._stopped = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.setInterval(round(_TICK_S * 1000))
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.destroyed.connect(self._stopped.set)
        # Python's own tool, which needs no lock of Python's; its lines name paths: only a log that was asked for
        # gets them.
        self._lock_log = sys.__stderr__ if os.environ.get("READINESS_LOG") else None
        self._arm()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _arm(self) -> None:
        if self._lock_log is not None:
            faulthandler.dump_traceback_later(self._most * _TICK_S + _LOCKED_S, file=self._lock_log)

    def _tick(self) -> None:
        self._alive = True
        self._arm()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        self._timer.stop()
        if self._lock_log is not None:
            faulthandler.cancel_dump_traceback_later()

    def _watch(self) -> None:
        turns = 0
        while not self._stopped.wait(_TICK_S):
            turns, self._alive = (0 if self._alive else turns + 1), False
            if turns == self._most:
                log.error("The window has stood still for %s s: %s", self._most * _TICK_S, describe_stacks())
