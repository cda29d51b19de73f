"""The application: one process, one window, one end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMessageLogContext, QStandardPaths, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from readiness.core.assets import find_asset
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words
from readiness.machine import here
from readiness.profile.reader import read_profile
from readiness.wizard.flow.controller import Controller
from readiness.wizard.memory.device_choices import DeviceChoices
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.settings import Settings
from readiness.wizard.memory.settings import read as read_settings
from readiness.wizard.memory.settings import write as write_settings
from readiness.wizard.memory.start import COMES_BACK, NOT_RESTARTED, WELCOME_BACK, Start
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.process.window_socket import find_socket_name, is_taken
from readiness.wizard.style.language import apply_language, can_render
from readiness.wizard.style.theme import SCALES, Appearance
from readiness.wizard.window import Window

if TYPE_CHECKING:
    from readiness.probe.parent import Launch
    from readiness.wizard.process.single_instance import Instance
    from readiness.wizard.system.restart import Restart

CANNOT_OPEN: Final = "The window cannot be opened here. The same check runs in the terminal: readiness check"
OPEN_ALREADY: Final = "The check is open already. Its window has been asked to come to the front."
LAST_WAIT_S: Final = 0.5


def _on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Handle Qt's own messages. Where it cannot go on (no display answers), say one sentence instead of an abort."""
    if kind is QtMsgType.QtFatalMsg:
        print(CANNOT_OPEN, file=sys.stderr, flush=True)
        os._exit(3)
    if os.environ.get("READINESS_LOG"):
        print(message, file=sys.stderr)


_EFFECTS: Final = (
    *(Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo),
    *(Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox),
)
"""Qt's own animations."""


def dress(qt: QApplication, look: Appearance) -> None:
    """Set what the windows' own style sheet does not reach. Nothing moves by itself: not everybody bears that."""
    for effect in _EFFECTS:
        qt.setEffectEnabled(effect, False)
    qt.setFont(look.font(18))
    qt.setPalette(look.palette())


def _nearest_scale(scale: float) -> float:
    return min(SCALES, key=lambda each: abs(each - scale))


CHOSEN: Final = "devices.json"


