"""The browser in which the visit would open on this computer, where it needs one."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.core.clinic import Application, Visit, VisitKind
from readiness.machine.base import Programs
from readiness.machine.versions import is_older
from readiness.profile.known_programs import Browser, browser_of, list_browsers, resolve_programs


def list_visit_browsers(wanted: Sequence[Application], visit: Visit) -> list[Application]:
    """List those of the clinic's programs that are browsers. For a visit by app alone they are like any other."""
    known = list_browsers()
    return [each for each in wanted if each.id in known and visit.kind is not VisitKind.APP]


def find_visit_browser(programs: Programs, visit: Visit) -> tuple[Browser | None, str]:
    """Find the browser in which the visit would open, and its version: the person's own where it will do.

    Where the clinic names some, one of those must be there; a new enough one is taken before one that is too old.
    """
    wanted = list_visit_browsers(resolve_programs(visit.applications), visit)
    own = programs.browser()
    if not wanted:
        known = None if own is None else list_browsers().get(own.id)
        return own, "" if known is None else programs.version(known) or ""
    there = [each for each in wanted if (own is not None and own.id == each.id) or programs.evidence(each)]
    there.sort(key=lambda each: own is None or each.id != own.id)
    versions = {each.id: programs.version(each) or "" for each in there}
    there.sort(key=lambda each: is_older(versions[each.id], each.minimum_version))
    if not there:
        return None, ""
    return browser_of(there[0]), versions[there[0].id]


def needs_browser(programs: Programs, visit: Visit) -> bool:
    """Tell whether the visit opens in a browser here: always, or because none of the clinic's programs is there."""
    if visit.kind is not VisitKind.EITHER:
        return visit.kind is VisitKind.BROWSER
    wanted = resolve_programs(visit.applications)
    pages = list_visit_browsers(wanted, visit)
    return not any(programs.evidence(each) for each in wanted if not each.in_browser and each not in pages)
