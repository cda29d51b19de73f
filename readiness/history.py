"""The last reports on this computer, in the user's own data folder, so that two runs can be compared."""

from __future__ import annotations

import contextlib
import datetime
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.beginning import data_folder
from readiness.files import write_whole
from readiness.support.evidence import Evidence, SupportError
from readiness.support.reports import read_report

KEPT: Final = 20
LEFT_OVER_S: Final = 3600.0
"""What a killed program left half-written is swept up after this time: another one may be writing now."""
_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})\.(\d{3})-[0-9a-f]{4}\.json")


def folder() -> Path:
    """Where they are kept."""
    return data_folder() / "reports"


@dataclass(frozen=True, slots=True)
class Entry:
    """One report that was kept. `at` is this computer's own time: it is in the file's name, not in the report."""

    path: Path
    at: datetime.datetime


def keep(report_json: str, place: Path | None = None) -> Path:
    """Keep this report and let go of the oldest beyond twenty. OSError where it cannot be written."""
    place = place or folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(place)
    now = datetime.datetime.now()
    ms, us = divmod(now.microsecond, 1000)
    # Names are in the order of time to the microsecond; the last digit keeps two programs apart.
    path = place / f"{now:%Y-%m-%dT%H-%M-%S}.{ms:03}-{us:03x}{secrets.randbelow(16):x}.json"
    write_whole(path, report_json)
    for old in entries(place)[KEPT:]:
        with contextlib.suppress(OSError):
            old.path.unlink()
    return path


def entries(place: Path | None = None) -> list[Entry]:
    """What is kept, the newest first; empty where nothing is. OSError where the folder cannot be read."""
    place = place or folder()
    try:
        paths = list(place.iterdir())
    except FileNotFoundError:
        return []
    found = []
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match:
            with contextlib.suppress(ValueError):
                at = datetime.datetime.strptime(path.name[:23], "%Y-%m-%dT%H-%M-%S.%f")
                found.append(Entry(path, at))
    return sorted(found, key=lambda entry: entry.path.name, reverse=True)


def read(entry: Entry) -> Evidence:
    """What this report tells. SupportError where it cannot be read."""
    return read_report(entry.path)


def delete_all(place: Path | None = None) -> int:
    """Delete every report that was kept, and what is half-written. How many; OSError where one stays."""
    place = place or folder()
    kept = entries(place)
    for entry in kept:
        entry.path.unlink(missing_ok=True)
    _sweep(place, older_than_s=0.0)
    return len(kept)


def _sweep(place: Path, older_than_s: float = LEFT_OVER_S) -> None:
    """Files that a killed program had begun."""
    with contextlib.suppress(OSError):
        for path in place.glob(".*.json.*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime >= older_than_s:
                    path.unlink()


__all__ = ["KEPT", "Entry", "SupportError", "delete_all", "entries", "folder", "keep", "read"]
