"""What a reading of the last restart means."""

from __future__ import annotations

from typing import Final

from readiness.core.clinic import Limits
from readiness.tips.restart.reading import RestartReading

LONGEST_BELIEVED_HOURS: Final = 5 * 365 * 24
"""Clocks that lie (an empty battery on the board) tell of decades."""


def finding_names(reading: RestartReading, limits: Limits) -> list[str]:
    """Judge the reading. A pending restart needs no clock to be true."""
    names = ["pending"] if reading.pending else []
    hours = reading.uptime_hours
    if hours is None or not 0 <= hours <= LONGEST_BELIEVED_HOURS:
        names.append("unreadable")
    elif hours >= limits.restart_hours_warn:
        names.append("long-ago")
    return names or ["recent"]
