"""The card that lies beside the telephone on the day of the visit: one page, in the patient's language.

It is for the patient's own paper. So it names the devices of this computer and the number that they typed, which no
report does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from readiness.core.report import TipResult
from readiness.core.text import Text
from readiness.report.palette import LIGHT
from readiness.report.phrases import BACK_TO_VIDEO, EMERGENCY, ON_THE_DAY, PROMISES, RELAY
from readiness.report.rendering import LocalizedReport
from readiness.report.templates import fill_template

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


def short(words: str, letters: int = NAME_LETTERS) -> str:
    """Cut words off where they have more letters than this."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


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
        """Write it in the few tags that Qt prints. Letters: points times `scale`; each thing to mend: `most_fixes`."""
        content = self._shortened().content()
        steps = [
            (
                short(step.says, SENTENCE_LETTERS),
                " ".join(short(fix, SENTENCE_LETTERS) for fix in step.fixes[:most_fixes]),
            )
            for step in content.steps
        ]
        number = short(self.rendering.phone, 40)
        by_phone = self.rendering.report.by_phone
        return fill_template(
            "card",
            report=content,
            way="rtl" if content.right_to_left else "ltr",
            light=LIGHT,
            points=lambda size: f"{size * scale:.2f}",
            pixels=lambda size: f"{size * scale:.0f}",
            title=self._say(TITLE_BY_PHONE if by_phone else TITLE),
            call=self._say((CALL_FIRST if by_phone else CALL) if number else WRITE),
            number=number,
            hours=short(self.rendering.clinic.hours, 160),
            checked=self._say(CHECKED, date=self.rendering.words.date(self.day)),
            steps=steps,
            choose=self._say(CHOOSE),
            devices=[] if by_phone else list(self._devices()),
            preparing=content.preparing or self.rendering.words.say(ON_THE_DAY),
            prepared=self._preparations(content.preparations),
            ways_heading=self._say(WAYS),
            ways=list(self._ways()),
            last=self._last(),
        )

    def _say(self, text: Text, **values: object) -> str:
        said = self.rendering.words.say(text, {k: short(v) if isinstance(v, str) else v for k, v in values.items()})
        return short(said, SENTENCE_LETTERS)

    def _preparations(self, prepared: tuple[str, ...]) -> list[str]:
        """Leave out the advice to choose the same devices where the card names them."""
        same = self.rendering.words.say(SAME_DEVICES)
        return [each for each in prepared or (same,) if each != same or not (self.camera and self.microphone)]

    def _last(self) -> str:
        clinic = self.rendering.clinic
        last = [(RELAY, clinic.relay_service), (EMERGENCY, clinic.emergency_number)]
        return " ".join(self._say(text, number=number) for text, number in last if number)

    def _devices(self) -> Iterator[str]:
        """Tell what to choose in the video program; nothing for what the visit does without."""
        without = self.rendering.report.without
        camera = "" if "camera" in without else self.camera
        microphone, speaker = ("", "") if "sound" in without else (self.microphone, self.speaker)
        for text, name in ((CAMERA, camera), (MICROPHONE, microphone), (SPEAKER, speaker)):
            if name:
                yield self._say(text, name=name)

    def _shortened(self) -> LocalizedReport:
        """Shorten the names in the report so that they leave room for the rest."""

        def line(each: TipResult) -> TipResult:
            values = {k: short(v) if isinstance(v, str) else v for k, v in each.found.values.items()}
            return replace(each, found=replace(each.found, values=values))

        report = self.rendering.report
        clinic = replace(self.rendering.clinic, name=short(self.rendering.clinic.name))
        lines = tuple(line(each) for each in report.lines)
        return replace(self.rendering, report=replace(report, lines=lines), clinic=clinic)

    def _ways(self) -> Iterator[str]:
        """List the ways in, the usual one first."""
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
