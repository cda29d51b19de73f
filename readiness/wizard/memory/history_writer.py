"""Adds each result to the last reports on this computer, behind the window's back: a disk may take its time."""

from __future__ import annotations

import logging
import threading

from readiness.core.report import Report
from readiness.report.rendering import LocalizedReport
from readiness.support import history

log = logging.getLogger(__name__)


class HistoryWriter:
    """Remembers what it has kept, so that a page that is opened again, or in another language, adds nothing."""

    def __init__(self) -> None:
        self._kept: Report | None = None
        self.writing: threading.Thread | None = None

    def keep(self, rendering: LocalizedReport) -> None:
        """Keep this report, unless it is the last one again. What goes wrong is logged: the patient has the result."""
        if rendering.report == self._kept:
            return
        self._kept = rendering.report
        # Not a daemon: a program that is closed just now still writes it.
        self.writing = threading.Thread(target=_write_entry, args=(rendering.as_json(),), name="history")
        self.writing.start()


def _write_entry(report: str) -> None:
    try:
        history.keep_report(report)
    except OSError as error:
        log.error("The report could not be kept: %s", error)
