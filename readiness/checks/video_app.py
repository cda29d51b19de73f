"""Your video program: is what the visit needs on this computer?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from readiness.clinic import VisitKind
from readiness.machine import chosen
from readiness.machine.applications import named
from readiness.machine.facts import Machine
from readiness.model import Answers, Check, Commands, Finding, Fix, Found, Pane, Sample, Setup, Text, Verdict

LOOK_AGAIN_S: Final = 2.0
TICK_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class VideoAppReading:
    """What is there of what the profile names. Names and ids are the table's and the profile's own."""

    applications: tuple[str, ...] = ()
    """Ids of the applications that were found."""
    signals: tuple[str, ...] = ()
    """What proves them: "zoom:desktop-file", "zoom:url-handler"."""
    browser: str | None = None
    """The web browser's id, "other" for one that we do not know, None where there is none."""
    found_names: tuple[str, ...] = ()
    missing_names: tuple[str, ...] = ()
    missing_page: str = ""
    """Where the first missing application can be downloaded."""


_OPEN_FILE = Fix(Text("Open the file that you got and follow its steps."))
_TRY_AGAIN = Fix(Text("Come back here and choose “Try again”."))
_OTHER_WAY = Fix(Text("You can also join from a smartphone or tablet, or have your visit by phone."))
_GET = Fix(Text("Get {app} from this page: {download_page}"), Pane.DOWNLOAD)
_ASK = Fix(Text("Ask your clinic where to get {app}."))

_TABLE: Final = (
    Finding(
        "video-app.missing",
        Verdict.FAIL,
        Text("{app} is not on this computer yet."),
        (_GET, _OPEN_FILE, _TRY_AGAIN, _OTHER_WAY),
        Text(
            "No sign of the program that the visit needs. Ask: is it installed for another account, or on another "
            "device? May the patient install programs on this computer? A smartphone or tablet will do as well."
        ),
    ),
    Finding(
        "video-app.no-browser",
        Verdict.FAIL,
        Text("We found no web browser on this computer that can open your visit."),
        (
            Fix(Text("Ask someone you trust to install a web browser, such as Firefox or Chrome.")),
            _TRY_AGAIN,
            _OTHER_WAY,
        ),
        Text("No program that opens web links was found, nor any of the common browsers. Ask how they read web pages."),
    ),
    Finding(
        "video-app.installed",
        Verdict.PASS,
        Text("The program for your visit is on this computer: {app}."),
        (),
        Text("Found by its files or its link handler; it was not started. It will ask for camera and microphone."),
    ),
    Finding(
        "video-app.browser-ok",
        Verdict.PASS,
        Text("You have a web browser. Your visit can open in it."),
        (),
        Text("A browser is installed. The browser itself will ask to use the camera and the microphone: allow both."),
    ),
)


class VideoAppCheck(Check[VideoAppReading]):
    """See the module."""

    id: ClassVar = "video-app"
    title: ClassVar = Text("Your video program")
    why: ClassVar = Text("Your visit takes place in a video program, or on a web page.")
    table: ClassVar = _TABLE
    reading_type: ClassVar = VideoAppReading
    reported_words: ClassVar = frozenset({"applications", "signals", "browser"})
    required: ClassVar = True
    follows: ClassVar = True

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[VideoAppReading]]:
        """One look at the files; while somebody watches, again and again, so that an installation is noticed.

        FactsError where recorded facts cannot be used.
        """
        machine = chosen(setup.sources.facts)
        while True:
            reading = look(machine, setup)
            looked = time.monotonic()
            yield Sample(reading)
            while setup.watching and time.monotonic() - looked < LOOK_AGAIN_S:
                if commands.stopped:
                    return
                time.sleep(TICK_S)
                yield Sample(reading)
            if not setup.watching:
                return

    def judge(self, reading: VideoAppReading | None, setup: Setup, answers: Answers) -> Found:
        """By the kind of visit: an application must be there, a browser must, or either will do."""
        del answers
        assert reading is not None
        visit = setup.profile.visit
        if visit.kind is VisitKind.APP:
            if not visit.applications:
                return self.found("not-needed")
            return self._missing(reading) if reading.missing_names else self._installed(reading)
        if visit.kind is VisitKind.EITHER and reading.found_names:
            return self._installed(reading)
        return self.found("no-browser" if reading.browser is None else "browser-ok")

    def _installed(self, reading: VideoAppReading) -> Found:
        return self.found("installed", values={"app": ", ".join(reading.found_names)})

    def _missing(self, reading: VideoAppReading) -> Found:
        """The first one that is missing: one thing at a time."""
        values = {"app": reading.missing_names[0], "download_page": reading.missing_page}
        found = self.found("missing", values=values)
        if not reading.missing_page:
            return replace(found, main=replace(found.main, fixes=(_ASK, _TRY_AGAIN, _OTHER_WAY)))
        return found


def look(machine: Machine, setup: Setup) -> VideoAppReading:
    """What this machine has now of what the profile names."""
    wanted = [(application, machine.evidence(application)) for application in named(setup.profile.visit.applications)]
    there = [(application, kinds) for application, kinds in wanted if kinds]
    missing = [application for application, kinds in wanted if not kinds]
    browser = machine.browser()
    return VideoAppReading(
        applications=tuple(application.id for application, _ in there),
        signals=tuple(f"{application.id}:{kind}" for application, kinds in there for kind in kinds),
        browser=None if browser is None else browser.id,
        found_names=tuple(application.name for application, _ in there),
        missing_names=tuple(application.name for application in missing),
        missing_page=missing[0].download_page if missing else "",
    )
