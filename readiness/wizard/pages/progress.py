"""All tips at once, while they are measured: what is being done, what has come of it, what to do now."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from readiness.core.check import Live, Resource
from readiness.core.text import Text
from readiness.core.tip_list import TIP_LIST
from readiness.core.translation import Words
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import Mark
from readiness.wizard.pages.live import Level, Share
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, Icon, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import fill_row, make_card
from readiness.wizard.widgets.page_frame import PageFrame, make_heading
from readiness.wizard.widgets.sidebar import STATES, mark_style

TITLE: Final = Text("Checking everything for you")
LEAD: Final = Text("This takes about half a minute. Please stay where you are: we will ask you to speak.")
STOP: Final = Text("Stop and go back")
HURRY: Final = Text("Do not wait")
WAITING: Final = Text("Nothing to do right now. Please wait a moment.")
NEXT_UP: Final = Text("Waiting")


class ProgressPage(QWidget):
    """Goes on by itself when all is measured."""

    def __init__(self, look: Appearance, words: Words, controller: Controller) -> None:
        super().__init__()
        self._look, self._words, self._controller = look, words, controller
        px = look.px
        self.title = words.say(TITLE)
        self.heading = make_label(self.title, "title")
        self.heading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._prompt = make_label("", "prompt")
        self._prompted = ""
        self._level = Level(look, words, controller.session.setup.profile.limits.speech_dbfs_too_quiet)
        inner = fill_row(QVBoxLayout(), [self._prompt, self._level], spacing=px(12))
        inner.setContentsMargins(px(24), px(14), px(24), px(12))
        self._rows: dict[str, tuple[Icon, QLabel, Share]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.setContentsMargins(px(24), px(10), px(24), px(10))
        measured = [tip for tip, state in controller.session.tips.items() if not state.only_questions]
        for at, tip in enumerate(measured):
            shown = TIP_LIST[tip]
            icon = Icon(look, "loader", 20, lambda: look.tokens.soft)
            state = make_label("", "strong")  # wrapped: at 200 % a long word beside a long name would not fit
            share = Share(look)
            grid.addWidget(Icon(look, shown.icon, 22, lambda: look.tokens.ink), at, 0)
            grid.addWidget(make_label(words.say(shown.name), wrap=False), at, 1)
            grid.addWidget(share, at, 2)
            grid.addWidget(icon, at, 3)
            grid.addWidget(state, at, 4)
            grid.setRowMinimumHeight(at, px(28))
            self._rows[tip] = (icon, state, share)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(4, px(120))
        column = fill_row(QVBoxLayout(), [make_card("card", inner), make_card("card", grid), 1], spacing=look.space(12))
        self.stop = Button(look, words.say(STOP), "second", "chevron-left")
        self._hurry = Button(look, words.say(HURRY), "text")
        self.stop.clicked.connect(controller.back)
        self._hurry.clicked.connect(controller.hurry)
        top = make_heading(look, self.heading, make_label(words.say(LEAD), "soft"))
        self._scaffold = PageFrame(look, column, top=top, back=self.stop, onward=(self._hurry,))
        fill_row(QVBoxLayout(self), [self._scaffold])

    @property
    def main(self) -> None:
        """Enter presses nothing by itself: a second press of the one that began it all would end it all."""

    def opened(self) -> None:
        """Show the page from its top: it has come into view."""
        self._prompted = ""
        self._scaffold.show_top()
        self.refresh()

    def refresh(self) -> None:
        """Show the state of every tip."""
        session = self._controller.session
        for tip, (icon, label_, share) in self._rows.items():
            mark = session.mark(tip)
            name, colour = mark_style(self._look, mark)
            icon.show_icon(name or "minus", lambda c=colour: c)  # type: ignore[misc]
            words = self._words.say(NEXT_UP if mark is Mark.OPEN else STATES[mark])
            if label_.text() != words:
                label_.setText(words)
            share.show_share(0.0 if mark is Mark.OPEN else session.tips[tip].live.done or 0.0)
            if mark not in (Mark.OPEN, Mark.RUNNING):
                share.show_share(1.0)
        self.show_live()

    def show_live(self) -> None:
        """Show how far each is, and what the person should do now."""
        session = self._controller.session
        speaking: Live | None = None
        for tip, (_, _, share) in self._rows.items():
            state = session.tips[tip]
            if state.run:
                share.show_share(state.live.done or 0.0)
                if state.live.prompt is not None or (Resource.MICROPHONE in state.check.uses and speaking is None):
                    speaking = state.live
        prompt = speaking.prompt if speaking is not None else None
        words = self._words.say(prompt or WAITING)
        if self._prompt.text() != words:
            self._prompt.setText(words)
            if prompt is not None:
                announce_to_reader(self.heading, words)
        if speaking is not None and speaking.level_dbfs is not None:
            self._level.show_level(speaking.level_dbfs)
        self._level.setVisible(speaking is not None and speaking.level_dbfs is not None)
