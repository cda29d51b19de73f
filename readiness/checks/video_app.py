"""Your video program: is what the visit needs on this computer?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from readiness.core.check import Check, Commands, Sample
from readiness.core.clinic import Application, VisitKind
from readiness.core.finding import Finding, Fix, Found, Pane
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.machine import machine_for
from readiness.machine.base import Machine, Programs
from readiness.machine.versions import coarse, older
from readiness.profile.known_programs import Browser, browser_of, browsers, named

LOOK_AGAIN_S: Final = 2.0
TICK_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class VideoAppReading:
    """What is there of what the profile names. Names and ids are the table's and the profile's own."""

    applications: tuple[str, ...] = ()
    """Ids of the applications that were found."""
    signals: tuple[str, ...] = ()
    """What proves them: "zoom:desktop-file", "zoom:url-handler"."""
    versions: tuple[str, ...] = ()
    """Theirs, where their files tell: "zoom:6.2.3"."""
    browser: str | None = None
    """The id of the web browser for the visit, "other" for one that we do not know, None where there is none."""
    needs_browser: bool = False
    """Is one of the applications a web page?"""
    found_names: tuple[str, ...] = ()
    found_versions: tuple[str, ...] = ()
    """Beside `applications`, each as its files tell it; empty where they do not."""
    found_pages: tuple[str, ...] = ()
    """Beside them as well: where each can be downloaded."""
    missing_names: tuple[str, ...] = ()
    missing_page: str = ""
    """Where the first missing application can be downloaded."""
    browser_name: str = ""
    browser_version: str = ""
    browser_page: str = ""
    wanted_browsers: tuple[str, ...] = ()
    """Names of those that the profile asks for; none: any will do."""


_OPEN_FILE = Fix(Text("Open the file that you got and follow its steps."))
_TRY_AGAIN = Fix(Text("Come back to this check and choose “Try again”."))
_OTHER_WAY = Fix(Text("You can also join from a smartphone or tablet, or have your visit by phone."))
_GET = Fix(Text("Get {app} from this page: {download_page}"), Pane.DOWNLOAD)
_ASK = Fix(Text("Ask your clinic where to get {app}."))
_GET_NEW = Fix(Text("Get the new {app} from this page: {download_page}"), Pane.DOWNLOAD)
_ASK_NEW = Fix(Text("Ask someone you trust to update {app}."))

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
            Fix(Text("Ask someone you trust to install a web browser, such as {browsers}.")),
            _TRY_AGAIN,
            _OTHER_WAY,
        ),
        Text(
            "No program that opens web links was found, nor any of the common browsers; or none of those that the "
            "clinic's profile asks for. Ask how they read web pages."
        ),
    ),
    Finding(
        "video-app.old",
        Verdict.WARN,
        Text("{app} on this computer is old. A new one works better."),
        (Fix(Text("Open {app} and look for “Update”.")), _GET_NEW, _TRY_AGAIN),
        Text(
            "The version that its files name is below the clinic's minimum; the report has it. The program may also "
            "update itself when it is opened: ask the patient to open it once before the visit."
        ),
    ),
    Finding(
        "video-app.browser-old",
        Verdict.WARN,
        Text("Your web browser, {app}, is old. A new one works better."),
        (Fix(Text("Open {app}. Look for “Help” and “About” in its menu. It will update.")), _GET_NEW, _TRY_AGAIN),
        Text("The browser's version, as its files name it, is below the clinic's minimum. Ask for an update."),
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
    Finding(
        "video-app.not-needed",
        Verdict.NONE,
        Text("We did not look for a video program: your clinic has named none."),
        (Fix(Text("Ask your clinic how your visit opens.")),),
        Text(
            "The profile wants an app and names none, or, up to version 0.1.0, the patient said that they use none. "
            "Nothing was looked for. Ask how the visit opens."
        ),
    ),
)


class VideoAppCheck(Check[VideoAppReading]):
    """See the module."""

    id: ClassVar = "video-app"
    title: ClassVar = Text("Your video program")
    why: ClassVar = Text("Your visit takes place in a video program, or on a web page.")
    table: ClassVar = _TABLE
    reading_type: ClassVar = VideoAppReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"applications", "signals", "versions", "browser"})
    required: ClassVar = True
    follows: ClassVar = True

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[VideoAppReading]]:
        """One look at the files; while somebody watches, again and again, so that an installation is noticed.

        FactsError where recorded facts cannot be used.
        """
        machine = machine_for(setup.sources.facts)
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
        minimums = {each.id or each.name: each.minimum_version for each in visit.applications}
        if visit.kind is VisitKind.APP:
            if not visit.applications:
                return self.found("not-needed")
            if reading.missing_names:
                return self._missing(reading)
            if reading.needs_browser and reading.browser is None:
                return self._browser(reading, minimums)
        if reading.found_names and visit.kind is not VisitKind.BROWSER:
            return self._installed(reading, minimums)
        return self._browser(reading, minimums)

    def _installed(self, reading: VideoAppReading, minimums: Mapping[str, str]) -> Found:
        """The first one that is older than it should be: one thing at a time."""
        versions = (*reading.found_versions, *[""] * len(reading.found_names))
        pages = (*reading.found_pages, *[""] * len(reading.found_names))
        for identity, name, version, page in zip(
            reading.applications, reading.found_names, versions, pages, strict=False
        ):
            if older(version, minimums.get(identity, "")):
                return self._old("old", name, page)
        return self.found("installed", values={"app": ", ".join(reading.found_names)})

    def _browser(self, reading: VideoAppReading, minimums: Mapping[str, str]) -> Found:
        if reading.browser is None:
            browsers: object = ", ".join(reading.wanted_browsers) or Text("Firefox or Chrome")
            return self.found("no-browser", values={"browsers": browsers})
        if older(reading.browser_version, minimums.get(reading.browser, "")):
            return self._old("browser-old", reading.browser_name, reading.browser_page)
        return self.found("browser-ok")

    def _old(self, name: str, app: str, page: str) -> Found:
        found = self.found(name, values={"app": app, "download_page": page})
        return found if page else _instead(found, _GET_NEW, _ASK_NEW)

    def _missing(self, reading: VideoAppReading) -> Found:
        """The first one that is missing: one thing at a time."""
        values = {"app": reading.missing_names[0], "download_page": reading.missing_page}
        found = self.found("missing", values=values)
        if not reading.missing_page:
            return replace(found, main=replace(found.main, fixes=(_ASK, _TRY_AGAIN, _OTHER_WAY)))
        return found


def _instead(found: Found, fix: Fix, other: Fix) -> Found:
    """The same with another step in place of this one."""
    fixes = tuple(other if each == fix else each for each in found.main.fixes)
    return replace(found, main=replace(found.main, fixes=fixes))


def look(machine: Machine, setup: Setup) -> VideoAppReading:
    """What this machine has now of what the profile names."""
    visit = setup.profile.visit
    programs = machine.programs()
    known = browsers()
    wanted = named(visit.applications)
    pages = [each for each in wanted if each.in_browser]
    # For a visit by app alone a browser that is named is a program like any other.
    for_pages = [each for each in wanted if each.id in known and visit.kind is not VisitKind.APP]
    looked = [(each, programs.evidence(each)) for each in wanted if each not in pages and each not in for_pages]
    there = [(application, kinds) for application, kinds in looked if kinds]
    missing = [application for application, kinds in looked if not kinds]
    versions = [programs.version(application) or "" for application, _ in there]
    told = [(each.id, version) for (each, _), version in zip(there, versions, strict=True) if version]
    browser, browser_version = _browser_for(for_pages, programs)
    if browser is not None and browser_version:
        told.append((browser.id, browser_version))
    return VideoAppReading(
        applications=tuple(application.id for application, _ in there),
        signals=tuple(f"{application.id}:{kind}" for application, kinds in there for kind in kinds),
        versions=tuple(dict.fromkeys(f"{identity}:{coarse(version)}" for identity, version in told)),
        browser=None if browser is None else browser.id,
        needs_browser=bool(pages),
        found_names=tuple(application.name for application, _ in there),
        found_versions=tuple(versions),
        found_pages=tuple(application.download_page for application, _ in there),
        missing_names=tuple(application.name for application in missing),
        missing_page=missing[0].download_page if missing else "",
        browser_name="" if browser is None else browser.name,
        browser_version=browser_version,
        browser_page="" if browser is None or browser.id not in known else known[browser.id].download_page,
        wanted_browsers=tuple(each.name for each in for_pages),
    )


def _browser_for(wanted: Sequence[Application], programs: Programs) -> tuple[Browser | None, str]:
    """The browser in which the visit would open, and its version: the person's own where it will do.

    Where the clinic names some, one of those must be there; a new enough one is taken before one that is too old.
    """
    own = programs.browser()
    if not wanted:
        known = None if own is None else browsers().get(own.id)
        return own, "" if known is None else programs.version(known) or ""
    there = [each for each in wanted if (own is not None and own.id == each.id) or programs.evidence(each)]
    there.sort(key=lambda each: own is None or each.id != own.id)
    versions = {each.id: programs.version(each) or "" for each in there}
    there.sort(key=lambda each: older(versions[each.id], each.minimum_version))
    if not there:
        return None, ""
    return browser_of(there[0]), versions[there[0].id]
