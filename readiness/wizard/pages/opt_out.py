"""The button beside “Skip this step”: to do without, to come by phone, to have the visit on a web page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from readiness.core.question import Answer, OptOutKind, Question
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.wizard.flow.controller import Controller
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button
from readiness.wizard.widgets.focus import SecondPress

PROGRAM_AFTER_ALL: Final = Text("I use a video program")
"""The way back from the web page."""
VIDEO_AFTER_ALL: Final = Text("I want to try video after all")
"""The way back from the phone."""
BEFORE_CHOICE: Final = "before-choice"
"""The id of the question that a choice asks first."""


class TipChoice(QObject):
    """One tip's choice. What would leave the visit without sound counts only after a question."""

    asked = Signal(str)
    """Something is to be read out: the question, or what is said to another answer than Yes."""

    def __init__(self, look: Appearance, words: Words, controller: Controller, tip: str) -> None:
        super().__init__()
        self._words, self._controller, self._tip = words, controller, tip
        self._choice = controller.session.tips[tip].check.opt_out
        self._asking = self._refused = False
        self._second_press = SecondPress()
        self.button = Button(look, words.say(self._choice.choose), "text")
        self.button.clicked.connect(self._press)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The button, where there is something to choose."""
        return () if self._choice.kind is OptOutKind.NONE else (self.button,)

    def forget(self) -> None:
        """Start over: nothing was asked."""
        self._asking = self._refused = False

    @property
    def question(self) -> Question | None:
        """What is to be answered before the choice counts."""
        return Question(BEFORE_CHOICE, self._choice.asked) if self._asking else None

    @property
    def hint(self) -> Text | None:
        """What to say after another answer than Yes."""
        return self._choice.otherwise if self._refused else None

    def answer(self, answer: Answer) -> None:
        """Take the answer to the question."""
        if answer is Answer.YES:
            self._controller.decide(self._tip, self._choice.kind.value)
            return
        self._asking, self._refused = False, True
        self.asked.emit(self._words.say(self._choice.otherwise))

    def refresh(self) -> None:
        """Show what the button would do now."""
        session, words, visible = self._controller.session, self._choice.choose, True
        if self._choice.kind is OptOutKind.BY_PHONE and session.by_phone:
            words = VIDEO_AFTER_ALL
        elif self._choice.kind is OptOutKind.WEB_PAGE and session.on_web_page:
            words, visible = PROGRAM_AFTER_ALL, self._controller.may_use_program
        elif self._tip == "phone":
            visible = not session.needs_phone
        for button in self.buttons:
            button.say(self._words.say(words))
            button.setVisible(visible)

    def _press(self) -> None:
        session = self._controller.session
        if not self._second_press.is_over:  # the words have just become those of the way back
            return
        self._second_press.expect()
        if self._choice.kind is OptOutKind.WEB_PAGE:
            self._controller.open_on_web_page(chosen=not session.on_web_page)
        elif self._choice.asked.message:
            self._asking, self._refused = True, False
            self.asked.emit(self._words.say(self._choice.asked))
        elif self._choice.kind is OptOutKind.BY_PHONE and session.by_phone:
            self._controller.choose_video()
        else:
            self._controller.decide(self._tip, self._choice.kind.value)
