"""The parent's side of a measurement: one child, what it says, and how it ended."""

from __future__ import annotations

import asyncio
import logging
import math
import os
from collections.abc import Callable, Sequence
from typing import Any

from readiness.core.check import Check, Sample
from readiness.core.setup import Setup
from readiness.machine.process import program_command
from readiness.probe import protocol
from readiness.probe.child_process import ChildProcess, whatever_happens
from readiness.probe.conversation import Conversation, Watch
from readiness.probe.crashes import vetted_lines
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Raised, name_error, says_no_memory

START_DEADLINE_S = 30.0
"""From start to hello: an antivirus may read the whole program first."""

log = logging.getLogger(__name__)

Launch = Callable[[str], Sequence[str]]
"""A tip's id to the command line of its child."""


def make_launch(tip: str) -> Sequence[str]:
    """Make the command that starts this program again, as the probe of one tip."""
    return (*program_command(), "probe", tip, "--serve", str(os.getpid()))


class Probe:
    """One child process that measures one check. Use once: `await run(watch)`; `stop()` at any time."""

    def __init__(self, check: Check[Any], setup: Setup, command: Sequence[str]) -> None:
        self._setup = setup
        self.child = ChildProcess(command)
        self._conversation = Conversation(check, self.child, watching=setup.watching)

    def send(self, command: str) -> None:
        """Tell the running measurement something ("play")."""
        self.child.send(command.encode() + b"\n")

    def stop(self) -> None:
        """Ask it to stop and keep what it has measured so far."""
        self._conversation.stopping = True
        self.send("stop")

    async def run(self, watch: Watch) -> End:
        """Start the child, hand every sample to `watch`, return how it ended. No child is left, whatever happens."""
        end: End = Cancelled()
        tip = self._conversation.check.id
        try:
            cancelled = await self.child.start()
        except OSError as error:
            log.error("%s: the probe could not be started: %s", tip, error)
            return Raised(name_error(error))
        try:
            if cancelled:
                raise asyncio.CancelledError
            end = await self._converse(watch)
        finally:
            # Shielded: a caller that cancels us (twice, even) still waits for the child's end.
            await whatever_happens(self._finish())
        return self._explain_crash(end)

    async def _converse(self, watch: Watch) -> End:
        self.child.send(protocol.encode(self._setup))
        if self._conversation.stopping:  # asked to stop while the child was being started
            self.stop()
        until = asyncio.get_running_loop().time() + START_DEADLINE_S
        return await self._conversation.read(watch, until, math.inf)

    async def _finish(self) -> None:
        if not await self.child.finish():
            tip = self._conversation.check.id
            log.error("%s: the probe cannot be ended: a driver holds it. It is left behind", tip)

    def _explain_crash(self, end: End) -> End:
        """Explain a stream that just ended: it is a crash, and now that the child is gone its status says which."""
        code, said = self.child.exit_code, bytes(self.child.stderr)
        if said:
            log.info("%s probe said: %s", self._conversation.check.id, vetted_lines(said))
        if isinstance(end, Crashed) and code is not None:
            short = says_no_memory(said)
            return Crashed(-code, None, short) if code < 0 else Crashed(None, code, short)
        return end


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
        self._following = [Conversation(check, self.child, watching=setup.watching) for check in checks[1:]]
        self._ended_one = ended

    async def measure(self, watch: Callable[[Check[Any], Sample[Any]], None]) -> None:
        """Run all of them. No child is left, whatever happens."""
        await self.run(lambda sample: watch(self._conversation.check, sample))

    async def _converse(self, watch: Watch) -> End:
        loop = asyncio.get_running_loop()
        end = await super()._converse(watch)
        for following in self._following:
            if isinstance(end, Hung | Crashed):
                return end
            self._ended_one(self._conversation.check, end)
            following.stopping = self._conversation.stopping
            self._conversation, now = following, loop.time()
            end = await following.read(watch, now + following.check.silence_s, now + following.check.deadline_s)
        if not isinstance(end, Hung | Crashed):
            self._ended_one(self._conversation.check, end)
        return end
