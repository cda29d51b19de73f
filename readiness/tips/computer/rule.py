"""What a reading of power and load means."""

from __future__ import annotations

from typing import Final

from readiness.core.setup import Setup
from readiness.machine.versions import is_older
from readiness.tips.computer.reading import ComputerReading

# By what people call them; before the first release of 10 they counted otherwise.
_WINDOWS: Final = {"11": "10.0.22000", "10": "10.0.10240", "8.1": "6.3", "8": "6.2", "7": "6.1"}


def is_measured(reading: ComputerReading) -> bool:
    """Tell whether anything was measured at all."""
    measured = (reading.battery_percent, reading.cpu_percent, reading.memory_percent, reading.disk_free_gb)
    return any(value is not None for value in measured)


def finding_names(reading: ComputerReading, setup: Setup) -> list[str]:
    """Judge each value that was measured by its limit; nothing measured at all is no pass."""
    if not is_measured(reading):
        return ["error"]
    limits = setup.profile.limits
    battery, cpu = reading.battery_percent, reading.cpu_percent
    memory, disk = reading.memory_percent, reading.disk_free_gb
    holds = {
        "battery": battery is not None and battery < limits.battery_percent_warn and not reading.plugged,
        "busy": cpu is not None and cpu > limits.cpu_percent_warn,
        "memory": memory is not None and memory > limits.memory_percent_warn,
        "disk": disk is not None and disk < limits.disk_free_gb_warn,
        "old-system": reading.system is not None and _is_refused(reading.system, reading.system_version, setup),
    }
    return [name for name, held in holds.items() if held] or ["good"]


def _is_refused(system: str, version: str | None, setup: Setup) -> bool:
    oldest = setup.profile.systems.oldest.get(system, "")
    return is_older(version, _WINDOWS.get(oldest, oldest) if system == "windows" else oldest)
