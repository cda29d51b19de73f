"""The card that lies beside the telephone on the day of the visit: one page, in the patient's language.

It is for the patient's own paper. So it names the devices of this computer and the number that they typed, which no
report does.
"""

from __future__ import annotations

import datetime
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from readiness.core.report import TipResult
from readiness.core.text import Text
from readiness.report.palette import LIGHT
from readiness.report.phrases import BACK_TO_VIDEO, EMERGENCY, ON_THE_DAY, PROMISES, RELAY
from readiness.report.rendering import LocalizedReport

TITLE: Final = Text("For your video visit")
TITLE_BY_PHONE: Final = Text("For your visit by phone")
CALL: Final = Text("If the video stops, call:")
CALL_FIRST: Final = Text("Tell your clinic that they should call you:")
WRITE: Final = Text("Write your clinic’s phone number here:")
CHECKED: Final = Text("Checked on {date}.")
WAYS: Final = Text("Ways to have your visit")
BY_VIDEO: Final = Text("By video: open the link in your visit letter or message.")
BY_VIDEO_IN: Final = Text("By video in {program}: open the link in your visit letter or message.")
BY_PHONE: Final = Text("By phone: call {number}.")
BY_PHONE_UNKNOWN: Final = Text("By phone: call your clinic.")
ON_MOBILE: Final = Text("On a smartphone or tablet: open the same link there.")
FAMILY: Final = Text("Family or helpers: send them the link or the phone number.")
CHOOSE: Final = Text("In your video program, choose")
CAMERA: Final = Text("Camera: {name}")
MICROPHONE: Final = Text("Microphone: {name}")
SPEAKER: Final = Text("Speaker: {name}")
SAME_DEVICES: Final = PROMISES[1]

NAME_LETTERS: Final = 70
"""A longer name would take the room of what the patient needs."""
MOST_FIXES: Final = 9
SENTENCE_LETTERS: Final = 320
_LINE: Final = "_" * 24


