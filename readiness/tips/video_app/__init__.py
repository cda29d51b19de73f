"""Your video program: is what the visit needs on this computer?"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from readiness.core.check import Check
from readiness.core.finding import Judgement
from readiness.core.question import Answers, OptOut, OptOutKind
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.tips.video_app.findings import ASK, ASK_NEW, GET_NEW, OTHER_WAY, TABLE, TRY_AGAIN
from readiness.tips.video_app.reading import VideoAppReading
from readiness.tips.video_app.rule import finding_name

_OLD: Final = ("old", "browser-old")


class VideoAppCheck(Check[VideoAppReading]):
    """The program or the browser that the clinic's profile names."""

    id: ClassVar = "video-app"
    title: ClassVar = Text("Your video program")
    why: ClassVar = Text("Your visit takes place in a video program, or on a web page.")
    opt_out: ClassVar = OptOut(OptOutKind.WEB_PAGE, Text("My visit opens on a web page"))
    table: ClassVar = TABLE
    reading_type: ClassVar = VideoAppReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"applications", "signals", "versions", "browser"})
    follows: ClassVar = True

    def judge(self, reading: VideoAppReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule; where nobody knows a page to download from, the steps say whom to ask."""
        assert reading is not None
        name, values = finding_name(reading, setup.profile.visit)
        found = self.make_judgement(name, values=values)
        return found if values.get("download_page") else _without_page(found)


def _without_page(found: Judgement) -> Judgement:
    if found.main.name == "missing":
        return replace(found, main=replace(found.main, fixes=(ASK, TRY_AGAIN, OTHER_WAY)))
    if found.main.name in _OLD:
        fixes = tuple(ASK_NEW if each == GET_NEW else each for each in found.main.fixes)
        return replace(found, main=replace(found.main, fixes=fixes))
    return found
