"""One way to run a check: measure (slow, in a child, bounded in time), conclude (pure), run the whole list."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from readiness.core.check import Check, Resource, Sample
from readiness.core.finding import CLOSE_OTHERS, Finding, Judgement
from readiness.core.question import Answers
from readiness.core.report import TipResult
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.probe.conversation import Watch
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Measured, Raised, is_memory_short
from readiness.probe.parent import Launch, Probe, SharedProbe, make_launch

log = logging.getLogger(__name__)

_ENDS = {Hung: "not-responding", Crashed: "crashed", Raised: "error", Cancelled: "cancelled"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check's measurement: how its probe ended and how long that took. `end` is None without a probe."""

    end: End | None
    seconds: float = 0.0

    @property
    def measured(self) -> bool:
        """Did it measure to its end?"""
        return isinstance(self.end, Measured)


WatchAll = Callable[[Check[Any], Sample[Any]], None]
"""Told each sample, with its check."""
Done = Callable[[Check[Any], Outcome, Setup], Awaitable[None] | None]
"""Told each outcome, with the setup that it is to be judged by."""


def conclude(check: Check[Any], outcome: Outcome, setup: Setup, answers: Answers, *, final: bool = False) -> TipResult:
    """Conclude what a measurement and the answers mean. Pure; a judge that fails is the program's fault and says so.

    `final`: no answer will come any more, and what needed one for its proof is not called good.
    """
    reading = outcome.end.reading if isinstance(outcome.end, Measured) else None
    if outcome.end is None or isinstance(outcome.end, Measured):
        try:
            found = check.judge(reading, setup, answers)
            if final:
                found = check.proven(found, reading, setup, answers)
        except Exception:  # our own fault, whatever it is: said as such, never as the patient's
            log.warning("%s: judging failed", check.id, exc_info=True)
            found = Judgement(check.finding("error"))
    else:
        found = Judgement(_find_ending(check, outcome.end))
    return TipResult(
        tip=check.id,
        required=check.required,
        found=found,
        reading=None if reading is None else asdict(reading),
        answers={q.id: answers.get(q.id) for q in check.questions(setup)},
        seconds=outcome.seconds,
    )


_LITTLE_MEMORY: Final = Text(
    "The measurement had too little memory, or another program ended it. Ask to close other programs; a restart helps.",
    verbatim=True,
)
"""For staff, in English; what staff's own table says of a crash or an error would send them to drivers."""


def _find_ending(check: Check[Any], end: End) -> Finding:
    """Find what to say of a probe that did not measure. Where memory was short, what helps against that comes first."""
    finding = check.finding(_ENDS[type(end)])
    if not is_memory_short(end):
        return finding
    fixes = tuple(fix for fix in finding.fixes if fix != CLOSE_OTHERS)
    return replace(finding, fixes=(CLOSE_OTHERS, *fixes), staff=_LITTLE_MEMORY)


