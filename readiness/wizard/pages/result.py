"""What it all came to, in one glance; what to do next; whom to call."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.core.clinic import VisitKind
from readiness.core.report import Report, TipResult
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import Overall, Verdict
from readiness.probe.listed_devices import Devices
from readiness.profile.known_programs import resolve_programs
from readiness.report.card import Card
from readiness.report.palette import verdict_colours
from readiness.report.phrases import (
    EMERGENCY,
    RELAY,
    choose_headline,
    list_preparations,
    main_step,
    other_ways,
)
from readiness.report.rendering import LocalizedReport
from readiness.report.support_code import encode
from readiness.wizard.flow.controller import Controller
from readiness.wizard.pages.call_card import CallCard
from readiness.wizard.pages.device_pickers import camera_in_use
from readiness.wizard.pages.opt_out import VIDEO_AFTER_ALL
from readiness.wizard.pages.page import RESULT_NAME
from readiness.wizard.style.theme import ICONS, Appearance
from readiness.wizard.widgets.basic import Button, Icon, Link, Number, announce_to_reader, apply_style, make_label
from readiness.wizard.widgets.layouts import clear_layout, fill_row, make_card
from readiness.wizard.widgets.page_frame import PageFrame

NARROW_BESIDE: Final = 760
"""In a page of less width (at 100 % text) the number and the code stand below the verdict, not beside it."""
AGAIN: Final = Text("Try again")
KEEP: Final = Text("Print or save")
CLOSE: Final = Text("Close this check")
AFRESH: Final = Text("Start from the beginning")
VERDICTS: Final = {
    Overall.READY: Verdict.PASS,
    Overall.READY_WITH_ADVICE: Verdict.WARN,
    Overall.NOT_READY: Verdict.FAIL,
    Overall.COULD_NOT_CHECK: Verdict.UNKNOWN,
    Overall.BY_PHONE: Verdict.UNKNOWN,
}
"""In which colours each is shown. What says nothing about video has no colour of good or bad."""
_PHONE_ICON: Final = "phone"


class ResultPage(QWidget):
    """Verdict and steps at the left, the number and the code at the right."""

    def __init__(self, look: Appearance, words: Words, controller: Controller) -> None:
        super().__init__()
        self._look, self._words, self._controller = look, words, controller
        self._shown: tuple[object, ...] | None = None
        self.verdict = Verdict.NONE
        px, say = look.px, words.say
        self.title = say(RESULT_NAME)
        self.heading = make_label("", "verdict")
        self.heading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.summary = make_label("", "lead")
        self._icon = Icon(look, "minus", 44, self._colour)
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(20), px(24), px(22))
        head.setSpacing(px(18))
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(fill_row(QVBoxLayout(), [self.heading, self.summary], spacing=px(2)), 1)
        self._card = make_card("finding", head)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(px(12))
        self._closing = QVBoxLayout()
        self._closing.setSpacing(px(8))
        self._side = CallCard(look, words, controller.session.setup.profile.clinic)
        self.number, self.qr, self.code = self._side.number, self._side.qr, self._side.code
        left = fill_row(QVBoxLayout(), [self._card], spacing=look.space(18))
        left.addLayout(self._steps)
        left.addLayout(self._closing)
        left.addStretch(1)
        self._buttons()
        self._scaffold = PageFrame(
            look,
            left,
            side=self._side,
            aside=(self.keep, self.way, self.afresh),
            onward=(self.test, self.close_all),
            narrow=NARROW_BESIDE,
        )
        fill_row(QVBoxLayout(self), [self._scaffold])

    def _colour(self) -> str:
        return verdict_colours(self._look.tokens, self.verdict)[0]

    def _buttons(self) -> None:
        say = self._words.say
        self.test = Button(self._look, say(AGAIN), "main", "refresh-cw")
        self.close_all = Button(self._look, say(CLOSE), "main")
        self.keep = Button(self._look, say(KEEP), "second", "printer")
        self.afresh = Button(self._look, say(AFRESH), "text")
        self.way = Button(self._look, say(VIDEO_AFTER_ALL), "text")
        """To video or to the phone, whichever the visit is not now."""
        self.way.clicked.connect(self._choose_way)
        self.test.clicked.connect(self._controller.again)
        self.close_all.clicked.connect(lambda: self.window().close())
        self.keep.clicked.connect(self._keep)
        self.afresh.clicked.connect(self._controller.afresh)

    @property
    def main(self) -> Button:
        """The button that Enter presses."""
        return self.test if self.test.isVisibleTo(self) else self.close_all

    def opened(self) -> None:
        """Show the result from the top and announce it: the page has come into view."""
        self._shown = None
        self._scaffold.show_top()
        self.refresh()
        announce_to_reader(self.heading, f"{self.heading.text()}. {self.summary.text()}")

    def refresh(self) -> None:
        """Show the result as it is now."""
        session = self._controller.session
        report = session.report()
        shown = (report, session.setup.typed_phone)
        if shown == self._shown or not self.isVisibleTo(self.window()):
            return
        self._shown = shown
        self.verdict = VERDICTS[report.overall]
        verdict, sentences = choose_headline(report)
        self.heading.setText(self._words.say(verdict))
        self.summary.setText(" ".join(self._words.say(sentence) for sentence in sentences))
        apply_style(self._card, verdict=self.verdict.value)
        apply_style(self.heading, ink=self.verdict.value)
        self._icon.show_icon(_PHONE_ICON if report.by_phone else ICONS[self.verdict], self._colour)
        self.code.setText(encode(report))
        phone = session.setup.profile.clinic.visit_phone or session.setup.typed_phone
        self._side.show_number(phone, by_phone=report.by_phone)
        clear_layout(self._steps)
        for number, line in enumerate(main_step(report), 1):
            self._steps.addLayout(self._step(number, line))
        self._close(report)
        again = bool(session.again()) and not report.by_phone
        self.test.setVisible(again)
        self.close_all.setVisible(not again)
        in_doubt = report.overall in (Overall.NOT_READY, Overall.COULD_NOT_CHECK) and "internet" in session.tips
        self.way.setVisible(report.by_phone or in_doubt)
        if report.by_phone:
            self.way.say(self._words.say(VIDEO_AFTER_ALL))
        elif "internet" in session.tips:
            self.way.say(self._words.say(session.tips["internet"].check.opt_out.choose))
        self.afresh.setVisible(not report.by_phone)
        self._scaffold.arrange()
        states = session.tips.values()
        if not any(state.run for state in states) and any(state.outcome for state in states):
            self._controller.lately.keep(self.rendering())

    def show_live(self) -> None:
        """Show nothing: nothing on this page is live."""

    def _step(self, number: int, line: TipResult) -> QHBoxLayout:
        """Show what is wrong, as a way back to its page; then how to mend it."""
        px, say = self._look.px, self._words.say
        made = QHBoxLayout()
        made.setSpacing(px(10))
        made.addWidget(Number(self._look, number), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(px(2))
        title = Link(self._look, say(line.found.main.says, line.found.values))
        title.clicked.connect(partial(self._controller.go, line.tip))
        column.addWidget(title)
        for fix in line.found.main.fixes:
            step = QHBoxLayout()
            step.setContentsMargins(px(6), 0, 0, 0)
            step.setSpacing(px(8))
            step.addWidget(make_label("•", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            step.addWidget(make_label(say(fix.says, line.found.values)), 1)
            column.addLayout(step)
        made.addLayout(column, 1)
        return made

    def _close(self, report: Report) -> None:
        """Show what comes with every verdict: what to prepare, the other ways in, the relay and emergency lines."""
        px, say = self._look.px, self._words.say
        clinic = self._controller.session.setup.profile.clinic
        clear_layout(self._closing)
        heading, prepared = list_preparations(report)
        if heading is not None:
            self._closing.addWidget(make_label(say(heading), "finding"))
        for each in prepared:
            line = QHBoxLayout()
            line.setSpacing(px(10))
            # A tick would say that it is done.
            line.addWidget(make_label("•", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(make_label(say(each)), 1)
            self._closing.addLayout(line)
        self._closing.addSpacing(px(6))
        last = [] if report.by_phone else [say(other_ways(report))]  # a button says it
        if clinic.relay_service:
            last.append(say(RELAY, {"number": clinic.relay_service}))
        if clinic.emergency_number:
            last.append(say(EMERGENCY, {"number": clinic.emergency_number}))
        self._closing.addWidget(make_label(" ".join(last), "soft"))

    # ---- keeping it

    def _choose_way(self) -> None:
        if self._controller.session.by_phone:
            self._controller.choose_video()
        else:
            self._controller.choose_phone()

    def rendering(self) -> LocalizedReport:
        """Render the report for a file or for paper: never with a number that the patient typed."""
        session = self._controller.session
        profile, report = session.setup.profile, session.report()
        checks = {tip: state.check for tip, state in session.tips.items()}
        clinic, programs = profile.clinic, profile.visit.applications
        whole = LocalizedReport(report, self._words, encode(report), checks, clinic, clinic.visit_phone, programs)
        return replace(whole, limits=profile.limits)

    def card(self) -> Card:
        """Make the card for the patient's own paper: with the number that they typed, and their devices by name."""
        session, controller = self._controller.session, self._controller
        clinic, visit = session.setup.profile.clinic, session.setup.profile.visit
        programs = [each.name for each in resolve_programs(visit.applications) if not each.in_browser]
        sound = session.judgement_of("sound") if "sound" in session.tips else None
        devices = {} if sound is None else sound.values
        return Card(
            replace(self.rendering(), phone=clinic.visit_phone or session.setup.typed_phone, on_screen=True),
            datetime.date.today(),
            programs[0] if programs and visit.kind is not VisitKind.BROWSER else "",
            camera_in_use(controller.selection.devices or Devices(), session.setup),
            str(devices.get("microphone_name") or ""),
            str(devices.get("speaker_name") or ""),
        )

    def _keep(self) -> None:
        # Paper is a large part of Qt: only printing waits for it.
        from readiness.wizard.dialogs.report import ReportDialog  # noqa: PLC0415  9 ms, where it is kept or printed

        dialog = ReportDialog(self, self._look, self._words, self.rendering(), self.card())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
