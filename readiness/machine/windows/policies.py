"""Browsers' policies in Windows' registry, and Firefox' in a file beside it. Seen in Wine 10."""

from __future__ import annotations

import ntpath
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from readiness.machine.policy_files import read_firefox_policies
from readiness.machine.windows.registry import Registry

_KEYS: Final = {
    "chrome": r"SOFTWARE\Policies\Google\Chrome",
    "chromium": r"SOFTWARE\Policies\Chromium",
    "edge": r"SOFTWARE\Policies\Microsoft\Edge",
    "brave": r"SOFTWARE\Policies\BraveSoftware\Brave",
    "firefox": r"SOFTWARE\Policies\Mozilla\Firefox",
}
_APP_PATH: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\firefox.exe"
_DEEPEST: Final = 3
"""Permissions, Camera, Allow."""


def read_policies(registry: Registry, browser: str) -> Mapping[str, Any]:
    """Read a browser's policies: each key below is a table, and one whose names are 1, 2, … is a list.

    A computer's own come before a person's, and both before what stands in a file.
    """
    key = _KEYS.get(browser)
    if key is None:
        return {}
    written = _read_file(registry) if browser == "firefox" else {}
    return {**written, **_read_table(registry, "HKCU", key, _DEEPEST), **_read_table(registry, "HKLM", key, _DEEPEST)}


def _read_file(registry: Registry) -> Mapping[str, Any]:
    """Read Firefox' file, which lies in a folder beside its program."""
    places = (Path(folder, "distribution", "policies.json") for folder in _find_firefox(registry))
    return next((policies for each in places if (policies := read_firefox_policies(each))), {})


def _find_firefox(registry: Registry) -> Iterator[str]:
    for hive in ("HKLM", "HKCU"):
        program = (registry.values(hive, _APP_PATH) or {}).get("")
        if isinstance(program, str) and program:
            beside = ntpath.dirname(ntpath.expandvars(program.strip('"')))
            if ntpath.isabs(beside):  # or it would be looked for in whatever folder is open
                yield beside
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        if folder := os.environ.get(name):
            yield ntpath.join(folder, "Mozilla Firefox")


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
