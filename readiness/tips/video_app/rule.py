"""What was found, for the kind of visit."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.core.clinic import Visit, VisitKind
from readiness.core.text import Text
from readiness.machine.versions import is_older
from readiness.tips.video_app.reading import VideoAppReading


def finding_name(reading: VideoAppReading, visit: Visit) -> tuple[str, Mapping[str, object]]:
    """Judge by the kind of visit: an application must be there, a browser must, or either will do.

    Returns the finding's name and what its words need. One thing at a time: the first that is missing or old.
    """
    minimums = {each.id or each.name: each.minimum_version for each in visit.applications}
    if visit.kind is VisitKind.APP:
        if not visit.applications:
            return "not-needed", {}
        if reading.missing_names:
            return "missing", {"app": reading.missing_names[0], "download_page": reading.missing_page}
        if reading.needs_browser and reading.browser is None:
            return _judge_browser(reading, minimums)
    if reading.found_names and visit.kind is not VisitKind.BROWSER:
        return _judge_programs(reading, minimums)
    return _judge_browser(reading, minimums)


def _judge_programs(reading: VideoAppReading, minimums: Mapping[str, str]) -> tuple[str, Mapping[str, object]]:
    versions = (*reading.found_versions, *[""] * len(reading.found_names))
    pages = (*reading.found_pages, *[""] * len(reading.found_names))
    for identity, name, version, page in zip(reading.applications, reading.found_names, versions, pages, strict=False):
        if is_older(version, minimums.get(identity, "")):
            return "old", {"app": name, "download_page": page}
    return "installed", {"app": ", ".join(reading.found_names)}


def _judge_browser(reading: VideoAppReading, minimums: Mapping[str, str]) -> tuple[str, Mapping[str, object]]:
    if reading.browser is None:
        return "no-browser", {"browsers": ", ".join(reading.wanted_browsers) or Text("Firefox or Chrome")}
    if is_older(reading.browser_version, minimums.get(reading.browser, "")):
        return "browser-old", {"app": reading.browser_name, "download_page": reading.browser_page}
    return "browser-ok", {}
