"""Restarting the computer and going on afterwards."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from readiness.machine.base import Machine, System
from readiness.wizard.memory.launch import RestartReadiness
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.resume import note_arrival, prepare_restart, withdraw_restart
from readiness.wizard.memory.start import Start

WITHIN_MS: Final = 120_000
"""A command that says nothing for so long will not restart anything. It may ask for a password: people take time."""


class Restart(QObject):
    """One restart: made ready, begun by the system's own command, or given up."""

    refused = Signal()
    """No command restarted the computer."""

    def __init__(self, machine: Machine, store: ProgressStore, start: Start) -> None:
        super().__init__()
        self._machine, self._store, self._start = machine, store, start
        self._commands: list[list[str]] = []
        self._process: QProcess | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WITHIN_MS)
        self._patience.timeout.connect(self._next)
        self.prepared: RestartReadiness | None = None

    @property
    def possible(self) -> bool:
        """Does the system have a command for it?"""
        return bool(self._machine.restart_commands())

    @property
    def system(self) -> System:
        """Which system it is."""
        return self._machine.system

    def prepare(self, done: Sequence[str], place: str, language: str) -> RestartReadiness:
        """Save what is done and arrange the next start, in the language that is spoken now."""
        saved = Progress(done=tuple(done), place=place, profile=self._start.profile, at_s=time.time())
        self.prepared = prepare_restart(
            self._machine, self._store, saved, ("--language", language, *self._start.options)
        )
        return self.prepared

    def go(self) -> None:
        """Restart. The system ends this program; where it refuses, `refused` comes."""
        self._commands = list(self._machine.restart_commands())
        self._next()

    def _next(self) -> None:
        self._stop()
        if not self._commands:
            self.refused.emit()
            return
        program, *arguments = self._commands.pop(0)
        process = self._process = QProcess(self)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(lambda _: self._next())
        self._patience.start()
        process.start(program, arguments)

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._patience.stop()
        if code or status is not QProcess.ExitStatus.NormalExit:
            self._next()

    def _stop(self) -> None:
        self._patience.stop()
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.deleteLater()

    def give_up(self) -> None:
        """Give the restart up, so that nothing starts by itself some day."""
        self._commands = []
        self._stop()
        if self.prepared is not None:
            self.prepared = None
            withdraw_restart(self._machine, self._store)

    def arrived(self) -> None:
        """Note that the window is there: what it went on from is not needed again."""
        note_arrival(self._store)
