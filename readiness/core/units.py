"""Measured numbers as people read them: the unit is in the field's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

_UNITS: Final = {
    "mbps": "Mbit/s",
    "ms": "ms",
    "dbfs": "dBFS",
    "db": "dB",
    "percent": "%",
    "hz": "Hz",
    "hours": "h",
    "gb": "GB",
    "s": "s",
}


def format_measurement(key: str, value: float) -> str:
    """Write a measurement with its unit: ("up_mbps", 0.31) is "up 0.31 Mbit/s"."""
    name, unit = label_and_unit(key)
    return f"{name} {format_number(value)}{f' {unit}' if unit else ''}"


def format_number(value: float) -> str:
    """Write a number without needless digits: "6,560,000", "0.31"."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"


def label_and_unit(key: str) -> tuple[str, str]:
    """Split a field's name into its words and its unit; "" where it has none."""
    stem, _, last = key.rpartition("_")
    if stem and last in _UNITS:
        return stem.replace("_", " "), _UNITS[last]
    return key.replace("_", " "), ""


def list_measurements(reading: Mapping[str, object]) -> Iterator[str]:
    """List every number of a reading with its label and unit; what was not measured is left out."""
    for key, value in reading.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield format_measurement(key, value)