@dataclass(slots=True)
class Runner:
    """Runs probes: independent ones side by side, exclusive resources one at a time."""

    launch: Launch = make_launch
    together: bool = False
    """May cheap checks share a child? Only where nobody steers or watches one of them alone."""
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The readings of this run so far, by tip: what a check that comes after others is told."""
    _locks: dict[Resource, asyncio.Lock] = field(default_factory=lambda: {r: asyncio.Lock() for r in Resource})

    @contextlib.asynccontextmanager
    async def _holding(self, resources: Iterable[Resource]) -> Any:
        """Hold all of these at once. Always taken in one order, so that two checks cannot wait for each other."""
        async with contextlib.AsyncExitStack() as stack:
            for resource in sorted(resources):
                await stack.enter_async_context(self._locks[resource])
            yield

    async def measure(
        self, check: Check[Any], setup: Setup, watch: Watch, steer: Callable[[Probe], None] | None = None
    ) -> Outcome:
        """Measure one check in a child. Being cancelled ends the child first and is an outcome, too.

        `steer` is given the probe before it runs, to stop it and keep what it has measured by then.
        """
        if check.reading_type is None:
            return Outcome(None)
        started = time.monotonic()
        try:
            async with self._holding(check.uses):
                started = time.monotonic()
                probe = Probe(check, setup, self.launch(check.id))
                if steer is not None:
                    steer(probe)
                end = await probe.run(watch)
        except asyncio.CancelledError:
            end = Cancelled()
        return self.keep(check, end, started)

    def keep(self, check: Check[Any], end: End, started: float) -> Outcome:
        """Make the outcome; keep a reading for the checks that come after. `started`: on the monotonic clock."""
        if isinstance(end, Measured):
            self.readings[check.id] = asdict(end.reading)
        return Outcome(end, round(time.monotonic() - started, 2))

    async def measure_all(
        self,
        checks: Sequence[Check[Any]],
        setup: Setup,
        watch: WatchAll,
        done: Done,
    ) -> dict[str, tuple[Outcome, Setup]]:
        """Measure these side by side. A check that wants others' readings waits for those among them.

        `done` is told each outcome with the setup that it is to be judged by. Cancelling ends every child
        and still returns an outcome for each check.
        """
        batch = _Batch(self, setup, watch, done)
        shared = [check for check in checks if check.cheap and not check.after] if self.together else []
        sharing = [asyncio.create_task(batch.share(shared))] if len(shared) > 1 else []
        for check in checks:
            batch.tasks[check.id] = asyncio.create_task(batch.measure_in_turn(check), name=check.id)
        waiting = asyncio.gather(*batch.tasks.values(), return_exceptions=False)
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            ending = [*batch.tasks.values(), *sharing]
            for task in ending:
                task.cancel()
            await asyncio.wait(ending)
        if sharing:
            await asyncio.wait(sharing)  # its child is gone then
        return {
            # A task that was cancelled before its first step has no result to tell.
            tip: (Outcome(Cancelled()), setup) if task.cancelled() else task.result()
            for tip, task in batch.tasks.items()
        }


@dataclass(slots=True)
class _Batch:
    """Checks that are measured side by side."""

    runner: Runner
    setup: Setup
    watch: WatchAll
    done: Done
    tasks: dict[str, asyncio.Task[tuple[Outcome, Setup]]] = field(default_factory=dict)
    _shared: dict[str, asyncio.Future[Outcome | None]] = field(default_factory=dict)
    """What comes of the checks that have one child for all of them."""

    async def measure_in_turn(self, check: Check[Any]) -> tuple[Outcome, Setup]:
        """Measure it once those are through that it comes after."""
        try:
            for earlier in check.after:
                if earlier in self.tasks:
                    await asyncio.shield(self.tasks[earlier])
        except asyncio.CancelledError:
            return Outcome(Cancelled()), self.setup
        readings = self.runner.readings
        known = {tip: readings[tip] for tip in check.after if tip in readings}
        knowing = replace(self.setup, known={**self.setup.known, **known})
        outcome = await self._measure(check, knowing)
        told = self.done(check, outcome, knowing)
        if told is not None:
            await told
        return outcome, knowing

    async def _measure(self, check: Check[Any], knowing: Setup) -> Outcome:
        try:
            found = await asyncio.shield(self._shared[check.id]) if check.id in self._shared else None
        except asyncio.CancelledError:
            return Outcome(Cancelled())
        return found or await self.runner.measure(check, knowing, lambda sample: self.watch(check, sample))

    def share(self, checks: Sequence[Check[Any]]) -> Coroutine[Any, Any, None]:
        """Measure these in one child. None is the outcome of those that it did not come to."""
        loop = asyncio.get_running_loop()
        self._shared = {check.id: loop.create_future() for check in checks}
        return self._measure_shared(checks)

    async def _measure_shared(self, checks: Sequence[Check[Any]]) -> None:
        started = time.monotonic()

        def ended(check: Check[Any], end: End) -> None:
            self._shared[check.id].set_result(self.runner.keep(check, end, started))

        launched = self.runner.launch(",".join(check.id for check in checks))
        probe = SharedProbe(checks, self.setup, launched, ended)
        try:
            await probe.measure(self.watch)
        finally:
            for outcome in self._shared.values():
                if not outcome.done():
                    outcome.set_result(None)
