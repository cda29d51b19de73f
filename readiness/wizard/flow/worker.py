"""The one background thread: an asyncio loop that starts children, measures, and tells. It decides nothing.

It lives as long as the program, because on Linux a child dies with the thread that started it. What it has to
tell goes to `tell`, which is called in this thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from readiness.core.check import Sample
from readiness.core.setup import Setup
from readiness.machine import here
from readiness.probe.demonstration import demonstration
from readiness.probe.devices import list_devices
from readiness.probe.listed_devices import Devices
from readiness.probe.outcomes import Cancelled, Raised
from readiness.probe.parent import Launch, Probe, make_launch
from readiness.probe.runner import Outcome, Runner
from readiness.tips import load_check

WATCH_EVERY_S: Final = 0.5
LIST_EVERY_S: Final = 2.0
"""Where the system has no cheap sign that a device came or went."""
STOP_WITHIN_S: Final = 2.0
"""How long a measurement that was asked to stop may take to say what it has; then its child is ended."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sampled:
    """What one measurement knows so far."""

    tip: str
    run: int
    sample: Sample[Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """One measurement is over and its child is gone."""

    tip: str
    run: int
    outcome: Outcome
    setup: Setup


@dataclass(frozen=True, slots=True)
class Listed:
    """The devices that there are."""

    devices: Devices


@dataclass(frozen=True, slots=True)
class Closed:
    """No child is left and the thread is about to end."""


Message = Sampled | Ended | Listed | Closed


@dataclass(slots=True, eq=False)
class _TipRun:
    """One measurement under way."""

    task: asyncio.Task[None] | None = None
    probe: Probe | None = None


class Worker:
    """Measures in the background. Every method may be called from any thread and returns at once."""

    def __init__(
        self, tell: Callable[[Message], None], demo: Setup | None = None, launch: Launch = make_launch
    ) -> None:
        self._tell = tell
        self._demo = demo
        self._runner = Runner(launch)
        self._runs: dict[str, _TipRun] = {}
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Future[None]] = set()
        self._closing = asyncio.Event()
        self._sample_setup: asyncio.Future[Setup] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._listed = True
        # A daemon: a loop that cannot end must not keep the program once its window is gone.
        self._thread = threading.Thread(target=self._work, daemon=True, name="measuring")

    def start(self) -> None:
        """Start the thread. What was asked for before is done then."""
        self._thread.start()

    def measure(self, tip: str, run: int, setup: Setup) -> None:
        """Measure this tip; an earlier measurement of it is stopped first."""
        self._soon(lambda: self._begin(tip, run, setup))

    def stop(self, tip: str) -> None:
        """Stop measuring this tip and keep what is known."""
        self._soon(lambda: self._stop(tip))

    def cancel(self, tip: str) -> None:
        """Stop measuring this tip."""
        self._soon(lambda: self._cancel(tip))

    def list_devices(self) -> None:
        """List the devices that there are."""
        self._soon(lambda: self._keep(asyncio.ensure_future(self._list())))

    def watch_devices(self, on: bool) -> None:
        """List the devices whenever one has come or gone, from now on or no more."""
        self._soon(lambda: self._watch(on))

    def close(self) -> None:
        """End every child, then the thread."""
        self._soon(self._closing.set)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the thread's end. True where it has ended."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _soon(self, job: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: there is nothing left to do anything with
            self._loop.call_soon_threadsafe(job)

    # ---- in the thread

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._until_closed())
        except Exception:  # the window must still hear that it is over, or it would wait for ever
            log.exception("The measuring thread failed")
        finally:
            self._tell(Closed())
            self._end_rest()
            self._loop.close()

    def _end_rest(self) -> None:
        """End what libraries had left to run in the loop, such as a served connection that was just cut."""
        rest = asyncio.all_tasks(self._loop)
        for task in rest:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))

    async def _until_closed(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            if self._demo is not None:
                self._sample_setup = self._loop.create_future()
                self._keep(asyncio.ensure_future(self._open_demonstration(stack, self._demo)))
            await self._closing.wait()
            # Also those that were stopped and whose place another has taken: each sees its child to its end.
            for task in tuple(self._tasks):
                task.cancel()
            if self._tasks:
                await asyncio.wait(tuple(self._tasks))

    async def _open_demonstration(self, stack: contextlib.AsyncExitStack, setup: Setup) -> None:
        assert self._sample_setup is not None
        self._sample_setup.set_result(await stack.enter_async_context(demonstration(setup)))

    def _keep(self, task: asyncio.Future[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _begin(self, tip: str, number: int, setup: Setup) -> None:
        if self._closing.is_set():
            return
        before = self._runs.get(tip)
        self._stop(tip)
        run = self._runs[tip] = _TipRun()
        run.task = asyncio.ensure_future(self._measure(tip, number, setup, run, before))
        self._keep(run.task)
        cancelled = Ended(tip, number, Outcome(Cancelled()), setup)
        run.task.add_done_callback(lambda task: self._never_began(task, cancelled))

    def _never_began(self, task: asyncio.Future[None], message: Ended) -> None:
        """Report a task cancelled before its first step: it says nothing by itself, and its waiters must hear of it."""
        if task.cancelled():
            run = self._runs.get(message.tip)
            if run is not None and run.task is task:
                del self._runs[message.tip]
            self._tell(message)

    async def _measure(self, tip: str, number: int, setup: Setup, run: _TipRun, before: _TipRun | None) -> None:
        def watch(sample: Sample[Any]) -> None:
            self._tell(Sampled(tip, number, sample))

        def steer(probe: Probe) -> None:
            run.probe = probe

        outcome = Outcome(Cancelled())
        try:
            if before is not None and before.task is not None:
                await asyncio.wait([before.task])  # its child is gone then
            if self._sample_setup is not None:
                sample = await asyncio.shield(self._sample_setup)
                profile = replace(setup.profile, internet=sample.profile.internet)  # the visit may have been changed
                setup = replace(setup, sources=sample.sources, profile=profile, demo=True)
            outcome = await self._runner.measure(load_check(tip), setup, watch, steer)
        except asyncio.CancelledError:
            pass
        except Exception as error:
            log.exception("%s: measuring failed", tip)
            outcome = Outcome(Raised(type(error).__name__))
        if self._runs.get(tip) is run:
            del self._runs[tip]
        self._tell(Ended(tip, number, outcome, setup))

    def _stop(self, tip: str) -> None:
        run = self._runs.get(tip)
        if run is None or run.task is None:
            return
        if run.probe is None:  # still waiting for its turn
            run.task.cancel()
            return
        run.probe.stop()
        self._loop.call_later(STOP_WITHIN_S, run.task.cancel)

    def _cancel(self, tip: str) -> None:
        run = self._runs.get(tip)
        if run is not None and run.task is not None:
            run.task.cancel()

    def _watch(self, on: bool) -> None:
        if self._watching is not None and not on:
            self._watching.cancel()
            self._watching = None
        elif self._watching is None and on and not self._closing.is_set():
            self._watching = asyncio.ensure_future(self._watch_devices())
            self._keep(self._watching)

    async def _watch_devices(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            machine = here()
            before = machine.devices_fingerprint()
            while True:
                await asyncio.sleep(LIST_EVERY_S if before is None else WATCH_EVERY_S)
                now = machine.devices_fingerprint()
                if now is None or now != before or not self._listed:
                    before = now
                    await self._list()

    async def _list(self) -> None:
        devices = await list_devices()
        # A slow start, or a driver that hung: it is tried again for as long as devices are watched.
        self._listed = devices is not None
        if devices is not None:
            self._tell(Listed(devices))
