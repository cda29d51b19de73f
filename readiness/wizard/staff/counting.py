"""Counting many reports in another thread, so that the staff's window stays alive and can stop it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from readiness.support.evidence import SupportError
from readiness.support.reports import read_all
from readiness.support.summary import Summary

TELL_EVERY: Final = 200


class Counting(QObject):
    """Counts once. `told` says how far it is; `done` brings the summary, also where it was stopped before its end."""

    told = Signal(int)
    done = Signal(object)

    def __init__(self, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)  # or its own thread, which lets go of it last, would destroy it
        self._places = places
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._count, name="counting", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Leave off; `done` follows."""
        self._stopping.set()

    def wait(self, timeout_s: float) -> None:
        """Wait for its end."""
        self._thread.join(timeout_s)

    def _count(self) -> None:
        summary = Summary()
        report: dict[str, Any] | SupportError
        for number, (where, report) in enumerate(read_all(self._places), 1):
            if self._stopping.is_set():
                break
            summary.add(where, report)
            if number % TELL_EVERY == 0:
                self.told.emit(number)
        self.done.emit(summary)
