"""The parent's side: start a child, read its samples, bound it in time, and see it gone.

Runs in an asyncio loop. The thread of that loop must live as long as the program: on Linux a child dies
with the thread that started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
from collections.abc import Callable, Sequence
from typing import Any

from readiness.core.check import Check, Sample
from readiness.core.setup import Setup
from readiness.machine.children import ChildGroup, group_of, start_options
from readiness.machine.process import program_command
from readiness.probe import protocol
from readiness.probe.crashes import vetted_lines
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Measured, Raised, name_error, says_no_memory

START_DEADLINE_S = 30.0
"""From start to hello: an antivirus may read the whole program first."""
GRACE_S = 0.7
"""How long a child has to stop by itself, again after SIGTERM and after SIGKILL; then it is left behind."""
LINE_LIMIT_BYTES = 8 << 20
STDERR_TAIL_BYTES = 4000
STRANGE_LINES = 3
"""So many lines that are none of ours go to the log; a child that writes nothing else would fill it."""

log = logging.getLogger(__name__)

Launch = Callable[[str], Sequence[str]]
"""A tip's id to the command line of its child."""
Watch = Callable[[Sample[Any]], None]


def make_launch(tip: str) -> Sequence[str]:
    """This program again, as the probe of one tip."""
    return (*program_command(), "probe", tip, "--serve", str(os.getpid()))


class Probe:
    """One child process that measures one check. Use once: `await run(watch)`; `stop()` at any time."""

    def __init__(self, check: Check[Any], setup: Setup, command: Sequence[str]) -> None:
        self._check = check
        self._setup = setup
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._group: ChildGroup | None = None
        self._stderr = bytearray()
        self._stopping = False

    def send(self, command: str) -> None:
        """Tell the running measurement something ("play")."""
        if self._process is not None and self._process.stdin is not None and self._process.returncode is None:
            self._process.stdin.write(command.encode() + b"\n")

    def stop(self) -> None:
        """Ask it to stop and keep what it has measured so far."""
        self._stopping = True
        self.send("stop")

    async def run(self, watch: Watch) -> End:
        """Start the child, hand every sample to `watch`, return how it ended. No child is left, whatever happens."""
        end: End = Cancelled()
        try:
            cancelled = await self._start()
        except OSError as error:
            log.error("%s: the probe could not be started: %s", self._check.id, error)
            return Raised(name_error(error))
        errors = asyncio.create_task(self._drain_stderr())
        try:
            if cancelled:
                raise asyncio.CancelledError
            end = await self._converse(watch)
        finally:
            # Shielded: whoever cancels us (twice, even) still waits for the child's end.
            await whatever_happens(self._finish(errors))
        return self._told_truly(end)

    async def _start(self) -> bool:
        """Start the child. Cancelled meanwhile, it is started all the same, so that it can be ended: returns True."""
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
        self._process = starting.result()
        self._group = group_of(self._process.pid)
        return cancelled

    async def _converse(self, watch: Watch) -> End:
        loop = asyncio.get_running_loop()
        process = self._process
        assert process is not None and process.stdin is not None
        process.stdin.write(protocol.encode(self._setup))
        if self._stopping:  # asked to stop while the child was being started
            self.stop()
        return await self._until_end(watch, loop.time() + START_DEADLINE_S, math.inf)

    async def _until_end(self, watch: Watch, until: float, last: float) -> End:
        """The samples of one check, until its end: the next line by `until`, all of them by `last`, in loop time."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        reading: Any = None
        strange = 0
        while True:
            try:
                raw = await self._line(until)
            except TimeoutError:
                return Hung(loop.time() - started)
            except ValueError:  # longer than any line of ours
                return Raised("LineTooLong")
            if not raw:
                if self._stopping:  # asked to stop, it could not end by itself and left its measuring behind
                    return self._ended("", reading)
                return Crashed(None, None)  # told truly once the exit status is known
            try:
                line = protocol.decode_line(raw)
                if line.kind == "hello" and not self._setup.watching:
                    last = loop.time() + self._check.deadline_s
                until = min(last, loop.time() + self._check.silence_s)
                if line.kind == "end":
                    return self._ended(line.raised, reading)
                if line.kind == "sample":
                    sample = self._sample(line)
                    if sample.reading is not None:
                        reading = sample.reading
                    watch(sample)
            except protocol.NOT_OURS as error:
                strange += 1
                if strange <= STRANGE_LINES:
                    log.warning("%s: a line that is none of ours: %s", self._check.id, error)

    async def _line(self, until: float) -> bytes:
        """The next line; empty at the end, also where the child is gone and somebody else holds its stdout.

        TimeoutError where none came by `until`.
        """
        loop = asyncio.get_running_loop()
        process = self._process
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

    def _ended(self, raised: str, reading: Any) -> End:
        if raised:
            return Raised(raised)
        if reading is None:
            return Cancelled() if self._stopping else Raised("NoReading")
        return Measured(reading)

    def _sample(self, line: protocol.ProbeMessage) -> Sample[Any]:
        reading_type = self._check.reading_type
        if line.reading is None or reading_type is None:
            return Sample(None, line.live)
        return Sample(protocol.decode_reading(line.reading, reading_type), line.live)

    def _told_truly(self, end: End) -> End:
        """A stream that just ended is a crash; now that the child is gone its status says which."""
        code = self._process.returncode if self._process is not None else None
        if self._stderr:
            log.info("%s probe said: %s", self._check.id, vetted_lines(bytes(self._stderr)))
        if isinstance(end, Crashed) and code is not None:
            said = says_no_memory(bytes(self._stderr))
            return Crashed(-code, None, said) if code < 0 else Crashed(None, code, said)
        return end

    async def _finish(self, errors: asyncio.Task[None]) -> None:
        """Close, see it gone, drain stderr. Takes four times GRACE_S at most."""
        process, group = self._process, self._group
        assert process is not None and process.stdin is not None and group is not None
        process.stdin.close()
        if not await see_gone(process, group):
            log.error("%s: the probe cannot be ended: a driver holds it. It is left behind", self._check.id)
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(GRACE_S):
                await errors
        # Or what the child had started and no signal of ours reaches would hold the pipes open.
        close_pipes(process)

    async def _drain_stderr(self) -> None:
        assert self._process is not None and self._process.stderr is not None
        while chunk := await self._process.stderr.read(4096):
            self._stderr += chunk
            del self._stderr[:-STDERR_TAIL_BYTES]


class SharedProbe(Probe):
    """One child for several cheap checks, one after another: starting one costs more than what they ask.

    Tells each check's end as it comes. Where the child itself fails, what had no end yet is left untold.
    """

    def __init__(
        self,
        checks: Sequence[Check[Any]],
        setup: Setup,
        command: Sequence[str],
        ended: Callable[[Check[Any], End], None],
    ) -> None:
        super().__init__(checks[0], setup, command)
        self._checks = checks
        self._ended_one = ended

    async def measure(self, watch: Callable[[Check[Any], Sample[Any]], None]) -> None:
        """Run all of them. No child is left, whatever happens."""
        await self.run(lambda sample: watch(self._check, sample))

    async def _converse(self, watch: Watch) -> End:
        loop = asyncio.get_running_loop()
        end = await super()._converse(watch)
        for check, following in zip(self._checks, (*self._checks[1:], None), strict=True):
            if isinstance(end, Hung | Crashed):
                break
            self._ended_one(check, end)
            if following is not None:
                self._check = following
                now = loop.time()
                end = await self._until_end(watch, now + following.silence_s, now + following.deadline_s)
        return end


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
    """The gentlest ending: its stdin has ended already."""


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
