"""Browsers' policies in Windows' registry. A computer's own come before a person's. Seen in Wine 10."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from readiness.machine.windows.registry import Registry

_KEYS: Final = {
    "chrome": r"SOFTWARE\Policies\Google\Chrome",
    "chromium": r"SOFTWARE\Policies\Chromium",
    "edge": r"SOFTWARE\Policies\Microsoft\Edge",
    "brave": r"SOFTWARE\Policies\BraveSoftware\Brave",
    "firefox": r"SOFTWARE\Policies\Mozilla\Firefox",
}
_DEEPEST: Final = 3
"""Permissions, Camera, Allow."""


def read_policies(registry: Registry, browser: str) -> Mapping[str, Any]:
    """Read a browser's policies: each key below is a table, and one whose names are 1, 2, … is a list."""
    key = _KEYS.get(browser)
    if key is None:
        return {}
    return {**_read_table(registry, "HKCU", key, _DEEPEST), **_read_table(registry, "HKLM", key, _DEEPEST)}


def _read_table(registry: Registry, hive: str, key: str, deep: int) -> dict[str, Any]:
    table: dict[str, Any] = {name: _read_truth(value) for name, value in (registry.values(hive, key) or {}).items()}
    for name in registry.subkeys(hive, key) if deep else ():
        below = _read_table(registry, hive, rf"{key}\{name}", deep - 1)
        table[name] = list(below.values()) if below and all(each.isdecimal() for each in below) else below
    return table


def _read_truth(value: object) -> Any:
    """Read a number as the truth value that it stands for, also one that was written as text; leave the rest."""
    if isinstance(value, int):
        return value != 0
    return value != "0" if value in ("0", "1") else value