def _read_choices() -> DeviceChoices:
    """Read the choices of earlier days from the folder in which this person's programs keep such things."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return DeviceChoices(Path(folder) / CHOSEN if folder else None)


def make_window(
    look: Appearance,
    setup: Setup,
    restart: Restart | Callable[[], Restart] | None = None,
    chosen: DeviceChoices | None = None,
    stopped: Callable[[Sequence[str], str], None] | None = None,
    *,
    launch: Launch | None = None,
) -> Window:
    """Make a window for this setup, not yet shown."""
    words = Words(setup.language if can_render(setup.language) else "en")
    apply_language(words)
    tips = [tip for tip in TIPS if tip not in setup.profile.tips.leave_out]
    attended = replace(setup, attended=True, language=words.language)
    controller = Controller(tips, attended, launch=launch, restart=restart, chosen=chosen, stopped=stopped)
    return Window(look, words, controller)


class WindowApplication:
    """Holds the window, and the one in front of it where the person asks for the demonstration."""

    def __init__(self, qt: QApplication, setup: Setup, start: Start | None = None) -> None:
        self._qt = qt
        self._setup = setup
        self._start = start or Start()
        self.look = Appearance(scale=_nearest_scale(read_settings().scale))
        dress(qt, self.look)
        for signal_ in (self.look.changed, self.look.scaled):
            signal_.connect(lambda: dress(qt, self.look))
        self._shows: Window | None = None
        """The demonstration, while it is open; the person's own check waits behind it."""
        self.window = self._open(setup)
        self.look.scaled.connect(self._keep_settings)

    def _open(self, setup: Setup) -> Window:
        # A demonstration says nothing about this computer, so it neither restarts it nor keeps what was chosen in it.
        restart = None if setup.demo else self._restart
        keeps = (None, None) if setup.demo else (_read_choices(), self._keep_place)
        window = make_window(self.look, setup, restart, *keeps)
        window.spoken.connect(self._keep_settings)
        if restart is not None and self._start.beginning.offered:
            window.controller.resumption.offer = self._start.beginning
            window.page.refresh()
        window.gone.connect(lambda: self._gone(window))
        window.demonstration.connect(self._demonstrate)
        if restart is not None and self._start.beginning.resumes:
            window.controller.resume(self._start.beginning)
            restarted = self._start.beginning.restarted
            window.notify(window.words.say(WELCOME_BACK if restarted else NOT_RESTARTED))
            window.seen.connect(lambda: self._restart().arrived())
        # After the first paint: loading what measures takes time that the window needs to appear.
        window.seen.connect(window.controller.begin)
        window.appear()
        return window

    def _keep_place(self, done: Sequence[str], place: str) -> None:
        if place:
            ProgressStore().write(
                Progress(done=tuple(done), place=place, profile=self._start.profile, at_s=time.time())
            )
        else:
            ProgressStore().forget()

    def _keep_settings(self) -> None:
        write_settings(Settings(self.look.scale, self.window.words.language))

    def _restart(self) -> Restart:
        # Made when it is asked for: an ordinary start has no use for it.
        from readiness.wizard.system.restart import Restart  # noqa: PLC0415  7 ms, when it is asked for

        return Restart(here(), ProgressStore(), self._start)

    def listen(self, name: str, instance: Instance | None) -> None:
        """Listen for other starts: from now on each is a second one."""
        if instance is None:
            instance = _make_instance(name)
            instance.claim()
        self._instance = instance
        self._instance.wanted.connect(self.to_front)
        self._qt.aboutToQuit.connect(self._instance.release)

    def to_front(self) -> None:
        """Bring the window to the front, as a second start asks."""
        (self._shows or self.window).to_front()

    def _demonstrate(self) -> None:
        """Open the demonstration in another window.

        The check keeps what it knows, gives back camera and microphone, and waits.
        """
        controller = self.window.controller
        place, setup = controller.place, controller.setup
        if place != WELCOME:
            controller.go(WELCOME)
        profile = read_profile(find_asset("profiles", "demonstration.toml"))
        if setup.profile.clinic.visit_phone or setup.typed_phone:  # nobody should call a made-up number
            profile = replace(profile, clinic=setup.profile.clinic)
        shown = self._open(replace(setup, profile=profile, demo=True, sources=self._setup.sources))
        shown.notify(shown.words.say(COMES_BACK))
        shown.closing.connect(lambda: self._go_on(shown, place))
        self._shows = shown
        self.window.hide()

    def _go_on(self, shown: Window, place: str) -> None:
        """Go back to the check as the demonstration closes: where it was, in the language that is spoken now."""
        if self._shows is not shown:
            return
        self._shows = None
        window, controller = self.window, self.window.controller
        if shown.words.language != window.words.language:
            window.speak(shown.words.language)
        window.to_front()
        if place == PROGRESS and controller.session.short:
            controller.again()  # what was being measured begins anew, what is done is kept
        elif place != WELCOME:
            controller.go(RESULT if place == PROGRESS else place)

    def _gone(self, window: Window) -> None:
        window.controller.wait(LAST_WAIT_S)
        window.deleteLater()
        if window is self.window:
            self._qt.quit()


def _make_qt() -> QApplication:
    qInstallMessageHandler(_on_message)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would never see Ctrl-C; the children end with us
    # Named here and not set afterwards: what setStyle gives back would load all of QStyle before the first paint.
    qt = QApplication([*sys.argv[:1], "-style", "Fusion"])
    qt.setApplicationName("Readiness")
    qt.setDesktopFileName("readiness")
    with contextlib.suppress(FileNotFoundError):  # nobody need miss a visit for want of a picture
        qt.setWindowIcon(QIcon(str(find_asset("readiness.svg"))))
    return qt


def _make_instance(name: str) -> Instance:
    from readiness.wizard.process.single_instance import Instance  # noqa: PLC0415  10 ms, behind the first page

    return Instance(name)


def _start_guards(qt: QApplication) -> None:
    """Collect garbage and tell where the window stands still, once the first window is there."""
    from readiness.wizard.process import garbage, watchdog  # noqa: PLC0415  1 ms, behind the first page

    garbage.GarbageCollector(qt)
    watchdog.Watchdog(qt)


def run_for_staff() -> int:
    """Show the window for support staff alone until it is closed; the exit code."""
    from readiness.wizard.staff.window import StaffWindow  # noqa: PLC0415  30 ms, for staff

    qt = _make_qt()
    look = Appearance()
    dress(qt, look)
    window = StaffWindow(look)
    window.show()
    _start_guards(qt)
    return qt.exec()


def run_window(setup: Setup, start: Start) -> int:
    """Show the window until it is closed; the exit code."""
    qt = _make_qt()
    qt.setQuitOnLastWindowClosed(False)
    name = find_socket_name()
    # Only where there may be another window is it asked for before the first paint.
    instance = _make_instance(name) if is_taken(name) else None
    if instance is not None and not instance.claim():
        print(OPEN_ALREADY, flush=True)
        return 0
    application = WindowApplication(qt, setup, start)
    application.window.seen.connect(lambda: _start_guards(qt))
    application.window.seen.connect(lambda: application.listen(name, instance))
    return qt.exec()