def short(words: str, letters: int = NAME_LETTERS) -> str:
    """The beginning of it, where it is longer than this."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Paper:
    """The tags that Qt prints."""

    way: str
    """ "ltr" or "rtl"."""
    scale: float

    def paragraph(self, words: str, size: float = 12, above: float = 4, ink: str = "") -> str:
        style = f"font-size:{size * self.scale:.2f}pt;margin-top:{above * self.scale:.0f}px;margin-bottom:0px;"
        return f'<p dir="{self.way}" style="{style}{f"color:{ink};" if ink else ""}">{words}</p>'

    def heading(self, words: str) -> str:
        return self.paragraph(f"<b>{words}</b>", 15, 22)

    def list_items(self, items: list[str], kind: str = "ul") -> str:
        style = f"font-size:{12 * self.scale:.2f}pt;margin-top:{4 * self.scale:.0f}px;"
        each = "".join(f'<li dir="{self.way}" style="{style}">{item}</li>' for item in items)
        return f'<{kind} dir="{self.way}" style="margin-top:0px;margin-bottom:0px;">{each}</{kind}>'


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says. Names are empty where none is known."""

    rendering: LocalizedReport
    """For the screen of this computer: with the number that the patient typed, where the clinic gave none."""
    day: datetime.date
    program: str = ""
    """Of the visit; empty where it takes place in a browser."""
    camera: str = ""
    microphone: str = ""
    speaker: str = ""

    def as_paper(self, scale: float = 1.0, most_fixes: int = MOST_FIXES) -> str:
        """In the few tags that Qt prints. Letters are in points, times `scale`; `most_fixes` to each thing to mend."""
        way = "rtl" if self.rendering.words.right_to_left else "ltr"
        return f'<html dir="{way}"><body dir="{way}">{"".join(self._body(way, scale, most_fixes))}</body></html>'

    def _say(self, text: Text, **values: object) -> str:
        said = self.rendering.words.say(text, {k: short(v) if isinstance(v, str) else v for k, v in values.items()})
        return html.escape(short(said, SENTENCE_LETTERS))

    def _body(self, way: str, scale: float, most_fixes: int) -> Iterator[str]:
        content = self._shortened().content()
        paper = _Paper(way, scale)
        paragraph, heading, listed = paper.paragraph, paper.heading, paper.list_items
        by_phone = self.rendering.report.by_phone
        title = f"<b>{self._say(TITLE_BY_PHONE if by_phone else TITLE)}</b>"
        clinic = html.escape(content.clinic)
        yield paragraph(f"{title} · {clinic}" if clinic else title, 13, 0, LIGHT.soft)
        if content.demo:
            yield paragraph(f"<b>{html.escape(content.demo)}</b>", 10, 4, LIGHT.warn)
        yield from self._call(paragraph)
        yield paragraph(f"<b>{html.escape(content.headline)}</b>", 18, 22)
        checked = self._say(CHECKED, date=self.rendering.words.date(self.day))
        yield paragraph(f"{html.escape(content.summary)} {checked}")
        if content.say_this:
            yield paragraph(f"<b>{html.escape(content.say_this)}</b>")
        if content.steps:
            yield heading(html.escape(content.to_do))
            steps = []
            for step in content.steps:
                fixes = " ".join(html.escape(short(fix, SENTENCE_LETTERS)) for fix in step.fixes[:most_fixes])
                steps.append(f"<b>{html.escape(short(step.says, SENTENCE_LETTERS))}</b> {fixes}")
            yield listed(steps, "ol")
        named = [] if by_phone else list(self._devices())
        if named:
            yield heading(self._say(CHOOSE)) + listed(named)
        same = html.escape(self.rendering.words.say(SAME_DEVICES))
        prepared = [html.escape(each) for each in content.preparations] or [same]
        prepared = [each for each in prepared if each != same or not (self.camera and self.microphone)]
        if prepared:
            preparing = content.preparing or self.rendering.words.say(ON_THE_DAY)
            yield heading(html.escape(preparing)) + listed(prepared)
        yield heading(self._say(WAYS)) + listed(list(self._ways()))
        clinic_says = self.rendering.clinic
        last = [(RELAY, clinic_says.relay_service), (EMERGENCY, clinic_says.emergency_number)]
        yield paragraph(" ".join(self._say(text, number=number) for text, number in last if number), 11, 14, LIGHT.soft)
        code = f"<b>{html.escape(content.code)}</b>"
        yield paragraph(code, 18, 18) + paragraph(html.escape(content.read_out), 11, 0, LIGHT.soft)

    def _devices(self) -> Iterator[str]:
        """What to choose in the video program; nothing for what the visit does without."""
        without = self.rendering.report.without
        camera = "" if "camera" in without else self.camera
        microphone, speaker = ("", "") if "sound" in without else (self.microphone, self.speaker)
        for text, name in ((CAMERA, camera), (MICROPHONE, microphone), (SPEAKER, speaker)):
            if name:
                yield self._say(text, name=name)

    def _shortened(self) -> LocalizedReport:
        """The same with names that leave room for the rest."""

        def line(each: TipResult) -> TipResult:
            values = {k: short(v) if isinstance(v, str) else v for k, v in each.found.values.items()}
            return replace(each, found=replace(each.found, values=values))

        report = self.rendering.report
        clinic = replace(self.rendering.clinic, name=short(self.rendering.clinic.name))
        lines = tuple(line(each) for each in report.lines)
        return replace(self.rendering, report=replace(report, lines=lines), clinic=clinic)

    def _call(self, paragraph: Callable[..., str]) -> Iterator[str]:
        number, hours = short(self.rendering.phone, 40), short(self.rendering.clinic.hours, 160)
        call = CALL_FIRST if self.rendering.report.by_phone else CALL
        yield paragraph(self._say(call if number else WRITE), 14, 14)
        # Set apart by isolates, or a number's groups would change places where the words run from right to left.
        yield paragraph(f"<b>\u2066{html.escape(number)}\u2069</b>" if number else _LINE, 42 if number else 24, 0)
        if number and hours:
            yield paragraph(html.escape(hours).replace("\n", "<br>"), 11, 0, LIGHT.soft)

    def _ways(self) -> Iterator[str]:
        """The ways in, the usual one first."""
        number = self.rendering.phone
        by_phone = self._say(BY_PHONE, number=short(number, 40)) if number else self._say(BY_PHONE_UNKNOWN)
        if self.rendering.report.by_phone:
            yield by_phone
            yield self._say(BACK_TO_VIDEO)
            return
        yield self._say(BY_VIDEO_IN, program=self.program) if self.program else self._say(BY_VIDEO)
        yield by_phone
        yield self._say(ON_MOBILE)
        yield self._say(FAMILY)
