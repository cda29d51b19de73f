"""What is said between parent and child about one check: samples, until its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from readiness.core.check import Check, Sample
from readiness.probe import protocol
from readiness.probe.child_process import ChildProcess
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Measured, Raised

STRANGE_LINES = 3
"""So many lines that are none of ours go to the log; a child that writes nothing else would fill it."""

log = logging.getLogger(__name__)

Watch = Callable[[Sample[Any]], None]


class Conversation:
    """One check's part of a child's output."""

    def __init__(self, check: Check[Any], child: ChildProcess, *, watching: bool) -> None:
        """Follow one check; `watching` means until told to end, so that only silence is bounded in time."""
        self.check = check
        self._child = child
        self._watching = watching
        self.stopping = False
        """It was asked to stop: what it has measured so far counts."""

    async def read(self, watch: Watch, until: float, last: float) -> End:
        """Read one check's samples until its end: the next line by `until`, all of them by `last`, in loop time."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        reading: Any = None
        strange = 0
        while True:
            try:
                raw = await self._child.read_line(until)
            except TimeoutError:
                return Hung(loop.time() - started)
            except ValueError:  # longer than any line of ours
                return Raised("LineTooLong")
            if not raw:
                if self.stopping:  # asked to stop, it could not end by itself and left its measuring behind
                    return self._ended("", reading)
                return Crashed(None, None)  # the exit status, once it is known, says more
            try:
                line = protocol.decode_line(raw)
                if line.kind == "hello" and not self._watching:
                    last = loop.time() + self.check.deadline_s
                until = min(last, loop.time() + self.check.silence_s)
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
                    log.warning("%s: a line that is none of ours: %s", self.check.id, error)

    def _ended(self, raised: str, reading: Any) -> End:
        if raised:
            return Raised(raised)
        if reading is None:
            return Cancelled() if self.stopping else Raised("NoReading")
        return Measured(reading)

    def _sample(self, line: protocol.ProbeMessage) -> Sample[Any]:
        reading_type = self.check.reading_type
        if line.reading is None or reading_type is None:
            return Sample(None, line.live)
        return Sample(protocol.decode_reading(line.reading, reading_type), line.live)
