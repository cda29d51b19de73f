"""What is measured of the last restart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RestartReading:
    """Hours since the system's start as the machine tells them, believable or not."""

    uptime_hours: float | None
    pending: bool | None
    system: str
    fast_startup: bool | None = None
    """Does “Shut down” keep the old session, as on most Windows computers?"""
