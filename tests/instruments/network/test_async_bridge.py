"""Blocking work aside, asynchronous work in a thread: both bounded."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from readiness.core.check import NoCommands
from readiness.instruments.network.async_bridge import iterate_progress, run_in_daemon_thread


def test_what_blocks_is_left_behind_at_its_deadline() -> None:
    released = threading.Event()
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(run_in_daemon_thread(lambda: released.wait(20), 0.2))
    assert time.monotonic() - started < 3
    released.set()


def test_a_result_and_an_error_come_back() -> None:
    assert asyncio.run(run_in_daemon_thread(lambda: 7, 5)) == 7
    with pytest.raises(ZeroDivisionError):
        asyncio.run(run_in_daemon_thread(lambda: 1 // 0, 5))


def test_everything_told_arrives_in_order_and_then_the_error() -> None:
    async def work(tell: Callable[[int], None]) -> None:
        tell(1)
        await asyncio.sleep(0)
        tell(2)
        raise KeyError("three")

    told: list[Any] = []
    with pytest.raises(KeyError):
        told.extend(iterate_progress(work, NoCommands()))
    steps = iterate_progress(work, NoCommands())
    assert [next(steps), next(steps)] == [1, 2]


def test_closing_cancels_the_work() -> None:
    ended = threading.Event()

    async def work(tell: Callable[[int], None]) -> None:
        try:
            tell(1)
            await asyncio.sleep(60)
        finally:
            ended.set()

    steps = iterate_progress(work, NoCommands())
    assert next(steps) == 1
    steps.close()  # type: ignore[attr-defined]
    assert ended.wait(2)
