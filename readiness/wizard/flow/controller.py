"""What the person chooses, carried out. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal

from readiness.core.check import Resource
from readiness.core.clinic import VisitKind
from readiness.core.finding import Pane
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.verdict import BY_PHONE
from readiness.wizard.flow.device_selection import DeviceSelection
from readiness.wizard.flow.page_flow import PageFlow
from readiness.wizard.flow.resumption import Resumption
from readiness.wizard.memory.device_choices import DeviceChoices
from readiness.wizard.navigation import WELCOME
from readiness.wizard.system import links

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.probe.parent import Launch
    from readiness.wizard.memory.history_writer import HistoryWriter
    from readiness.wizard.memory.launch import RestartReadiness
    from readiness.wizard.system.restart import Restart

SOON_MS: Final = 300
"""After the first paint; by then what lists devices is loaded."""
CLOSE_WITHIN_MS: Final = 3000


class Controller(PageFlow):
    """Answers, decisions and choices of the person, from the window's opening to its end."""

    asked_restart = Signal()
    """The person would like to restart the computer."""
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
        """Take `stopped`, which keeps where the person stopped: what was done, and the tip (empty: nothing is left)."""
        selection = DeviceSelection(chosen or DeviceChoices(), setup.sources)
        super().__init__(tips, setup, launch, Resumption(restart, stopped), selection)
        self._measuring.closed.connect(self._closed)
        self._last = QTimer(self)
        self._last.setSingleShot(True)
        self._last.setInterval(CLOSE_WITHIN_MS)
        self._last.timeout.connect(self.closed)

    def begin(self) -> None:
        """Load what measuring needs, beside the first page and not before it; a person who is quicker waits for it."""
        self._measuring.load()
        if not self.setup.demo and self.selection.choices.any:  # an earlier choice counts from the first measurement on
            QTimer.singleShot(SOON_MS, self, self._list_early)

    def _list_early(self) -> None:
        if not self._closing:
            self._worker.list_devices()

    @cached_property
    def lately(self) -> HistoryWriter:
        """Keeps the last reports on this computer."""
        from readiness.wizard.memory.history_writer import HistoryWriter  # noqa: PLC0415  26 ms, behind the first page

        return HistoryWriter()

    @property
    def restart(self) -> Restart | None:
        """None where nothing may be restarted, as in a demonstration."""
        return self.resumption.restart

    def prepare_restart(self) -> RestartReadiness:
        """Save what is done, and arrange the start after the restart."""
        return self.resumption.prepare_restart(self.session, self.place)

    # ---- the person

    def answer(self, tip: str, question: str, answer: Answer) -> None:
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
        """Choose the phone after all, from the result."""
        self.decide("internet", BY_PHONE)

    def choose_video(self) -> None:
        """Choose video after all, and go on from where the person left it for the phone."""
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
        """Set whether the visit opens on a web page, or in a program after all, and look for what it needs."""
        visit = self.session.setup.profile.visit
        given = self._measuring.given_visit
        kind = VisitKind.BROWSER if chosen else given.kind
        profile = replace(self.session.setup.profile, visit=replace(visit, kind=kind))
        self.session.setup = replace(self.session.setup, profile=profile)
        self.retry("video-app")

    def typed(self, number: str) -> None:
        """Take the clinic's number, typed by the patient."""
        self.session.typed(number)
        for tip in self.session.tips:
            self.changed.emit(tip)

    def speak(self, language: str) -> None:
        """Change the language, also for what is measured from now on."""
        self._measuring.setup = replace(self.setup, language=language)

    def choose(self, kind: Resource, source: str | None) -> None:
        """Use another camera, microphone or speaker; what was measured with the last one is measured anew."""
        self.selection.choose(kind, source, self.session)
        state = self.session.tips.get(self.place)
        if state is not None and (self.session.busy(self.place) or state.outcome is not None):
            self.retry(self.place)

    def can_open(self, pane: Pane, values: Mapping[str, object]) -> bool:
        """Tell whether there is a way to open this place for the patient."""
        if pane is Pane.RESTART:
            return self.restart is not None and self.restart.possible
        if pane is Pane.OTHER_MICROPHONE:
            return bool(values.get("other_source") and values.get("other_name"))
        return links.can_open(pane, values)

    def open(self, pane: Pane, values: Mapping[str, object]) -> None:
        """Open it. A download slows the line, so that the internet is measured again afterwards."""
        if pane is Pane.RESTART:
            self.asked_restart.emit()
        elif pane is Pane.OTHER_MICROPHONE:
            self.choose(Resource.MICROPHONE, str(values["other_source"]))
        elif pane is Pane.DOWNLOAD:
            links.open_page(str(values["download_page"]))
            if (internet := self.session.tips.get("internet")) is not None:
                internet.stale = True
        else:
            links.open_settings(pane)

    # ---- the end

    def close(self) -> None:
        """End every child; `closed` comes when none is left, or after three seconds."""
        if self._closing:
            return
        self._closing = True
        self._again.stop()
        if self.begun:
            self.resumption.keep_place(self.session, self.place)
        if self._measuring.close():
            self._last.start()
        else:
            QTimer.singleShot(0, self._closed)

    def _closed(self) -> None:
        self._last.stop()
        self.closed.emit()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the measuring thread, once the window is gone."""
        return self._measuring.wait(timeout_s)
