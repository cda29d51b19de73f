"""One emulated link: starts the emulator, runs programs on either side, reads what it counted.

The namespaces have no names and live as long as the emulator, which ends with this process's pipe to it: nothing is
left behind, also after a crash or a kill.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

SOURCE: Final = Path(__file__).with_name("emulator.c")
CLIENT: Final = "10.77.0.1"
SERVER: Final = "10.77.0.2"
SERVER6: Final = "fd77::2"
GOODPUT: Final = 1448 / 1500
"""What TCP carries of a link's rate: a segment's payload in a packet of 1500 bytes."""


class NoLinks(RuntimeError):
    """This system lets nobody emulate a link; the message says what is missing."""


@cache
def emulator() -> Path:
    """The compiled emulator, made anew by each test run."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise NoLinks("Emulated links need a C compiler: install gcc and libc6-dev.")
    folder = Path(tempfile.mkdtemp(prefix="readiness-links-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = folder / "emulator"
    command = [compiler, "-O2", "-o", str(made), str(SOURCE)]
    built = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=60)
    if built.returncode:
        raise NoLinks(f"The emulator does not compile:\n{built.stderr}")
    return made


@dataclass(frozen=True, slots=True)
class Way:
    """One direction, as a link's maker would describe it."""

    mbps: float
    delay_ms: float = 20.0
    jitter_ms: float = 0.0
    loss_percent: float = 0.0
    queue_ms: float = 100.0

    @property
    def settings(self) -> list[str]:
        return [
            f"rate_mbps={self.mbps}",
            f"delay_ms={self.delay_ms}",
            f"jitter_ms={self.jitter_ms}",
            f"loss_percent={self.loss_percent}",
            f"queue_ms={self.queue_ms}",
        ]


class Link:
    """A link that is up. `down` leads to the client, where the check runs; `up` to the servers."""

    def __init__(self, down: Way, up: Way) -> None:
        self._emulator = subprocess.Popen(
            [str(emulator())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        self._programs: list[subprocess.Popen[Any]] = []
        self._telling = threading.Lock()
        told = self._line()
        self.holders: tuple[int, int] = (told["client"], told["server"])
        self.set(down, up)

    def _line(self) -> Any:
        assert self._emulator.stdout is not None
        line = self._emulator.stdout.readline()
        if not line:
            assert self._emulator.stderr is not None
            raise NoLinks(
                f"{self._emulator.stderr.read().strip()}. Emulated links need root, or a kernel that lets users make "
                "namespaces: run the tests as root (sudo make test)."
            )
        return json.loads(line)

    def command(self, line: str) -> Any:
        """Tell the emulator; its answer."""
        assert self._emulator.stdin is not None
        with self._telling:
            self._emulator.stdin.write(line + "\n")
            self._emulator.stdin.flush()
            answer = self._line()
        assert "error" not in answer, line
        return answer

    def set(self, down: Way, up: Way) -> None:
        """From now on the link is like this."""
        self.command(" ".join(("set", "down", *down.settings)))
        self.command(" ".join(("set", "up", *up.settings)))

    def block(self, *words: str) -> None:
        """Drop these packets from now on: udp, tcp, port=N, all; nothing where none is named."""
        self.command(" ".join(("block", *words)))

    def stats(self) -> Any:
        """What has been counted so far, by direction."""
        return self.command("stats")

    def _inside(self, side: int) -> list[str]:
        holder = self.holders[side]
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", f"--target={holder}", "--net", *user, "--"]

    def start(self, side: str, command: Sequence[str], **more: Any) -> subprocess.Popen[Any]:
        """Start a program on the "client" or the "server" side; it ends with the link."""
        program = subprocess.Popen(
            [*self._inside(("client", "server").index(side)), *command], start_new_session=True, **more
        )
        self._programs.append(program)
        return program

    def run(self, side: str, command: Sequence[str], timeout_s: float = 90, **more: Any) -> str:
        """What a program on that side writes to stdout."""
        program = self.start(side, command, stdout=subprocess.PIPE, text=True, **more)
        out, _ = program.communicate(timeout=timeout_s)
        return str(out)

    def close(self) -> None:
        """End every program and the link."""
        for program in self._programs:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait(10)
            for stream in (program.stdin, program.stdout, program.stderr):
                _close(stream)
        _close(self._emulator.stdin)
        self._emulator.wait(10)
        _close(self._emulator.stdout)
        _close(self._emulator.stderr)


def _close(stream: IO[Any] | None) -> None:
    if stream is not None:
        with contextlib.suppress(OSError):
            stream.close()


@contextlib.contextmanager
def link(down: Way, up: Way) -> Iterator[Link]:
    """A link for as long as it is needed."""
    made = Link(down, up)
    try:
        yield made
    finally:
        made.close()
