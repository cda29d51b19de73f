"""From the measuring thread to the window: queued, and the latest sample wins, so that nothing ever piles up."""

from __future__ import annotations

import threading
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from readiness.core.check import Sample
from readiness.core.setup import Setup
from readiness.probe.parent import Launch, make_launch
from readiness.wizard.flow.worker import Closed, Ended, Listed, Message, Sampled, Worker


class Bridge(QObject):
    """Give `tell` to the worker; the signals come in the thread that this object lives in."""

    sampled = Signal(object)
    ended = Signal(object)
    listed = Signal(object)
    closed = Signal()
    _rang = Signal()

    def __init__(self) -> None:
        # Or the measuring thread, which may let go of it last, would destroy it.
        super().__init__(QCoreApplication.instance())
        self._lock = threading.Lock()
        self._samples: dict[tuple[str, int], Sampled] = {}
        self._others: list[Message] = []
        self._ringing = False
        self._rang.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def tell(self, message: Message) -> None:
        """Pass it on from the measuring thread. One delivery is under way at most, however much there is to tell."""
        with self._lock:
            if isinstance(message, Sampled):
                key = (message.tip, message.run)
                before = self._samples.get(key)
                self._samples[key] = message if before is None else _merge_samples(before, message)
            else:
                self._others.append(message)
            ring, self._ringing = not self._ringing, True
        if ring:
            self._rang.emit()

    def _deliver(self) -> None:
        with self._lock:
            samples, self._samples = self._samples, {}
            others, self._others = self._others, []
            self._ringing = False
        for sampled in samples.values():
            self.sampled.emit(sampled)
        for message in others:
            match message:
                case Ended():
                    self.ended.emit(message)
                case Listed():
                    self.listed.emit(message.devices)
                case Closed():
                    self.closed.emit()


def _merge_samples(before: Sampled, now: Sampled) -> Sampled:
    """Keep the later one, and from the one before what the later one leaves out."""
    reading = before.sample.reading if now.sample.reading is None else now.sample.reading
    live = before.sample.live if now.sample.live is None else now.sample.live
    if live is not None and live.picture_jpeg is None and before.sample.live is not None:
        live = replace(live, picture_jpeg=before.sample.live.picture_jpeg)
    return Sampled(now.tip, now.run, Sample(reading, live))


def make_worker(bridge: Bridge, demo: Setup | None, launch: Launch | None) -> Worker:
    """Make a worker that tells this bridge; `launch` starts its probes in place of the usual way."""
    return Worker(bridge.tell, demo, launch or make_launch)
