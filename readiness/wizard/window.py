"""The window: banner, sidebar, one page at a time, and the call bar below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QVBoxLayout, QWidget

from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.wizard.body import WindowBody
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.pages.page import Page, make_page
from readiness.wizard.style.language import apply_language
from readiness.wizard.style.stylesheet import style_sheet
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import announce_to_reader
from readiness.wizard.widgets.focus import SecondPress, bring_to_front
from readiness.wizard.widgets.keyboard import assign_mnemonics, chain_tab_order, underline_mnemonics
from readiness.wizard.widgets.layouts import tab_order
from readiness.wizard.widgets.sidebar import BRAND

if TYPE_CHECKING:
    from readiness.probe.listed_devices import Devices
    from readiness.wizard.staff.window import StaffWindow

SIZE: Final = (1280, 720)
TITLE_BAR: Final = 40
"""Pixels that the system's frame takes above the window, where it has one."""
LEAST: Final = (640, 480)
_SIZE_KEYS: Final = {"Ctrl++": 1, "Ctrl+=": 1, "Ctrl+-": -1}
_CONTROLS: Final = ("size_button", "language_button", "help_button")
WINDOW_TITLE: Final = Text("{page} – Visit Readiness")


class Window(QWidget):
    """Everything that the patient sees."""

    demonstration = Signal()
    seen = Signal()
    """The window has been painted for the first time."""
    spoken = Signal()
    """Another language was chosen."""
    closing = Signal()
    """Out of sight; its children are being seen to their end."""
    gone = Signal()
    """Closed, and no child is left."""

    def __init__(self, look: Appearance, words: Words, controller: Controller) -> None:
        super().__init__()
        self.setObjectName("window")
        self.look, self.words, self.controller = look, words, controller
        self.pages: dict[str, QWidget] = {}
        self._visited = {WELCOME}
        self._order: list[QWidget] = []
        self._devices: dict[str, str] = {}
        """The name of every device that was listed, by its source: one that was pulled out is called by it."""
        self._staff: StaffWindow | None = None
        self._was_seen = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.second_press = SecondPress()
        """Another page is in sight since a moment: Enter may still mean the one before."""
        self._build()
        controller.went.connect(self._go)
        controller.changed.connect(self._changed)
        controller.live.connect(self._live)
        controller.listed.connect(self._listed)
        controller.renewed.connect(self._renew)
        controller.asked_restart.connect(self.ask_restart)
        controller.closed.connect(self.gone)
        look.changed.connect(self.dress)
        look.scaled.connect(self.rebuild)
        for keys, step in _SIZE_KEYS.items():
            QShortcut(QKeySequence(keys), self, partial(look.step_scale, step))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.dress()
        self._go(WELCOME)

    def _build(self) -> None:
        """Build everything in the window, in the present language and text size."""
        self._body = WindowBody(self.look, self.words, self.controller)
        self.stack, self.sidebar = self._body.stack, self._body.sidebar
        self.bar, self.notice = self._body.bar, self._body.notice
        self.bar.add.connect(self.ask_number)
        self.bar.help.connect(self.help)
        self.bar.spoken.connect(self.speak)
        self._outer.addWidget(self._body)
        self._fit()
        self._body.show_number()

    def rebuild(self) -> None:
        """Build the same place anew, in another language or text size; what was measured and answered stays."""
        focused = self.focusWidget()
        again = next((name for name in _CONTROLS if focused is getattr(self.bar, name)), "")
        before = self._body
        self.pages, self._order = {}, []
        self._outer.removeWidget(before)
        before.hide()
        before.deleteLater()
        self._build()
        self.dress()
        self._go(self.controller.place)
        if again:  # so that the next press of a key goes on from there
            getattr(self.bar, again).setFocus(Qt.FocusReason.OtherFocusReason)

    def speak(self, language: str) -> None:
        self.words = Words(language)
        self.controller.speak(language)
        apply_language(self.words)
        self.rebuild()
        self.spoken.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._body.fit(self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self.seen.emit)

    def dress(self) -> None:
        """Put on the present look."""
        self.setStyleSheet(style_sheet(self.look))
        self._fit()  # what stands above the pages has its height from the style sheet

    # ---- pages

    @property
    def page(self) -> Page:
        """The page in sight."""
        return cast(Page, self.stack.currentWidget())

    def _page(self, place: str) -> QWidget:
        if place not in self.pages:
            self.pages[place] = make_page(place, self.look, self.words, self.controller, self._devices)
            self.stack.addWidget(self.pages[place])
        return self.pages[place]

    def notify(self, words: str) -> None:
        """Say this above the page in sight."""
        self.notice.setText(words)
        self.notice.show()
        self._fit()
        announce_to_reader(self.page.heading, words)

    def _go(self, place: str) -> None:
        if not self.notice.isHidden():
            self.notice.hide()
            self._fit()
        self._visited.add(place)
        if (focused := self.focusWidget()) is not None:
            focused.clearFocus()  # or Qt would hand it on to the next button, and a screen reader would say that one
        self.stack.setCurrentWidget(self._page(place))
        self._body.show_marks(self._visited)
        self.page.opened()
        self.page.refresh()
        values = {"page": self.page.title}
        self.setWindowTitle(self.words.say(BRAND if place == WELCOME else WINDOW_TITLE, values))
        self.page.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        self.second_press.expect()
        self._set_keys()

    def _renew(self) -> None:
        """Drop every page, so that all begins anew: pages are made afresh."""
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}
        self._visited = {WELCOME}

    def _changed(self, tip: str) -> None:
        self._body.show_marks(self._visited)
        self._body.show_number()
        if self.controller.place in (tip, WELCOME, PROGRESS, RESULT):
            self.page.refresh()
            self._set_keys()

    def _live(self, tip: str) -> None:
        if self.controller.place in (tip, PROGRESS):
            self.page.show_live()

    def _listed(self, devices: Devices) -> None:
        from readiness.wizard.pages.tip import TipPage  # noqa: PLC0415  49 ms, behind the first page

        for each in (*devices.camera, *devices.microphone, *devices.speaker):
            self._devices[each.source] = each.name
        page = self.stack.currentWidget()
        if isinstance(page, TipPage):
            page.show_devices()

    def _set_keys(self) -> None:
        order = [*tab_order(self.stack.currentWidget()), *tab_order(self.bar), *tab_order(self.sidebar)]
        if order != self._order:
            self._order = order
            chain_tab_order(order)
        assign_mnemonics(self)

    # ---- keys and dialogs

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button on Enter; go back on Esc, but do not take anybody from the result.

        Enter presses the button that has the focus, else the main one, once the page has been in sight for a moment.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            button: QAbstractButton | None = self.page.main if self.second_press.is_over else None
            if isinstance(focused, QAbstractButton) and focused.isVisible():
                button = focused
            if button is not None and button.isVisible() and button.isEnabled() and not event.isAutoRepeat():
                button.click()
        elif event.key() == Qt.Key.Key_Escape and self.controller.place != RESULT:
            self.controller.back()
        elif event.key() == Qt.Key.Key_Alt:
            underline_mnemonics(self, shown=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            underline_mnemonics(self, shown=False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Hide the underlined letters: Alt and Tab take the window away before Alt is released."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            underline_mnemonics(self, shown=False)
            self.second_press.expect()  # a dialog may have been closed by the same key

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_number(self) -> None:
        """Ask for the clinic's number, in a dialog."""
        from readiness.wizard.dialogs.phone_number import NumberDialog  # noqa: PLC0415  1 ms, when it is asked for

        setup = self.controller.setup
        dialog = NumberDialog(self, self.look, self.words, setup.profile.clinic.region, setup.typed_phone)
        dialog.ask.entered.connect(self.controller.typed)
        self._open(dialog)

    def ask_restart(self) -> None:
        """Ask whether to restart the computer, in a dialog."""
        restart = self.controller.restart
        if restart is not None:
            from readiness.wizard.dialogs.restart import RestartDialog  # noqa: PLC0415  6 ms, when it is asked for

            self._open(RestartDialog(self, self.look, self.words, restart, self.controller.prepare_restart))

    def help(self) -> None:
        from readiness.wizard.dialogs.help import HelpDialog  # noqa: PLC0415  1 ms, when it is asked for

        dialog = HelpDialog(self, self.look, self.words, self.controller.setup)
        dialog.demonstration.connect(self.demonstration)
        dialog.for_staff.connect(self.for_staff)
        self._open(dialog)

    def for_staff(self) -> None:
        """Open the staff's window beside this one."""
        from readiness.wizard.staff.window import StaffWindow  # noqa: PLC0415  28 ms, for staff

        if self._staff is not None:
            self._staff.dismiss()
        self._staff = StaffWindow(self.look)
        bring_to_front(self._staff)

    def appear(self) -> None:
        """Show the window: as it is meant, or all of a smaller screen, so that the call bar is never below its edge."""
        room = self.screen().availableGeometry()
        small = room.width() < SIZE[0] or room.height() < SIZE[1] + TITLE_BAR
        (self.showMaximized if small else self.show)()

    def to_front(self) -> None:
        """Bring the window to the front, as a second start asked for it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        bring_to_front(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide the window at once; the children are seen to their end behind it."""
        event.ignore()
        if self._staff is not None:
            self._staff.dismiss()
            self._staff = None
        self.hide()
        self.closing.emit()
        self.controller.close()
