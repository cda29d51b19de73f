"""The measuring thread without a window: what it tells, that it stops, that nothing piles up on the way."""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
import time
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from readiness.core.check import Live, Sample
from readiness.core.setup import Setup
from readiness.probe.outcomes import Cancelled, Measured
from readiness.probe.parent import Probe
from readiness.wizard.flow.bridge import Bridge
from readiness.wizard.flow.worker import Closed, Ended, Message, Sampled, Worker
from tests.probe.faulty import FaultyCheck
from tests.processes import children
from tests.wizard.driver import live


def misbehaving(mode: str) -> Sequence[str]:
    return (sys.executable, "-m", "tests.probe.faulty", mode, str(os.getpid()))


def ended(told: queue.Queue[Message]) -> Ended:
    while True:
        message = told.get(timeout=15)
        if isinstance(message, Ended):
            return message


def test_a_child_that_is_deaf_is_ended_when_it_is_left_and_when_all_is_closed() -> None:
    told: queue.Queue[Message] = queue.Queue()
    worker = Worker(told.put, launch=lambda _: misbehaving("hang-deaf"))
    worker.start()
    worker.measure("video-app", 1, Setup(watching=True))
    while not children():
        time.sleep(0.05)
    time.sleep(0.5)
    worker.cancel("video-app")
    assert isinstance(ended(told).outcome.end, Cancelled)
    assert children() == []
    worker.measure("video-app", 2, Setup(watching=True))
    worker.measure("video-app", 3, Setup(watching=True))
    time.sleep(0.3)
    began = time.monotonic()
    worker.close()
    assert worker.wait(6.0)
    assert time.monotonic() - began < 4.0
    messages = [told.get_nowait() for _ in range(told.qsize())]
    assert {m.run for m in messages if isinstance(m, Ended)} == {2, 3}
    assert isinstance(messages[-1], Closed)
    assert children() == []
    worker.measure("video-app", 4, Setup())  # too late: nothing happens, nothing is raised


def test_a_probe_that_is_stopped_before_it_runs_ends_soon_and_keeps_what_it_has() -> None:
    async def run() -> object:
        probe = Probe(FaultyCheck("forever"), Setup(watching=True), misbehaving("forever"))
        probe.stop()
        return await probe.run(lambda _: None)

    assert isinstance(asyncio.run(asyncio.wait_for(run(), 10)), Measured | Cancelled)
    assert children() == []


def test_only_the_latest_sample_reaches_a_window_that_is_slow(qapp: QApplication) -> None:
    bridge = Bridge()
    seen: list[Sampled] = []
    bridge.sampled.connect(seen.append)

    def tell() -> None:
        bridge.tell(Sampled("camera", 1, Sample("early", Live(picture_jpeg=b"old"))))
        for number in range(1000):
            bridge.tell(Sampled("camera", 1, Sample(None, Live(done=number / 1000))))

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    live(20)
    assert len(seen) == 1
    sample = seen[0].sample
    assert sample.reading == "early", "a reading is not lost behind pictures"
    assert sample.live is not None
    assert (sample.live.done, sample.live.picture_jpeg) == (0.999, b"old")
