"""Help: the clinic's questions and answers, what stays private, what this program is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness import __version__
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.wizard.dialogs.base import Dialog
from readiness.wizard.flow.server_notice import server_words
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, make_label
from readiness.wizard.widgets.layouts import Body, Flow

TITLE: Final = Text("Help")
BY_PHONE: Final = Text("For help with your computer, call {number}.")
QUESTIONS: Final = Text("Questions and answers")
AS_OF: Final = Text("As of {date}")
PRIVACY: Final = Text("What stays private")
MEASURED: Final = (
    Text("We look at your camera’s picture, your microphone’s sound and your internet’s speed."),
    Text("We also see which video program you have, how busy your computer is and when it was restarted."),
    Text("Your picture and your voice are never saved and never sent."),
    Text("A report leaves this computer only if you save it and send it yourself. Your own phone number is not in it."),
    Text("Your last 20 results stay on this computer, so that you and your clinic can compare them."),
    Text("You can delete them: choose “For support staff” below."),
)
ABOUT: Final = Text("About this program")
VERSION: Final = Text("Readiness, version {version}. Free to use under the Apache License 2.0.")
LICENCES: Final = Text(
    "Typeface: Atkinson Hyperlegible Next (SIL Open Font License). Icons: Lucide (ISC). Window: Qt (LGPL)."
)
CLOSE: Final = Text("Close")
DEMONSTRATION: Final = Text("See a demonstration")
FOR_STAFF: Final = Text("For support staff")


class HelpDialog(Dialog):
    """One page that scrolls. Esc closes it."""

    demonstration = Signal()
    for_staff = Signal()

    def __init__(self, parent: QWidget, look: Appearance, words: Words, setup: Setup) -> None:
        super().__init__(parent)
        px, say = look.px, words.say
        self.setWindowTitle(say(TITLE))
        self.resize(QSize(px(760), px(600)).boundedTo(parent.size()))
        body = Body()
        column = QVBoxLayout(body.inner)
        column.setContentsMargins(px(32), px(24), px(32), px(16))
        column.setSpacing(px(8))
        if number := setup.profile.clinic.support_phone:
            column.addWidget(make_label(say(BY_PHONE, {"number": number}), "strong"))
            column.addSpacing(px(8))
        self._answers(column, setup, look, words)
        column.addWidget(make_label(say(PRIVACY), "finding"))
        for text in MEASURED:
            column.addWidget(make_label(say(text)))
        column.addWidget(make_label(server_words(words, setup)))
        column.addSpacing(px(14))
        column.addWidget(make_label(say(ABOUT), "finding"))
        column.addWidget(make_label(say(VERSION, {"version": __version__})))
        column.addWidget(make_label(say(LICENCES), "small"))
        column.addStretch(1)
        close = Button(look, say(CLOSE), "main")
        close.clicked.connect(self.accept)
        staff = Button(look, say(FOR_STAFF), "second")
        staff.clicked.connect(self.for_staff)
        staff.clicked.connect(self.accept)
        items = [staff, close]
        if not setup.demo:
            demonstration = Button(look, say(DEMONSTRATION), "second", "play")
            demonstration.clicked.connect(self.accept)  # first: with its window hidden it would not be deleted
            demonstration.clicked.connect(self.demonstration)
            items = [demonstration, *items]
        buttons = Flow(items, gap=look.space(10))
        buttons.setContentsMargins(look.space(32), look.space(12), look.space(32), look.space(20))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body, 1)
        outer.addWidget(buttons)
        close.setFocus()

    def _answers(self, column: QVBoxLayout, setup: Setup, look: Appearance, words: Words) -> None:
        answers = setup.profile.questions_and_answers
        if not answers:
            return
        column.addWidget(make_label(words.say(QUESTIONS), "title"))
        for topic in dict.fromkeys(each.topic for each in answers):
            column.addSpacing(look.px(8))
            column.addWidget(make_label(topic[:1].upper() + topic[1:], "finding"))
            for each in answers:
                if each.topic == topic:
                    date = words.date(each.as_of)
                    column.addWidget(make_label(each.question, "strong"))
                    column.addWidget(make_label(each.answer))
                    column.addWidget(make_label(words.say(AS_OF, {"date": date}), "small"))
        column.addSpacing(look.px(14))
