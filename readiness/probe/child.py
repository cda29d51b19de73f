"""The child's side: serve one check's measurement as JSON lines, and never outlive the parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from typing import Any, BinaryIO, cast

from readiness.core.check import Check, NoCommands, Sample
from readiness.core.setup import Setup
from readiness.machine.children import die_with, exit_at_once, leave_stdin
from readiness.machine.process import is_reader_gone
from readiness.probe import protocol
from readiness.probe.crashes import crash_line
from readiness.probe.outcomes import name_error

ORPHAN_GRACE_S = 1.0


class _Channel:
    """Commands that arrive on stdin. The end of stdin means: stop, and be gone soon."""

    def __init__(self, stdin: BinaryIO) -> None:
        self._stdin = stdin
        self._queue: deque[str] = deque()  # one thread puts, another one takes
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._listen, daemon=True, name="commands").start()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def take(self) -> str | None:
        return self._queue.popleft() if self._queue else None

    def _listen(self) -> None:
        for line in self._stdin:
            command = line.decode("utf-8", "replace").strip()
            if command == "stop":
                break
            self._queue.append(command)
        self._stop.set()
        # A driver may hold the main thread for ever: a measurement that does not end by itself is left behind.
        threading.Event().wait(ORPHAN_GRACE_S)
        exit_at_once(0)


def _own_stdout() -> BinaryIO:
    """Keep the real stdout for our lines alone: fd 1 becomes stderr, so a chatty driver cannot corrupt the stream."""
    stream = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return cast(BinaryIO, stream)


def _run(samples: Iterator[Sample[Any]], out: BinaryIO, commands: _Channel | NoCommands) -> protocol.ProbeMessage:
    """Write samples until the measurement or the parent ends; say how it ended."""
    try:
        for sample in samples:
            out.write(protocol.encode(protocol.ProbeMessage(kind="sample", reading=sample.reading, live=sample.live)))
            if commands.stopped:
                break
        if isinstance(samples, Generator):
            samples.close()  # releases the device while the parent still waits for us
    except Exception as error:  # whatever a driver or our own code raises becomes this probe's end, not a traceback
        if is_reader_gone(error):
            exit_at_once(0)
        sys.stderr.write(f"{crash_line(error)}\n")
        return protocol.ProbeMessage(kind="end", raised=name_error(error))
    return protocol.ProbeMessage(kind="end")


def serve(checks: Sequence[Check[Any]], parent_pid: int) -> None:
    """Be the child: read the setup and commands from stdin, write hello, then each check's samples and end."""
    die_with(parent_pid)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    out = _own_stdout()
    stdin = os.fdopen(leave_stdin(), "rb")
    setup = protocol.decode_setup(stdin.readline())
    commands = _Channel(stdin)
    commands.start()
    out.write(protocol.encode(protocol.ProbeMessage(kind="hello", pid=os.getpid())))
    try:
        for check in checks:
            out.write(protocol.encode(_run(check.measure(setup, commands), out, commands)))
    except OSError as error:
        if not is_reader_gone(error):
            raise
    sys.stderr.flush()
    # Libraries' own exit handlers can hang on a dead driver; everything of ours is closed already.
    exit_at_once(0)


def by_hand(check: Check[Any], setup: Setup) -> bool:
    """Print samples for a person at a terminal; stdin is left alone. True where the measurement ended well."""
    out = _own_stdout()
    out.write(protocol.encode(protocol.ProbeMessage(kind="hello", pid=os.getpid())))
    end = _run(check.measure(setup, NoCommands()), out, NoCommands())
    out.write(protocol.encode(end))
    return not end.raised
