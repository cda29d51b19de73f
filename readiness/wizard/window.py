"""The window: banner, sidebar, one page at a time, and the call bar below."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from readiness.core.phrases import DEMO_BANNER
from readiness.core.text import Text
from readiness.core.translation import Language, Words, list_languages
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.pages.faces import RESULT_NAME, face_of
from readiness.wizard.style.language import apply_language, can_render
from readiness.wizard.style.stylesheet import style_sheet
from readiness.wizard.style.theme import SCALES, Appearance
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.call_bar import CallBar
from readiness.wizard.widgets.focus import SecondPress
from readiness.wizard.widgets.layouts import tab_order
from readiness.wizard.widgets.mnemonics import choose_mnemonics
from readiness.wizard.widgets.sidebar import BRAND, Sidebar

if TYPE_CHECKING:
    from readiness.probe.devices import Devices
    from readiness.wizard.staff.window import StaffWindow

SIZE: Final = (1280, 720)
TITLE_BAR: Final = 40
"""Pixels that the system's frame takes above the window, where it has one."""
LEAST: Final = (640, 480)
_LARGER: Final = ("Ctrl++", "Ctrl+=")
_SMALLER: Final = ("Ctrl+-",)
_CONTROLS: Final = ("size_button", "language_button", "help_button")
WINDOW_TITLE: Final = Text("{page} – Visit Readiness")


