"""The one page that shows any tip, driven by the tip's own data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness.core.check import Resource
from readiness.core.finding import Judgement, Pane
from readiness.core.question import Answer
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.probe.listed_devices import Devices
from readiness.wizard.flow.controller import Controller
from readiness.wizard.flow.debounce import Debouncer
from readiness.wizard.flow.tip_state import TipState
from readiness.wizard.flow.tip_view import TipView, is_busy, view_tip
from readiness.wizard.pages.device_advice import SameDevices
from readiness.wizard.pages.device_pickers import DevicePickers, camera_in_use
from readiness.wizard.pages.findings import FindingCard, Questions, Steps
from readiness.wizard.pages.live import Doing, Level, Picture
from readiness.wizard.pages.opt_out import BEFORE_CHOICE, TipChoice
from readiness.wizard.style.theme import Appearance
from readiness.wizard.system import links
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import fill_row
from readiness.wizard.widgets.page_frame import NARROW, Columns, PageFrame, make_heading

BACK: Final = Text("Back")
NEXT: Final = Text("Next")
SKIP: Final = Text("Skip this step")
AGAIN: Final = Text("Try again")
START: Final = Text("Start")
WAITING: Final = Text("Checking. Please wait a moment.")
READY: Final = Text("We will tell you what to do, one thing at a time. It takes less than half a minute.")
CHOOSE_THIS: Final = Text("In your video program, choose this camera: {camera}.")
CHOOSE_SAME: Final = Text("In your video program, choose this same camera.")
OWN_PERMISSION: Final = Text("The program will ask if it may use your camera. Choose “Allow”.")
NARROW_ASKED: Final = 860
"""In a page of less width (at 100 % text) three answers and the lists of devices have no room side by side."""
PLEASE_ANSWER: Final = Text("Please answer. Then choose “Next”.")


class TipPage(QWidget):
    """Live part, finding, steps, questions; below them Back, Skip, not used, Try again, Next."""

    answered = Signal(str, object)

    def __init__(
        self, look: Appearance, words: Words, controller: Controller, tip: str, known: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._known = known
        """The name of every device that was there since the window opened, by its source."""
        self._look, self._words, self._controller, self.tip = look, words, controller, tip
        self._steady: Debouncer[Judgement] = Debouncer()
        self._shown: tuple[object, ...] | None = ()  # not even nothing was shown yet
        self._found: Judgement | None = None
        self._announced = ""
        self._prompted: Text | None = None
        check = self._state.check
        self.title = words.say(check.title)
        self.heading = make_label(self.title, "title")
        self.heading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.picture = Picture(look, words) if Resource.CAMERA in check.uses else None
        hears = Resource.MICROPHONE in check.uses
        quiet = self._setup_limit()
        self.level = Level(look, words, quiet) if hears else None
        self.doing = Doing(look, words)
        self.card = FindingCard(look, words)
        self.steps = Steps(look, words, controller.can_open)
        self.steps.opened.connect(self._open)
        self.questions = Questions(look, words)
        self.questions.answered.connect(self._answer)
        self.hint = make_label(words.say(PLEASE_ANSWER), "soft")
        self.on_the_day = make_label("", "soft")
        """Which camera to choose in the video program, and that it asks for itself."""
        self.pickers = DevicePickers(look, words, check.uses)
        self.pickers.chosen.connect(controller.choose)
        self.same = SameDevices(look, words, controller.session.setup) if Resource.SPEAKER in check.uses else None
        if self.same is not None:
            self.same.opened.connect(links.open_page)
        self._buttons()
        self._build(words.say(check.why))

    @property
    def _state(self) -> TipState:
        return self._controller.session.tips[self.tip]

    def _setup_limit(self) -> float:
        return self._controller.session.setup.profile.limits.speech_dbfs_too_quiet

    def _build(self, why: str) -> None:
        space = self._look.space
        left, right = QVBoxLayout(), QVBoxLayout()
        # What comes of an answer must not push the questions away from under the pointer.
        meaning: list[QWidget] = [self.questions, self.hint, self.card, self.steps]
        if self.picture is not None:
            seen: list[QWidget] = [self.picture, self.pickers, self.on_the_day]
            fill_row(left, [*seen, 1], spacing=space(14))
            fill_row(right, [self.doing, *meaning, 1], spacing=space(18))
            shares = (52, 48)
        else:
            live = [self.doing, *([] if self.level is None else [self.level])]
            fill_row(left, [*live, *meaning, 1], spacing=space(18))
            beside: list[QWidget] = [self.pickers, *([] if self.same is None else [self.same])]
            fill_row(right, [*beside, 1], spacing=space(16))
            shares = (66, 34) if self.level is not None else (86, 14)
            if self.level is None and self._state.only_questions:
                shares = (1, 0)
        columns = Columns(left, right, shares, space(26), second_above=self.picture is not None)
        self._scaffold = PageFrame(
            self._look,
            columns,
            top=make_heading(self._look, self.heading, make_label(why, "soft")),
            back=self.back,
            aside=(self.again, self.skip, *self._choice.buttons),
            onward=(self.start, self.next),
            stack=partial(self._stack, columns),
            narrow=NARROW if self.same is None else NARROW_ASKED,
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scaffold)

    def _stack(self, columns: Columns, one: bool) -> None:
        columns.stack(one)
        if self.picture is not None:
            self.picture.shrink(one)

    def _buttons(self) -> None:
        say, look, go = self._words.say, self._look, self._controller
        self.back = Button(look, say(BACK), "second", "chevron-left")
        self.skip = Button(look, say(SKIP), "text")
        self._choice = TipChoice(look, self._words, go, self.tip)
        self._choice.asked.connect(self._say)
        self.choice = self._choice.button
        self.again = Button(look, say(AGAIN), "second", "refresh-cw")
        self.next = Button(look, say(NEXT), "main", "chevron-right", icon_after=True)
        self.start = Button(look, say(START), "main", "play")
        self.back.clicked.connect(go.back)
        self.next.clicked.connect(go.forward)
        self.skip.clicked.connect(lambda: go.decide(self.tip, "skipped"))
        self.again.clicked.connect(self._measure)
        self.start.clicked.connect(self._measure)

    def _measure(self) -> None:
        """Measure this tip; a second press while it works changes nothing."""
        self._choice.forget()
        if not self._working:
            self._controller.retry(self.tip)

    @property
    def _working(self) -> bool:
        return is_busy(self._controller.session, self.tip)

    @property
    def main(self) -> Button | None:
        """The button that Enter presses; none while the person is led, or a second press of Start would leave."""
        if self.start.isVisibleTo(self):
            return self.start
        return None if self._working and self._state.check.prompts else self.next

    def opened(self) -> None:
        """Begin afresh as the page comes into sight."""
        self._steady = Debouncer()
        self._announced = ""
        self._choice.forget()
        self._scaffold.show_top()
        if self.picture is not None and not self._state.run:
            self.picture.clear()
        self.show_devices()
        self.refresh()

    def show_live(self) -> None:
        """Show the newest picture, level and prompt, and the finding where it follows them."""
        live = self._state.live
        if self.picture is not None and live.picture_jpeg:
            self.picture.show_jpeg(live.picture_jpeg)
        if self.level is not None and live.level_dbfs is not None:
            self.level.show_level(live.level_dbfs)
        if self.doing.isVisibleTo(self):
            self.doing.show_live(live, WAITING)
        if live.prompt is not None and live.prompt != self._prompted:
            announce_to_reader(self.heading, self._words.say(live.prompt))
        self._prompted = live.prompt
        self.refresh()

    def refresh(self) -> None:
        """Show the state as it is now; nothing is rebuilt that has not changed."""
        session, state = self._controller.session, self._state
        found = session.judgement_of(self.tip)
        if found is not None and state.watching and state.run:
            key = (found.main.code, tuple(each.code for each in found.also))
            found = self._steady.offer(key, found, time.monotonic())
        self._show_found(found)
        self._show_view(view_tip(session, self.tip, finding_shown=found is not None))

    def _show_view(self, view: TipView) -> None:
        state, before = self._state, self._choice.question
        questions = view.questions if before is None else (before,)
        self.questions.show_questions(questions, state.answers)
        self.questions.setVisible(bool(questions))
        self.doing.setVisible(view.working or view.waits)
        if self.level is not None:
            self.level.setVisible(view.working)
        if view.waits or (view.working and not self.doing.prompted):
            self.doing.show_live(state.live, READY if view.waits else WAITING, working=not view.waits)
        self.hint.setText(self._words.say(self._choice.hint or PLEASE_ANSWER))
        self.hint.setVisible(self._choice.hint is not None or (view.unanswered and before is None))
        self.start.setVisible(view.may_start)
        self.skip.setVisible(view.may_skip)
        self.again.setVisible(view.may_try_again)
        pressed = self.again.window().focusWidget() is self.again
        self.again.setEnabled(pressed or not view.busy)
        self.again.show_working(working=view.busy)
        self._choice.refresh()
        self.next.set_kind("second" if self.start.isVisibleTo(self) else "main")
        self._scaffold.arrange()
        if self.picture is not None and view.is_over:
            self.picture.clear()

    def _show_found(self, found: Judgement | None) -> None:
        shown = None if found is None else (found.main, found.also, tuple(found.values.items()))
        if shown == self._shown:
            return
        self._shown, self._found = shown, found
        self.card.setVisible(found is not None)
        self.steps.setVisible(found is not None)
        if self.same is not None:
            self.same.show_found(found)
        self._show_on_the_day(found)
        if found is None:
            return
        self.card.show_found(found)
        self.steps.show_steps(found.main, found.values)
        if self.card.words != self._announced and self.isVisible():
            self._announced = self.card.words
            announce_to_reader(self.heading, self.card.accessibleName())

    def _show_on_the_day(self, found: Judgement | None) -> None:
        works = found is not None and found.main.verdict in (Verdict.PASS, Verdict.WARN)
        real = found is not None and not found.values.get("maker")  # else its own steps say what to choose
        self.on_the_day.setVisible(self.picture is not None and works and real)
        name = camera_in_use(self._controller.selection.devices or Devices(), self._controller.setup)
        which = self._words.say(CHOOSE_THIS, {"camera": name}) if name else self._words.say(CHOOSE_SAME)
        text = f"{which} {self._words.say(OWN_PERMISSION)}"
        if self.on_the_day.text() != text:
            self.on_the_day.setText(text)

    def show_devices(self) -> None:
        """Show the devices that are there now."""
        self.pickers.show_devices(self._controller.selection.devices, self._controller.setup, self._known)
        self._show_on_the_day(self._found)

    def _answer(self, question: str, answer: Answer) -> None:
        if question == BEFORE_CHOICE:
            self._choice.answer(answer)
        else:
            self._controller.answer(self.tip, question, answer)

    def _say(self, words: str) -> None:
        """Show what a choice asks or says, and have it read out."""
        self.refresh()
        announce_to_reader(self.heading, words)

    def _open(self, pane: Pane) -> None:
        if self._found is not None:
            self._controller.open(pane, self._found.values)
