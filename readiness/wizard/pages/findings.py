"""What a tip comes to: the finding, the steps that mend it, the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from readiness.core.finding import Finding, Fix, Judgement, Pane
from readiness.core.question import Answer, Question
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.report.palette import verdict_colours
from readiness.report.phrases import MARKS
from readiness.wizard.style.theme import ICONS, Appearance
from readiness.wizard.widgets.basic import Button, Icon, Number, apply_style, make_label
from readiness.wizard.widgets.layouts import Flow, clear_layout, fill_row
from readiness.wizard.widgets.wrapping_button import WrappingButton

ANSWERS: Final = ((Answer.YES, Text("Yes")), (Answer.NO, Text("No")), (Answer.NOT_SURE, Text("Not sure")))
BESIDE: Final = 230
"""Room that a question has beside its answers at least, at 100 % text."""
OPEN_SETTINGS: Final = Text("Open settings")
OPEN_PAGE: Final = Text("Open the download page")
RESTART: Final = Text("Restart now and continue")
USE_OTHER: Final = Text("Use “{other_name}”")
_PRESSED: Final = {
    Pane.DOWNLOAD: (OPEN_PAGE, "external-link"),
    Pane.RESTART: (RESTART, "rotate-cw"),
    Pane.OTHER_MICROPHONE: (USE_OTHER, "mic"),
}


def say_judgement(words: Words, found: Judgement) -> tuple[str, list[tuple[Verdict, str]]]:
    """Say the main sentence, and the notes below it. What was only not asked (yet) is no note."""
    main = words.say(found.main.says, found.values)
    also = [f for f in found.also if f.verdict is not Verdict.NONE]
    return main, [(finding.verdict, words.say(finding.says, found.values)) for finding in also]


class FindingCard(QFrame):
    """Icon, one bold sentence, notes. The verdict shows as a shape, as words for screen readers, and as a colour."""

    def __init__(self, look: Appearance, words: Words) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._verdict = Verdict.NONE
        self.code = ""
        """Of the finding that it shows."""
        self.setProperty("role", "finding")
        self._icon = Icon(look, "minus", 34, self._colour)
        self._main = make_label("", "finding")
        self._notes = QVBoxLayout()
        self._notes.setSpacing(look.px(4))
        column = QVBoxLayout()
        column.setSpacing(look.px(4))
        column.addWidget(self._main)
        column.addLayout(self._notes)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(20), look.px(18), look.px(20), look.px(18))
        layout.setSpacing(look.px(14))
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)

    def _colour(self) -> str:
        return self._colour_of(self._verdict)

    def _colour_of(self, verdict: Verdict) -> str:
        return verdict_colours(self._look.tokens, verdict)[0]

    @property
    def words(self) -> str:
        """What it says now."""
        return self._main.text()

    def show_found(self, found: Judgement) -> None:
        """Say this."""
        self._verdict, self.code = found.main.verdict, found.main.code
        main, notes = say_judgement(self._words, found)
        self._main.setText(main)
        state = self._words.say(MARKS[self._verdict][1])
        self.setAccessibleName(f"{state}. {main}")
        clear_layout(self._notes)
        for verdict, note in notes:
            line = QHBoxLayout()
            line.setSpacing(self._look.px(8))
            line.addWidget(
                Icon(self._look, ICONS[verdict], 20, partial(self._colour_of, verdict)),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
            line.addWidget(make_label(note), 1)
            self._notes.addLayout(line)
        self._icon.show_icon(ICONS[self._verdict], self._colour)
        apply_style(self, verdict=self._verdict.value)


class Steps(QWidget):
    """The numbered steps, with a button where this computer can open the place for the patient."""

    opened = Signal(object)
    """A Pane."""

    def __init__(self, look: Appearance, words: Words, can_open: Callable[[Pane, Mapping[str, object]], bool]) -> None:
        super().__init__()
        self._look, self._words, self._can_open = look, words, can_open
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.px(12))

    def show_steps(self, finding: Finding, values: Mapping[str, object]) -> None:
        """Show these steps instead of the ones before."""
        clear_layout(self._layout)
        for number, fix in enumerate(finding.fixes, 1):
            self._layout.addLayout(self._step(number, fix, values))
        self.setVisible(bool(finding.fixes))

    def _step(self, number: int, fix: Fix, values: Mapping[str, object]) -> QBoxLayout:
        px = self._look.px
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(Number(self._look, number), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(8))
        column.addWidget(make_label(self._words.say(fix.says, values)))
        if fix.pane is not None and self._can_open(fix.pane, values):
            text, icon = _PRESSED.get(fix.pane, (OPEN_SETTINGS, "external-link"))
            button = WrappingButton(self._look, self._words.say(text, values), "second", icon)
            button.clicked.connect(lambda _=False, pane=fix.pane: self.opened.emit(pane))
            column.addLayout(fill_row(QHBoxLayout(), [button, 1]))
        line.addLayout(column, 1)
        return line


class Questions(QWidget):
    """Each question with Yes, No and Not sure."""

    answered = Signal(str, object)

    def __init__(self, look: Appearance, words: Words) -> None:
        super().__init__()
        self._look, self._words = look, words
        # No QButtonGroup: it would take the Tab key away from all answers but one.
        self._rows: dict[str, dict[Answer, Button]] = {}
        self._across: list[QBoxLayout] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.px(10))

    def show_questions(self, questions: tuple[Question, ...], answers: Mapping[str, Answer | None]) -> None:
        """Show these questions, with the answers that were given."""
        if [*self._rows] != [question.id for question in questions]:
            clear_layout(self._layout)
            self._rows, self._across = {}, []
            for question in questions:
                self._layout.addWidget(self._question(question, alone=len(questions) == 1))
            self._arrange()
        for identity, buttons in self._rows.items():
            for answer, button in buttons.items():
                button.setChecked(answers.get(identity) is answer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Place the answers beside the question, or below it where that would leave it too little room."""
        answers = max((sum(b.sizeHint().width() for b in row_.values()) for row_ in self._rows.values()), default=0)
        below = self.width() - answers < self._look.px(BESIDE)
        for layout in self._across:
            layout.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _question(self, question: Question, *, alone: bool) -> QFrame:
        px = self._look.px
        made = QFrame()
        made.setProperty("role", "card")
        asks = self._words.say(question.says)
        layout: QBoxLayout = QVBoxLayout(made) if alone else QHBoxLayout(made)
        layout.setContentsMargins(px(20), px(12), px(16), px(12))
        layout.setSpacing(px(12))
        if not alone:
            self._across.append(layout)
        layout.addWidget(make_label(asks, "finding" if alone else ""), 1)
        buttons: dict[Answer, Button] = {}
        for answer, text in ANSWERS:
            button = Button(self._look, self._words.say(text), "answer", "")
            button.setCheckable(True)
            button.setMinimumWidth(px(96))
            button.setAccessibleName(f"{asks} {button.words}")
            button.toggled.connect(lambda checked, b=button: b.set_icon("check" if checked else ""))
            button.clicked.connect(lambda _=False, q=question.id, a=answer: self.answered.emit(q, a))
            buttons[answer] = button
        if alone:
            layout.addWidget(Flow(buttons.values(), gap=self._look.space(10)))
        else:
            layout.addLayout(fill_row(QHBoxLayout(), [*buttons.values(), 0], spacing=self._look.space(10)))
        self._rows[question.id] = buttons
        return made
