"""The program while it runs under a fault, and what is left when it has ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.faults.scene import Scene

TICK_S = 0.02


def marked(mark: str) -> dict[int, list[str]]:
    """The living processes that bear this mark in their environment: their command lines by number."""
    wanted = f"READINESS_FAULT={mark}".encode()
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        with contextlib.suppress(OSError, ValueError):  # it may end while we look
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                state = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
                if state not in "ZX":
                    words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                    found[int(process.name)] = [word for word in words if word]
    return found


@dataclass(slots=True)
class Ended:
    """What the program said and left."""

    code: int | None
    """None where it did not end by itself in time."""
    out: str
    errors: str
    seconds: float
    new_files: list[Path]
    left: dict[int, list[str]]
    """Processes of it that still lived when it had ended."""

    @property
    def report(self) -> dict[str, Any] | None:
        """The report on stdout; None where there is none."""
        with contextlib.suppress(ValueError):
            report = json.loads(self.out)
            if isinstance(report, dict):
                return report
        return None


class Running:
    """One run of the program."""

    def __init__(self, scene: Scene, command: list[str]) -> None:
        self.scene = scene
        self._out, self._errors = bytearray(), bytearray()
        self._terminal: int | None = None
        stdin: int = subprocess.DEVNULL
        if scene.attended:
            self._terminal, stdin = os.openpty()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*scene.prefix, "/bin/sh", "-c", scene.shell, "sh", *command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=scene.folder / "work",
            env=scene.environment,
            start_new_session=True,
        )
        if scene.attended:
            os.close(stdin)
        self._readers = [
            threading.Thread(target=self._read, args=each, daemon=True)
            for each in ((self.process.stdout, self._out), (self.process.stderr, self._errors))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[bytes], into: bytearray) -> None:
        with stream:
            while chunk := os.read(stream.fileno(), 65536):
                into += chunk

    # ---- for what happens meanwhile

    @property
    def errors(self) -> str:
        """What it has said so far."""
        return self._errors.decode("utf-8", "replace")

    def wait(self, condition: Callable[[], object], within_s: float = 20.0) -> None:
        """Until this holds or the program has ended."""
        until = time.monotonic() + within_s
        while not condition() and self.process.poll() is None and time.monotonic() < until:
            time.sleep(TICK_S)

    def told(self, words: str, within_s: float = 20.0) -> None:
        """Until it has said this."""
        self.wait(lambda: words in self.errors, within_s)

    def probes(self, tip: str = "") -> list[int]:
        """Its measuring children."""
        return [pid for pid, words in marked(self.scene.mark).items() if "--serve" in words and tip in ("", *words)]

    def probing(self, tip: str) -> list[int]:
        """Wait for this tip's child."""
        self.wait(lambda: self.probes(tip))
        return self.probes(tip)

    def type(self, text: str) -> None:
        """The person types."""
        assert self._terminal is not None
        with contextlib.suppress(OSError):
            os.write(self._terminal, text.encode())

    def hang_up(self) -> None:
        """The terminal is gone."""
        if self._terminal is not None:
            os.close(self._terminal)
            self._terminal = None

    def signal(self, number: signal.Signals, *pids: int) -> None:
        """To these, or to all of it."""
        for pid in pids or marked(self.scene.mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    # ---- the end

    def end(self, within_s: float, vanish_s: float) -> Ended:
        """Wait for its end. What is still there `vanish_s` later is told, and ended."""
        code: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self.process.wait(max(0.1, within_s - (time.monotonic() - self.began)))
        seconds = time.monotonic() - self.began
        until = time.monotonic() + vanish_s
        while (left := marked(self.scene.mark)) and time.monotonic() < until:
            time.sleep(TICK_S)
        self.signal(signal.SIGKILL)
        self.process.wait(10)
        for reader in self._readers:
            reader.join(5)
        self.hang_up()
        return Ended(code, self._out.decode("utf-8", "replace"), self.errors, seconds, [], left)


@dataclass(frozen=True, slots=True)
class Files:
    """What lies in the person's folders."""

    there: frozenset[Path] = field(default_factory=frozenset)

    @classmethod
    def below(cls, folder: Path) -> Files:
        """Everything that is no folder. Folders of another file system are left out: they are the fault."""
        found = []
        for where, _, names in os.walk(folder):
            found += [Path(where, name) for name in names]
        return cls(frozenset(found))
