"""Where blocking code and asyncio meet: both ways bounded, neither ever holds up the program's end."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final, TypeVar

from readiness.core.check import Commands

T = TypeVar("T")

POLL_S: Final = 0.1
"""How soon a stop is noticed."""
END_S: Final = 1.0
"""How long cancelled work may take to tidy up before it is left behind (its thread is a daemon)."""


async def run_in_daemon_thread(work: Callable[[], T], deadline_s: float) -> T:
    """Run `work` in a daemon thread. TimeoutError after the deadline; the thread is then left behind.

    asyncio's own executor is joined when the loop and the program end: a look-up that ignores every
    time-out would hold them up. This thread is not.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: T | None = None
        caught: BaseException | None = None
        try:
            result = work()
        except Exception as error:  # belongs to the caller that awaits
            caught = error
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody awaits any more
            loop.call_soon_threadsafe(settle, result, caught)

    threading.Thread(target=run, daemon=True, name="aside").start()
    async with asyncio.timeout(deadline_s):
        return await future


class _Worker(threading.Thread):
    """Runs one coroutine in another loop; what it tells, and then its end, goes into `told`."""

    def __init__(self, work: Callable[[Callable[[Any], None]], Coroutine[Any, Any, None]]) -> None:
        super().__init__(daemon=True, name="measuring")
        self.told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.error: BaseException | None = None
        self._work = work
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False

    def run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._main())
        except asyncio.CancelledError:
            pass
        except Exception as error:  # raised again where the samples are read
            self.error = error
        finally:
            self.told.put(self)

    async def _main(self) -> None:
        self._task = asyncio.current_task()
        if not self._cancelled:
            await self._work(self.told.put)

    def cancel(self) -> None:
        """End the work; from any thread, at any time."""
        self._cancelled = True

        def cancel_task() -> None:
            if self._task is not None:
                self._task.cancel()

        with contextlib.suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(cancel_task)


def iterate_progress(
    work: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]], commands: Commands
) -> Iterator[T]:
    """Yield what `work(tell)` tells; ends with it, on a stop, or when closed. What it raises is raised here.

    The loop has its own thread, so that a slow reader of these values never slows the measuring.
    """
    worker = _Worker(work)
    worker.start()
    try:
        while not commands.stopped:
            try:
                told = worker.told.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if told is worker:
                break
            yield told
    finally:
        worker.cancel()
        worker.join(END_S)
    if worker.error is not None:
        raise worker.error
