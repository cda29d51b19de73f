"""The measurements of a session: begun, followed and ended by way of the worker. Knows no page and no order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from readiness.core.clinic import Visit
from readiness.core.setup import Setup
from readiness.tips import load_check
from readiness.wizard.system.permission import ask_first

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.probe.parent import Launch
    from readiness.wizard.flow.session import Session
    from readiness.wizard.flow.worker import Ended, Sampled, Worker


class Measurements(QObject):
    """Holds the session and the worker; both are made when they are first asked for."""

    changed = Signal(str)
    """This tip's state is another."""
    live = Signal(str)
    """There is something new to show of this tip."""
    ended = Signal(str, bool, bool)
    """This tip's run is over: was it watched and not told to end, and did it measure to its end?"""
    listed = Signal(object)
    closed = Signal()

    def __init__(self, tips: Sequence[str], setup: Setup, launch: Launch | None) -> None:
        super().__init__()
        self._tips = tuple(tips)
        self._first_setup = setup
        self._launch = launch
        self._known: Session | None = None
        self._working: Worker | None = None

    def load(self) -> None:
        """Load what measuring needs, beside the first page and not before it; a person who is quicker waits for it."""
        threading.Thread(target=_load_parts, args=(self._tips,), daemon=True, name="loading").start()

    # ---- what is known

    @property
    def begun(self) -> bool:
        """Is there anything to know yet beyond the first page?"""
        return self._known is not None

    @property
    def session(self) -> Session:
        """What is known and decided."""
        if self._known is None:
            self._known = self._fresh(self._first_setup)
        return self._known

    @session.setter
    def session(self, session: Session) -> None:
        self._known = session

    def _fresh(self, setup: Setup) -> Session:
        from readiness.wizard.flow.session import Session  # noqa: PLC0415  35 ms, behind the first page

        return Session([load_check(tip) for tip in self._tips], setup)

    @property
    def setup(self) -> Setup:
        """The setup as it is now."""
        return self._first_setup if self._known is None else self._known.setup

    @setup.setter
    def setup(self, setup: Setup) -> None:
        if self._known is None:
            self._first_setup = setup
        else:
            self._known.setup = setup

    @property
    def given_visit(self) -> Visit:
        """The visit as the clinic's profile describes it."""
        return self._first_setup.profile.visit

    def afresh(self) -> None:
        """Forget everything but the setup; the visit is again what the clinic says."""
        for tip in self.session.running():
            self.cancel(tip)
        self._known = self._fresh(replace(self.setup, profile=self._first_setup.profile))

    # ---- to the worker

    @property
    def worker(self) -> Worker:
        """The measuring thread, running."""
        if self._working is None:
            from readiness.wizard.flow.bridge import Bridge, make_worker  # noqa: PLC0415  35 ms, behind the first page

            self._bridge = Bridge()
            self._bridge.sampled.connect(self._sampled)
            self._bridge.ended.connect(self._ended)
            self._bridge.listed.connect(self.listed)
            self._bridge.closed.connect(self.closed)
            demo = self.setup if self.setup.demo else None
            self._working = make_worker(self._bridge, demo, self._launch)
            self._working.start()
        return self._working

    def begin(self, tip: str, *, watching: bool = False, keep: bool = False) -> None:
        """Measure, after the system's own question where there is one. `watching`: until told to end; `keep`: what
        is known stays until there is news."""
        run, setup = self.session.begin(tip, watching=watching, keep=keep)
        self.changed.emit(tip)

        def measure() -> None:
            state = self.session.tips[tip]
            if state.run != run:  # the system's question may have stood open for a while
                return
            if not state.leaving:
                self.worker.measure(tip, run, setup)
                return
            if self.session.cancelled(tip, run, setup):  # its page was left meanwhile
                self.changed.emit(tip)

        if setup.demo:
            measure()
        else:
            ask_first(self, self.session.tips[tip].check.uses, measure)

    def leave(self, tip: str) -> None:
        """End what a person would notice, with what it has found where that will do: its page is no longer open."""
        keep = self.session.leave(tip)
        if keep is not None:
            (self.worker.stop if keep else self.worker.cancel)(tip)
        self.changed.emit(tip)

    def cancel(self, tip: str) -> None:
        """End this tip's run, if it has one."""
        self.worker.cancel(tip)

    # ---- from the worker

    def _sampled(self, message: Sampled) -> None:
        before = self.session.mark(message.tip)
        if self.session.sampled(message.tip, message.run, message.sample):
            self.live.emit(message.tip)
            if self.session.mark(message.tip) is not before:
                self.changed.emit(message.tip)

    def _ended(self, message: Ended) -> None:
        state = self.session.tips[message.tip]
        watched = state.watching and not state.leaving
        if self.session.ended(message.tip, message.run, message.outcome, message.setup):
            self.changed.emit(message.tip)
            self.ended.emit(message.tip, watched, message.outcome.measured)

    # ---- the end

    def close(self) -> bool:
        """End every child; `closed` comes when none is left. False where there never was one."""
        if self._working is None:
            return False
        self._working.close()
        return True

    def wait(self, timeout_s: float) -> bool:
        """Wait for the measuring thread, once the window is gone."""
        if self._working is None:
            return True
        gone = self._working.wait(timeout_s)
        if gone:
            self._bridge.deleteLater()
        return gone


def _load_parts(tips: Sequence[str]) -> None:
    from readiness.wizard.flow.preloading import load_parts  # noqa: PLC0415  86 ms, in a thread

    load_parts(tips)
