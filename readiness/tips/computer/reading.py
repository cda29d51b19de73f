"""What is measured of power and load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComputerReading:
    """What the computer has and what other programs take. None where it cannot be measured.

    Shares are of the whole: battery charge, all processor cores together, all memory. 1 GB is 10^9 bytes.
    """

    battery_percent: float | None = None
    plugged: bool | None = None
    cpu_percent: float | None = None
    memory_percent: float | None = None
    disk_free_gb: float | None = None
    busy_programs: tuple[str, ...] = ()
    """The busiest other programs: for the screen, never reported."""
    busy_work: str = ""
    """What the system itself is busy with: "updates", "virus-scan", "backup", "search"."""
    system: str | None = None
    """"windows", "macos", or a Linux distribution's id."""
    system_version: str | None = None
    system_name: str = ""
