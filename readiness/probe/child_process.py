"""One child process as its parent holds it: started, spoken to, read line by line, and seen to its end.

Runs in an asyncio loop. The thread of that loop must live as long as the program: on Linux a child dies
with the thread that started it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from readiness.machine.children import ChildGroup, group_of, start_options

GRACE_S = 0.7
"""How long a child has to stop by itself, again after SIGTERM and after SIGKILL; then it is left behind."""
LINE_LIMIT_BYTES = 8 << 20
STDERR_TAIL_BYTES = 4000


class ChildProcess:
    """Use once: `start()`, then `read_line()` again and again, then `finish()`."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self.process: asyncio.subprocess.Process | None = None
        self._group: ChildGroup | None = None
        self._errors: asyncio.Task[None] | None = None
        self.stderr = bytearray()
        """The last that it said there."""

    @property
    def exit_code(self) -> int | None:
        """Negative: the signal that ended it. None before its end."""
        return None if self.process is None else self.process.returncode

    def send(self, line: bytes) -> None:
        """Write to its stdin, where it is there and still runs."""
        if self.process is not None and self.process.stdin is not None and self.process.returncode is None:
            self.process.stdin.write(line)

    async def start(self) -> bool:
        """Start the child. Cancelled meanwhile, it is started all the same, so that it can be ended: returns True.

        OSError where it cannot be started.
        """
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=LINE_LIMIT_BYTES,
                **start_options(),
            )
        )
        cancelled = False
        while not starting.done():
            try:
                await asyncio.shield(starting)
            except asyncio.CancelledError:
                cancelled = True
        self.process = starting.result()
        self._group = group_of(self.process.pid)
        self._errors = asyncio.create_task(self._drain_stderr())
        return cancelled

    async def read_line(self, until: float) -> bytes:
        """Read the next line; empty at the end, also where the child is gone and somebody else holds its stdout.

        TimeoutError where none came by `until`.
        """
        loop = asyncio.get_running_loop()
        process = self.process
        assert process is not None and process.stdout is not None
        while True:
            gone = process.returncode is not None
            try:
                # Not wait_for: before Python 3.12 it loses a cancellation that meets a line.
                async with asyncio.timeout_at(min(until, loop.time() + GRACE_S)):
                    return await process.stdout.readline()
            except TimeoutError:
                if gone:
                    return b""
                if loop.time() >= until:
                    raise

    async def finish(self) -> bool:
        """Close, see it gone, drain stderr. Takes four times GRACE_S at most. False where it is left behind."""
        process, group = self.process, self._group
        assert process is not None and process.stdin is not None and group is not None
        process.stdin.close()
        gone = await see_gone(process, group)
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(GRACE_S):
                if self._errors is not None:
                    await self._errors
        # Or what the child had started and no signal of ours reaches would hold the pipes open.
        close_pipes(process)
        return gone

    async def _drain_stderr(self) -> None:
        assert self.process is not None and self.process.stderr is not None
        while chunk := await self.process.stderr.read(4096):
            self.stderr += chunk
            del self.stderr[:-STDERR_TAIL_BYTES]


async def see_gone(process: asyncio.subprocess.Process, group: ChildGroup, *, at_once: bool = False) -> bool:
    """Give the child GRACE_S to end by itself (not with `at_once`), then after each of its group's endings.

    False where it is still there: nothing reaches a process that waits in a driver for what never comes.
    """
    for end in group.endings[-1:] if at_once else (_nothing, *group.endings):
        end()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                await process.wait()
        if process.returncode is not None:  # told late where somebody else holds its pipes
            break
    group.endings[-1]()  # what the child itself had started and left in its group
    group.release()
    return process.returncode is not None


def _nothing() -> None:
    """Do nothing, the gentlest ending: its stdin has ended already."""


def close_pipes(process: asyncio.subprocess.Process) -> None:
    """Read no more from this child. asyncio has no public name for it."""
    process._transport.close()  # type: ignore[attr-defined]


async def whatever_happens(work: Any) -> None:
    """Await to the end even while being cancelled; then let the cancellation through."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError
