"""Looking for programs by their files, in the probe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from readiness.core.check import Commands, Sample
from readiness.core.setup import Setup
from readiness.machine import machine_for
from readiness.machine.base import Machine
from readiness.machine.versions import shorten_version
from readiness.machine.visit_browser import find_visit_browser, list_visit_browsers
from readiness.profile.known_programs import list_browsers, resolve_programs
from readiness.tips.video_app.reading import VideoAppReading

LOOK_AGAIN_S: Final = 2.0
TICK_S: Final = 0.5


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[VideoAppReading]]:
    """Look at the files once; while somebody watches, again and again, so that an installation is noticed.

    FactsError where recorded facts cannot be used.
    """
    machine = machine_for(setup.sources.facts)
    while True:
        reading = find_programs(machine, setup)
        looked = time.monotonic()
        yield Sample(reading)
        while setup.watching and time.monotonic() - looked < LOOK_AGAIN_S:
            if commands.stopped:
                return
            time.sleep(TICK_S)
            yield Sample(reading)
        if not setup.watching:
            return


def find_programs(machine: Machine, setup: Setup) -> VideoAppReading:
    """Find what this machine has now of what the profile names."""
    visit = setup.profile.visit
    programs = machine.programs()
    known = list_browsers()
    wanted = resolve_programs(visit.applications)
    pages = [each for each in wanted if each.in_browser]
    for_pages = list_visit_browsers(wanted, visit)
    looked = [(each, programs.evidence(each)) for each in wanted if each not in pages and each not in for_pages]
    there = [(application, kinds) for application, kinds in looked if kinds]
    missing = [application for application, kinds in looked if not kinds]
    versions = [programs.version(application) or "" for application, _ in there]
    told = [(each.id, version) for (each, _), version in zip(there, versions, strict=True) if version]
    browser, browser_version = find_visit_browser(programs, visit)
    if browser is not None and browser_version:
        told.append((browser.id, browser_version))
    return VideoAppReading(
        applications=tuple(application.id for application, _ in there),
        signals=tuple(f"{application.id}:{kind}" for application, kinds in there for kind in kinds),
        versions=tuple(dict.fromkeys(f"{identity}:{shorten_version(version)}" for identity, version in told)),
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