class Page(Protocol):
    """What the window asks of every page."""

    title: str
    heading: QLabel

    @property
    def main(self) -> Button | None:
        """The button that Enter presses where no button has the focus; None: it presses nothing then."""
        ...

    def opened(self) -> None:
        """The page has come into sight."""
        ...

    def refresh(self) -> None:
        """Show the state as it is now."""
        ...

    def show_live(self) -> None:
        """Show what is being measured now."""
        ...


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
        for keys_, step in ((_LARGER, 1), (_SMALLER, -1)):
            for key in keys_:
                QShortcut(QKeySequence(key), self, partial(self._step_size, step))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.dress()
        self._go(WELCOME)

    def _build(self) -> None:
        """Everything in the window, in the present language and text size."""
        look, words, controller = self.look, self.words, self.controller
        self.stack = QStackedWidget()
        steps = [(tip, words.say(face_of(tip).name), face_of(tip).icon) for tip in controller.tips]
        self.sidebar = Sidebar(look, words, [*steps, (RESULT, words.say(RESULT_NAME), "flag")])
        self.sidebar.chosen.connect(controller.go)
        self.bar = CallBar(look, words, self._languages)
        self.bar.add.connect(self.ask_number)
        self.bar.help.connect(self.help)
        self.bar.scaled.connect(look.set_scale)
        self.bar.spoken.connect(self.speak)
        self.notice = make_label("")
        """One sentence above the page, until the next one opens."""
        self.notice.setObjectName("notice")
        self.notice.hide()
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addWidget(self.stack, 1)
        self._all = QWidget()
        whole = QVBoxLayout(self._all)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._banner = make_label(words.say(DEMO_BANNER))
        self._banner.setObjectName("banner")
        self._banner.setVisible(controller.setup.demo)
        whole.addWidget(self._banner)
        whole.addWidget(self.notice)
        whole.addLayout(middle, 1)
        whole.addWidget(self.bar)
        self._outer.addWidget(self._all)
        self._fit()
        self._show_number()

    def _languages(self) -> list[Language]:
        """Those to choose from: which the clinic offers and this computer can show."""
        offered = list_languages(unreviewed=self.controller.setup.profile.languages.unreviewed)
        return [each for each in offered if can_render(each.code)]

    def rebuild(self) -> None:
        """The same place anew, in another language or text size; what was measured and answered stays."""
        focused = self.focusWidget()
        again = next((name for name in _CONTROLS if focused is getattr(self.bar, name)), "")
        before = self._all
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
        """Another language."""
        self.words = Words(language)
        self.controller.speak(language)
        apply_language(self.words)
        self.rebuild()
        self.spoken.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's name for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        above = [each for each in (self._banner, self.notice) if not each.isHidden()]
        taken = sum(each.heightForWidth(self.width()) for each in above)
        self.sidebar.fit(self.width(), self.height() - self.bar.minimumHeight() - taken)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's name for it."""
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self.seen.emit)

    def _step_size(self, step: int) -> None:
        at = min(range(len(SCALES)), key=lambda each: abs(SCALES[each] - self.look.scale)) + step
        if 0 <= at < len(SCALES):
            self.look.set_scale(SCALES[at])

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
            self.pages[place] = self._make(place)
            self.stack.addWidget(self.pages[place])
        return self.pages[place]

    def notify(self, words: str) -> None:
        """Say this above the page in sight."""
        self.notice.setText(words)
        self.notice.show()
        self._fit()
        announce_to_reader(self.page.heading, words)

    def _make(self, place: str) -> QWidget:
        # Each is loaded when it is opened: the first page need not wait for the others.
        if place == WELCOME:
            from readiness.wizard.pages.welcome import WelcomePage

            return WelcomePage(self.look, self.words, self.controller)
        if place == PROGRESS:
            from readiness.wizard.pages.progress import ProgressPage

            return ProgressPage(self.look, self.words, self.controller)
        if place == RESULT:
            from readiness.wizard.pages.result import ResultPage

            return ResultPage(self.look, self.words, self.controller)
        from readiness.wizard.pages.tip import TipPage

        return TipPage(self.look, self.words, self.controller, place, self._devices)

    def _go(self, place: str) -> None:
        if not self.notice.isHidden():
            self.notice.hide()
            self._fit()
        self._visited.add(place)
        if (focused := self.focusWidget()) is not None:
            focused.clearFocus()  # or Qt would hand it on to the next button, and a screen reader would say that one
        self.stack.setCurrentWidget(self._page(place))
        self._show_sidebar()
        self.page.opened()
        self.page.refresh()
        values = {"page": self.page.title}
        self.setWindowTitle(self.words.say(BRAND if place == WELCOME else WINDOW_TITLE, values))
        self.page.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        self.second_press.expect()
        self._set_keys()

    def _renew(self) -> None:
        """Everything begins anew: pages are made afresh."""
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}
        self._visited = {WELCOME}

    def _changed(self, tip: str) -> None:
        self._show_sidebar()
        self._show_number()
        if self.controller.place in (tip, WELCOME, PROGRESS, RESULT):
            self.page.refresh()
            self._set_keys()

    def _live(self, tip: str) -> None:
        if self.controller.place in (tip, PROGRESS):
            self.page.show_live()

    def _listed(self, devices: Devices) -> None:
        from readiness.wizard.pages.tip import TipPage

        for each in (*devices.camera, *devices.microphone, *devices.speaker):
            self._devices[each.source] = each.name
        page = self.stack.currentWidget()
        if isinstance(page, TipPage):
            page.show_devices()

    def _show_sidebar(self) -> None:
        if not self.controller.begun:
            return
        session = self.controller.session
        marks = {tip: session.mark(tip) for tip in session.tips}
        # What "Check everything" has looked at has a page to go to as well: there its trouble is mended.
        known = {tip for tip, state in session.tips.items() if state.visited or session.judgement_of(tip) is not None}
        self.sidebar.show_state(marks, (self._visited | known) - {PROGRESS, WELCOME}, self.controller.place)

    def _show_number(self) -> None:
        setup = self.controller.setup
        clinic = setup.profile.clinic.visit_phone
        self.bar.show_number(clinic or setup.typed_phone, typed=bool(setup.typed_phone and not clinic))

    def _set_keys(self) -> None:
        """The order of the Tab key, and which letter with Alt presses which button."""
        order = [*tab_order(self.stack.currentWidget()), *tab_order(self.bar), *tab_order(self.sidebar)]
        if order != self._order:
            self._order = order
            for before, after in pairwise(order):
                self.setTabOrder(before, after)
        buttons = [b for b in self.findChildren(Button) if b.isVisibleTo(self) and b.property("kind") != "link"]
        # The bar's own first: they are on every page and must stay the same.
        buttons.sort(key=lambda button: button.property("kind") != "bar")
        alone = [button for button in buttons if button.property("kind") != "answer"]
        answers = [button for button in buttons if button.property("kind") == "answer"]
        chosen = [*alone, *(answers if len(answers) == 3 else [])]
        for button, letter in zip(chosen, choose_mnemonics(button.words for button in chosen), strict=True):
            if button.key != letter:
                button.set_key(letter)

    # ---- keys and dialogs

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's name for it. Enter presses the button that has the focus, else the main one, once the page has been in
        sight for a moment; Esc goes back, but does not take anybody from the result."""
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
            self._underline(shown=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt's name for it."""
        if event.key() == Qt.Key.Key_Alt:
            self._underline(shown=False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's name for it. Alt and Tab take the window away before Alt is released."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            self._underline(shown=False)
            self.second_press.expect()  # a dialog may have been closed by the same key

    def _underline(self, *, shown: bool) -> None:
        for button in self.findChildren(Button):
            if button.key:
                button.underline(shown=shown)

    def ask_number(self) -> None:
        """The clinic's number, in a window of its own."""
        setup = self.controller.setup
        region = setup.profile.clinic.region
        from readiness.wizard.dialogs.phone_number import NumberDialog

        dialog = NumberDialog(self, self.look, self.words, region, setup.typed_phone)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.ask.entered.connect(self.controller.typed)
        dialog.open()

    def ask_restart(self) -> None:
        """Whether to restart the computer, in a window of its own."""
        restart = self.controller.restart
        if restart is not None:
            from readiness.wizard.dialogs.restart import RestartDialog

            dialog = RestartDialog(self, self.look, self.words, restart, self.controller.prepare_restart)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def help(self) -> None:
        """Help, in a window of its own."""
        from readiness.wizard.dialogs.help import HelpDialog

        dialog = HelpDialog(self, self.look, self.words, self.controller.setup)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.demonstration.connect(self.demonstration)
        dialog.for_staff.connect(self.for_staff)
        dialog.open()

    def for_staff(self) -> None:
        """The staff's window beside this one."""
        from readiness.wizard.staff.window import StaffWindow  # only staff wait for it

        if self._staff is not None:
            self._staff.dismiss()
        self._staff = StaffWindow(self.look)
        self._staff.show()
        self._staff.raise_()
        self._staff.activateWindow()

    def appear(self) -> None:
        """Show the window: as it is meant, or all of a smaller screen, so that the call bar is never below its edge."""
        room = self.screen().availableGeometry()
        width, height = SIZE
        if room.width() < width or room.height() < height + TITLE_BAR:
            self.showMaximized()
        else:
            self.show()

    def to_front(self) -> None:
        """A second start asked for the window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's name for it. The window goes at once; the children are seen to their end behind it."""
        event.ignore()
        if self._staff is not None:
            self._staff.dismiss()
            self._staff = None
        self.hide()
        self.closing.emit()
        self.controller.close()
