"""From page to page: what opening and leaving each page starts and ends. Knows the pages' order, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from readiness.core.check import Resource
from readiness.core.setup import Setup
from readiness.wizard.flow.device_selection import DeviceSelection
from readiness.wizard.flow.measurements import Measurements
from readiness.wizard.flow.measuring_queue import MeasuringQueue
from readiness.wizard.flow.resumption import Resumption
from readiness.wizard.flow.route import page_after, page_before, page_from
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME, Want

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.probe.listed_devices import Devices
    from readiness.probe.parent import Launch
    from readiness.wizard.flow.session import Session
    from readiness.wizard.flow.worker import Worker
    from readiness.wizard.memory.launch import StartPlan

RETRY_MS: Final = 2000
"""A camera that went away is looked for again so often while its page is open."""


class PageFlow(QObject):
    """Goes where it is told, and measures what the page there needs; tells the window what has changed."""

    went = Signal(str)
    changed = Signal(str)
    """This tip's state is another."""
    live = Signal(str)
    """There is something new to show of this tip."""
    listed = Signal(object)
    renewed = Signal()
    """Everything begins anew: the session is another."""

    def __init__(
        self,
        tips: Sequence[str],
        setup: Setup,
        launch: Launch | None,
        resumption: Resumption,
        selection: DeviceSelection,
    ) -> None:
        super().__init__()
        self.resumption, self.selection = resumption, selection
        self.tips = tuple(tips)
        self.place = WELCOME
        self._measuring = Measurements(tips, setup, launch)
        self._measuring.changed.connect(self.changed)
        self._measuring.live.connect(self.live)
        self._measuring.ended.connect(self._ended)
        self._measuring.listed.connect(self._listed)
        self._queue = MeasuringQueue(self._measuring)
        self._queue.finished.connect(self._all_measured)
        self._to_result = False
        """Is the result what the person waits for, and not the questions?"""
        self._closing = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._watch_again)

    @property
    def begun(self) -> bool:
        """Is there anything to know yet beyond the first page?"""
        return self._measuring.begun

    @property
    def session(self) -> Session:
        """What is known and decided."""
        return self._measuring.session

    @session.setter
    def session(self, session: Session) -> None:
        self._measuring.session = session

    @property
    def setup(self) -> Setup:
        """The setup as it is now."""
        return self._measuring.setup

    @property
    def _worker(self) -> Worker:
        return self._measuring.worker

    # ---- where the person is

    def resume(self, beginning: StartPlan) -> None:
        """Go on after a restart, at the next tip. What nobody notices is measured anew at once."""
        self.session.resume(beginning.done)
        for tip in self.session.to_start(self.session.quiet_tips()):
            self._measuring.begin(tip)
        self.go(page_from(self.session, beginning.place) if beginning.place else RESULT)

    def go_on(self) -> None:
        """Go on from where the person stopped today. Whatever was measured then is measured anew before the result."""
        offer = self.resumption.offer
        assert offer is not None
        self.resumption.withdraw_offer()
        self.resume(offer)

    def start(self) -> None:
        """Go to the first tip and start measuring what nobody notices: the main button was pressed the first time."""
        self.resumption.withdraw_offer()
        self.session.short = False
        for tip in self.session.to_start(self.session.quiet_tips()):
            self._measuring.begin(tip)
        self.go(page_after(self.session, WELCOME))

    def everything(self) -> None:
        """Measure all that can be measured, then ask. Who wants that wants video."""
        self.resumption.withdraw_offer()
        self.session.choose_video()
        self.session.short = True
        self._run_all([t for t, s in self.session.tips.items() if not s.only_questions and not s.decided])

    def again(self) -> None:
        """Measure again what asks for something."""
        self.session.short = True
        wanted = self.session.again()
        for tip in wanted:
            self.session.tips[tip].decided = ""
        self._run_all(wanted)

    def _run_all(self, wanted: list[str]) -> None:
        self._queue.fill(wanted)
        self._to_result = False
        self.go(PROGRESS)
        self._feed()

    def afresh(self) -> None:
        """Begin again from the welcome page, with nothing known but the number."""
        self._leave()
        self._measuring.afresh()
        self.renewed.emit()
        self.place = WELCOME
        self.went.emit(WELCOME)

    def go(self, place: str) -> None:
        """Open this page; the one that is left gives up what a person would notice."""
        if place != self.place:
            self._leave()
        self.place = place
        if place == RESULT:
            self._queue.fill(self.session.outdated())
            self._to_result = not self._queue.is_idle and not self.session.by_phone
            if self._to_result:
                self.place = PROGRESS
        elif place in self.session.tips:
            self._open(place)
        self.went.emit(self.place)
        self._feed()

    def forward(self) -> None:
        """Go to the next page."""
        self.go(page_after(self.session, self.place))

    def back(self) -> None:
        """Go back a page, unless this is the welcome page."""
        if self.place != WELCOME:
            self.go(page_before(self.session, self.place))

    def _open(self, tip: str) -> None:
        if self._has_devices(tip):
            self._worker.list_devices()
            self._worker.watch_devices(True)
        match self.session.wants(tip):
            case Want.MEASURE:
                self._measuring.begin(tip)
            case Want.WATCH:
                follows = not self.session.tips[tip].noticed
                self._measuring.begin(tip, watching=True, keep=follows)
            case Want.START | Want.NOTHING:
                pass

    def _has_devices(self, tip: str) -> bool:
        uses = self.session.tips[tip].check.uses if tip in self.session.tips else frozenset()
        return bool(uses & {Resource.CAMERA, Resource.MICROPHONE}) and not self.session.setup.demo

    def _leave(self) -> None:
        self._again.stop()
        self.resumption.withdraw_restart()
        if self.begun and self._has_devices(self.place):
            self._worker.watch_devices(False)
        left = [self.place] if self.place in self.session.tips else []
        if self.place == PROGRESS:
            self._queue.fill(())
            left = [tip for tip in self.session.running() if self.session.tips[tip].noticed]
        for tip in left:
            self.session.tips[tip].visited |= tip == self.place
            self._measuring.leave(tip)

    # ---- measuring

    def retry(self, tip: str) -> None:
        """Try again, or begin what waits for the person's word."""
        self._again.stop()
        self._measuring.begin(tip, watching=Resource.CAMERA in self.session.tips[tip].check.uses)

    def _watch_again(self) -> None:
        if self.place in self.session.tips and not self.session.busy(self.place) and not self._closing:
            self._measuring.begin(self.place, watching=True, keep=True)

    def _feed(self) -> None:
        """Start what may start now; when all is measured, go on by itself."""
        if self.place == PROGRESS and not self._closing:
            self._queue.feed()

    def _all_measured(self) -> None:
        if self.place == PROGRESS and self._queue.is_idle:
            self.go(RESULT if self._to_result else page_after(self.session, WELCOME))

    def hurry(self) -> None:
        """Do not wait for what is still being measured."""
        self._queue.cut_short()
        self._feed()

    def _ended(self, tip: str, watched: bool, measured: bool) -> None:
        here = tip == self.place and not self._closing
        if watched and here:
            self._again.start()  # nobody had told it to end: the camera went away
        self._feed()
        if measured and here and not watched:
            self._follow(tip)

    def _follow(self, tip: str) -> None:
        """Watch a tip whose open page asks for something: it clears by itself when that is done."""
        if self.session.tips[tip].check.follows and self.session.wants(tip) is Want.WATCH:
            self._measuring.begin(tip, watching=True, keep=True)

    def _listed(self, devices: Devices) -> None:
        before = self.selection.devices
        moved = self.selection.follow(devices, self.session)
        self.listed.emit(devices)
        state = self.session.tips.get(self.place)
        if state is None or Resource.CAMERA not in state.check.uses:
            return
        # What was chosen is back under another number, or what we wait for may have come.
        waits = self._again.isActive()
        come = waits and (before is None or devices.camera != before.camera)
        if (moved or come) and (waits or state.watching):
            self._again.stop()
            self._measuring.begin(self.place, watching=True, keep=True)
