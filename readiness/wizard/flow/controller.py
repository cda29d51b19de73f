"""What happens when: the session's decisions carried out. Knows the pages' order, no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from readiness.core.check import Resource
from readiness.core.clinic import VisitKind
from readiness.core.finding import Pane
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.verdict import BY_PHONE
from readiness.wizard.flow import system_links
from readiness.wizard.flow.measurements import Measurements
from readiness.wizard.memory.device_choices import DeviceChoices
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.probe.devices import Devices, ListedDevice
    from readiness.probe.parent import Launch
    from readiness.wizard.flow.restart import Restart
    from readiness.wizard.flow.session import Session
    from readiness.wizard.flow.worker import Worker
    from readiness.wizard.memory.history_writer import HistoryWriter
    from readiness.wizard.memory.launch import RestartReadiness, StartPlan

SOON_MS: Final = 300
"""After the first paint; by then what lists devices is loaded."""
RETRY_MS: Final = 2000
"""A camera that went away is looked for again so often while its page is open."""
CLOSE_WITHIN_MS: Final = 3000


class Controller(QObject):
    """Carries out what the person chooses; tells the window what has changed."""

    went = Signal(str)
    changed = Signal(str)
    """This tip's state is another."""
    live = Signal(str)
    """There is something new to show of this tip."""
    listed = Signal(object)
    asked_restart = Signal()
    """The person would like to restart the computer."""
    renewed = Signal()
    """Everything begins anew: the session is another."""
    closed = Signal()

    def __init__(
        self,
        tips: Sequence[str],
        setup: Setup,
        *,
        launch: Launch | None = None,
        restart: Restart | Callable[[], Restart] | None = None,
        chosen: DeviceChoices | None = None,
        stopped: Callable[[Sequence[str], str], None] | None = None,
    ) -> None:
        """`stopped` keeps where the person stopped: what was done, and the tip; an empty one where nothing is left."""
        super().__init__()
        self._restart = restart
        self._stopped = stopped
        self.offer: StartPlan | None = None
        """The check was stopped earlier today: the person is asked whether to go on from there."""
        self._chosen = chosen or DeviceChoices()
        self._given = setup.sources
        """What was named at the start stays; only what was left open is chosen on a page."""
        self.tips = tuple(tips)
        self.place = WELCOME
        self.devices: Devices | None = None
        self._measuring = Measurements(tips, setup, launch)
        self._measuring.changed.connect(self.changed)
        self._measuring.live.connect(self.live)
        self._measuring.ended.connect(self._ended)
        self._measuring.listed.connect(self._listed)
        self._measuring.closed.connect(self._closed)
        self._queue: list[str] = []
        self._to_result = False
        """Is the result what the person waits for, and not the questions?"""
        self._closing = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._watch_again)
        self._last = QTimer(self)
        self._last.setSingleShot(True)
        self._last.setInterval(CLOSE_WITHIN_MS)
        self._last.timeout.connect(self.closed)

    @property
    def restart(self) -> Restart | None:
        """None where nothing may be restarted, as in a demonstration."""
        if callable(self._restart):
            self._restart = self._restart()
        return self._restart

    def resume(self, beginning: StartPlan) -> None:
        """Go on after a restart, at the next tip. What nobody notices is measured anew at once."""
        self.session.resume(beginning.done)
        for tip in self.session.to_start(self.session.quiet_tips()):
            self._measuring.begin(tip)
        self.go(self.session.next_from(beginning.place) if beginning.place else RESULT)

    def prepare_restart(self) -> RestartReadiness:
        """Save what is done, and arrange the start after the restart."""
        assert self.restart is not None
        done, place = self._place_to_keep(self.place)
        return self.restart.prepare(done, place, self.session.setup.language)

    def _place_to_keep(self, place: str) -> tuple[tuple[str, ...], str]:
        """What was done, and where to go on. Choices are not kept: who chose the phone is asked again, where it was."""
        done = self.session.done(place)
        chosen = next((tip for tip, state in self.session.tips.items() if state.decided == BY_PHONE), "")
        return (tuple(tip for tip in done if tip != chosen), chosen) if chosen else (done, place)

    def begin(self) -> None:
        """Load what measuring needs, beside the first page and not before it; whoever is quicker waits for it."""
        self._measuring.load()
        if not self.setup.demo and self._chosen.any:  # an earlier choice counts from the first measurement on
            QTimer.singleShot(SOON_MS, self, self._list_early)

    def _list_early(self) -> None:
        if not self._closing:
            self._worker.list_devices()

    @cached_property
    def lately(self) -> HistoryWriter:
        """Keeps the last reports on this computer."""
        from readiness.wizard.memory.history_writer import HistoryWriter

        return HistoryWriter()

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

    def go_on(self) -> None:
        """From where the person stopped today. Whatever was measured then is measured anew before the result."""
        offer = self.offer
        assert offer is not None
        self._decline()
        self.resume(offer)

    def _decline(self) -> None:
        """What was offered is so no more: the person has chosen."""
        if self.offer is not None:
            self.offer = None
            if self._stopped is not None:
                self._stopped((), "")

    def start(self) -> None:
        """The first press of the main button: what nobody notices is measured from now on."""
        self._decline()
        self.session.short = False
        for tip in self.session.to_start(self.session.quiet_tips()):
            self._measuring.begin(tip)
        self.go(self.session.after(WELCOME))

    def everything(self) -> None:
        """Measure all that can be measured, then ask. Who wants that wants video."""
        self._decline()
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
        self._queue, self._to_result = wanted, False
        self.go(PROGRESS)
        self._feed()

    def afresh(self) -> None:
        """Begin from the welcome page, with nothing known but the number."""
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
            self._queue = self.session.outdated()
            self._to_result = bool(self._queue or self.session.running()) and not self.session.by_phone
            if self._to_result:
                self.place = PROGRESS
        elif place in self.session.tips:
            self._open(place)
        self.went.emit(self.place)
        self._feed()

    def forward(self) -> None:
        """Next."""
        self.go(self.session.after(self.place))

    def back(self) -> None:
        """Back."""
        if self.place != WELCOME:
            self.go(self.session.before(self.place))

    def _open(self, tip: str) -> None:
        if self._has_devices(tip):
            self._worker.list_devices()
            self._worker.watch_devices(True)
        from readiness.wizard.flow.session import Want

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
        if self.restart is not None:
            self.restart.give_up()  # whoever goes on has not restarted
        if self.begun and self._has_devices(self.place):
            self._worker.watch_devices(False)
        left = [self.place] if self.place in self.session.tips else []
        if self.place == PROGRESS:
            self._queue = []
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
        if self.place != PROGRESS or self._closing:
            return
        for tip in self.session.to_start(self._queue):
            self._queue.remove(tip)
            self._measuring.begin(tip)
        # What runs already needs no second start.
        self._queue = [tip for tip in self._queue if not self.session.busy(tip)]
        if not self._queue and not self.session.running():
            QTimer.singleShot(0, self._all_measured)

    def _all_measured(self) -> None:
        if self.place == PROGRESS and not self._queue and not self.session.running():
            self.go(RESULT if self._to_result else self.session.after(WELCOME))

    def hurry(self) -> None:
        """Do not wait for what is still being measured."""
        self._queue = []
        for tip in self.session.running():
            self._measuring.cancel(tip)
        self._feed()

    def _ended(self, tip: str, watched: bool, measured: bool) -> None:
        here = tip == self.place and not self._closing
        if watched and here:
            self._again.start()  # nobody had told it to end: the camera went away
        self._feed()
        if measured and here and not watched:
            self._follow(tip)

    def _follow(self, tip: str) -> None:
        """Its page is open and asks for something: it clears by itself when that is done."""
        from readiness.wizard.flow.session import Want

        if self.session.tips[tip].check.follows and self.session.wants(tip) is Want.WATCH:
            self._measuring.begin(tip, watching=True, keep=True)

    # ---- the person

    def answer(self, tip: str, question: str, answer: Answer) -> None:
        """An answer."""
        self.session.answer(tip, question, answer)
        self.changed.emit(tip)

    def decide(self, tip: str, finding: str) -> None:
        """Skip, do without, or come by phone; then on. For a visit by phone nothing more is measured."""
        self._measuring.cancel(tip)
        self.session.decide(tip, finding)
        for other in self.session.running() if self.session.by_phone else ():
            self._measuring.cancel(other)
        self.changed.emit(tip)
        self.forward()

    def choose_phone(self) -> None:
        """By phone after all, from the result."""
        self.decide("internet", BY_PHONE)

    def choose_video(self) -> None:
        """Video after all: on from where the person left it for the phone."""
        left = next((tip for tip, state in self.session.tips.items() if state.decided == BY_PHONE), WELCOME)
        self.session.choose_video()
        self.session.short = False
        self.changed.emit(left)
        self.go(left)

    @property
    def may_use_program(self) -> bool:
        """Does the clinic's profile leave it open whether the visit takes place in a program?"""
        return self._measuring.given_visit.kind is not VisitKind.BROWSER

    def open_on_web_page(self, chosen: bool) -> None:
        """The visit opens on a web page, or in a program after all: look for what it needs."""
        visit = self.session.setup.profile.visit
        given = self._measuring.given_visit
        kind = VisitKind.BROWSER if chosen else given.kind
        profile = replace(self.session.setup.profile, visit=replace(visit, kind=kind))
        self.session.setup = replace(self.session.setup, profile=profile)
        self.retry("video-app")

    def typed(self, number: str) -> None:
        """The clinic's number, typed by the patient."""
        self.session.typed(number)
        for tip in self.session.tips:
            self.changed.emit(tip)

    def speak(self, language: str) -> None:
        """Another language, also for what is measured from now on."""
        self._measuring.setup = replace(self.setup, language=language)

    def _listed(self, devices: Devices) -> None:
        before, self.devices = self.devices, devices
        moved = False
        for kind, source in self._chosen.sources(devices).items():
            if getattr(self._given, kind.value) is None:
                moved |= self._use(kind, source)
        self.listed.emit(devices)
        waits = self._again.isActive()
        if self.place in self.session.tips and (
            moved or (waits and (before is None or devices.camera != before.camera))
        ):
            # What was chosen is back under another number, or what we wait for may have come.
            uses = self.session.tips[self.place].check.uses
            if Resource.CAMERA in uses and (waits or self.session.tips[self.place].watching):
                self._again.stop()
                self._measuring.begin(self.place, watching=True, keep=True)

    def _use(self, kind: Resource, source: str | None) -> bool:
        """From now on this source; False where it was so already."""
        if getattr(self.session.setup.sources, kind.value) == source:
            return False
        sources = replace(self.session.setup.sources, **{kind.value: source})
        self.session.setup = replace(self.session.setup, sources=sources)
        return True

    def choose(self, kind: Resource, source: str | None) -> None:
        """Another camera, microphone or speaker; what was measured with the last one is measured anew."""
        listed: tuple[ListedDevice, ...] = () if self.devices is None else getattr(self.devices, kind.value)
        self._chosen.choose(kind, next((each for each in listed if each.source == source), None))
        self._given = replace(self._given, **{kind.value: None})
        self._use(kind, source)
        for state in self.session.tips.values():
            if kind in state.check.uses and state.outcome is not None:
                state.stale = True
        tip = self.place
        if tip in self.session.tips and (self.session.busy(tip) or self.session.tips[tip].outcome is not None):
            self.retry(tip)

    def can_open(self, pane: Pane, values: Mapping[str, object]) -> bool:
        """Is there a way to open this place for the patient?"""
        if pane is Pane.RESTART:
            return self.restart is not None and self.restart.possible
        if pane is Pane.OTHER_MICROPHONE:
            return bool(values.get("other_source") and values.get("other_name"))
        return system_links.can_open(pane, values)

    def open(self, pane: Pane, values: Mapping[str, object]) -> None:
        """Open it. A download slows the line, so that the internet is measured again afterwards."""
        if pane is Pane.RESTART:
            self.asked_restart.emit()
        elif pane is Pane.OTHER_MICROPHONE:
            self.choose(Resource.MICROPHONE, str(values["other_source"]))
        elif pane is Pane.DOWNLOAD:
            system_links.open_page(str(values["download_page"]))
            if (internet := self.session.tips.get("internet")) is not None:
                internet.stale = True
        else:
            system_links.open_settings(pane)

    # ---- the end

    def close(self) -> None:
        """End every child; `closed` comes when none is left, or after three seconds."""
        if self._closing:
            return
        self._closing = True
        self._again.stop()
        self._keep_place()
        if self._measuring.close():
            self._last.start()
        else:
            QTimer.singleShot(0, self._closed)

    def _keep_place(self) -> None:
        """For a later start on the same day. A restart that is made ready has kept its own."""
        if self._stopped is None or not self.begun:
            return
        if not callable(self._restart) and self._restart is not None and self._restart.prepared is not None:
            return
        done = self.session.done("")
        place = self.place
        if place in (WELCOME, PROGRESS):
            place = next((tip for tip in self.tips if tip not in done), "")
            place = place if any(state.visited for state in self.session.tips.values()) else ""
        if self.session.by_phone:
            done, place = self._place_to_keep(place)
        self._stopped(done, "" if place == RESULT else place)

    def _closed(self) -> None:
        self._last.stop()
        self.closed.emit()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the measuring thread, once the window is gone."""
        return self._measuring.wait(timeout_s)
