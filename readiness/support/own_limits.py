"""The limits that a clinic has changed, as its reports tell them: what passed there might not pass elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readiness.profile.limits import changed_limits, is_known, is_outside, say_changed


def limits_notes(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what staff must know of a report's limits. What looks wrong is told, never taken for a limit."""
    values = report.get("limits")
    if values is None:  # of version 0.1.0, which told none
        return
    known = changed_limits(values) if isinstance(values, dict) else ()
    if known:
        yield say_changed(known)
    if any(is_outside(each.name, each.value) for each in known):
        yield "No profile may have such limits. It may have been changed."
    if not isinstance(values, dict) or not is_known(values):
        yield "It tells of other limits that this version cannot read."
