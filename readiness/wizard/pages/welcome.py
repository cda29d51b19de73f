"""The first page: what will happen, how long it takes, what stays private, which server is used."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from readiness.core.text import Text
from readiness.core.tip_list import TIP_LIST
from readiness.core.translation import Words
from readiness.wizard.flow.controller import Controller
from readiness.wizard.flow.server_notice import server_words
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, Icon, make_label
from readiness.wizard.widgets.layouts import Body, Flow, fill_row, make_card
from readiness.wizard.widgets.page_frame import LOW

TITLE: Final = Text("Is your computer ready for your video visit?")
LEAD: Final = Text(
    "We will check {count} things together. It takes about three minutes. You can stop at any time and come back later."
)
PRIVACY: Final = Text("Your picture and your voice stay on this computer. They are not saved and not sent.")
START: Final = Text("Start the check")
EVERYTHING: Final = Text("Check everything for me")
STOPPED: Final = Text("Earlier today you stopped at this step: {step}. You can go on from there.")
GO_ON: Final = Text("Go on where you stopped")
ANEW: Final = Text("Start again")


class WelcomePage(QWidget):
    """Two ways to begin; the number is asked for where the clinic's profile has none."""

    def __init__(self, look: Appearance, words: Words, controller: Controller) -> None:
        super().__init__()
        self._look, self._words, self._controller = look, words, controller
        setup = controller.setup
        px = look.px
        self.title = words.say(TITLE)
        self.heading = make_label(self.title, "hero")
        self.heading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.main = Button(look, words.say(START), "main")
        self.everything = Button(look, words.say(EVERYTHING), "second")
        self.main.clicked.connect(self._first)
        self.everything.clicked.connect(self._second)
        calm = QHBoxLayout()
        calm.setContentsMargins(px(22), px(16), px(22), px(16))
        calm.setSpacing(px(16))
        calm.addWidget(Icon(look, "shield-check", 32, lambda: look.tokens.good), 0, Qt.AlignmentFlag.AlignTop)
        calm.addWidget(make_label(words.say(PRIVACY)), 1)
        self._number = self._ask() if not setup.profile.clinic.visit_phone else None
        self._column = fill_row(QVBoxLayout(), [2, self.heading], spacing=look.space(22))
        self.lead = make_label("", "lead")
        for widget in (self.lead, make_card("calm", calm), *([] if self._number is None else [self._number])):
            self._column.addWidget(widget)
        self._server = make_label(server_words(words, setup) if "internet" in controller.tips else "", "soft")
        self._column.addWidget(self._server)
        self._column.addStretch(3)
        self._body = Body()
        self._inner = fill_row(QHBoxLayout(self._body.inner), [])
        self._inner.addLayout(self._column)
        self._body.inner.setMaximumWidth(px(900))
        self._ways = Flow((self.main, self.everything), gap=look.space(14))
        self._outer = fill_row(QVBoxLayout(self), [self._body])
        self._low: bool | None = None
        self._arrange()

    def _first(self) -> None:
        """Go on where there is something to go on from, else start."""
        (self._controller.start if self._controller.resumption.offer is None else self._controller.go_on)()

    def _second(self) -> None:
        (self._controller.everything if self._controller.resumption.offer is None else self._controller.start)()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons after what was said; in a low window keep them in sight below it."""
        low = self.height() < self._look.px(LOW)
        if low == self._low:
            return
        self._low = low
        space = self._look.space
        side = space(20 if low else 40)
        self._inner.setContentsMargins(side, space(24), side, space(24))
        if low:
            self._outer.addWidget(self._ways)
        else:
            self._column.insertWidget(self._column.indexOf(self._server), self._ways)
        self._ways.setContentsMargins(side if low else 0, space(12) if low else 0, 0, space(12) if low else 0)

    def _ask(self) -> QFrame:
        from readiness.wizard.dialogs.phone_number import ASK, WHERE, NumberField  # noqa: PLC0415  2 ms, where the clinic's profile has no number

        px, say = self._look.px, self._words.say
        setup = self._controller.setup
        field = NumberField(self._look, self._words, setup.profile.clinic.region, setup.typed_phone)
        field.entered.connect(self._controller.typed)
        field.entered.connect(lambda _: self.main.setFocus())
        self.field = field
        inner = fill_row(
            QVBoxLayout(), [make_label(say(ASK), "strong"), make_label(say(WHERE), "small"), field], spacing=px(8)
        )
        inner.setContentsMargins(px(22), px(14), px(22), px(16))
        return make_card("card", inner)

    def opened(self) -> None:
        """Do nothing as the page comes into sight."""

    def show_live(self) -> None:
        """Do nothing: nothing on it is live."""

    def refresh(self) -> None:
        """Offer to go on where the check was stopped today. A number that is known need not be asked for."""
        offer, say = self._controller.resumption.offer, self._words.say
        lead = say(LEAD, {"count": len(self._controller.tips)})
        if offer is not None:
            lead = say(STOPPED, {"step": TIP_LIST[offer.place].name})
        self.lead.setText(lead)
        for button, usual, offered in ((self.main, START, GO_ON), (self.everything, EVERYTHING, ANEW)):
            words = say(usual if offer is None else offered)
            if button.words != words:
                button.say(words)
        if self._number is not None:
            self._number.setVisible(not self._controller.setup.typed_phone)
