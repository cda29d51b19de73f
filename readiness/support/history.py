"""The last reports on this computer, in the user's own data folder, so that two runs can be compared.

They are in the order in which they were kept, whatever the clock said then: a clock may jump, both ways.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.core.files import delete_left_over, write_whole
from readiness.machine.folders import data_folder
from readiness.support.evidence import Evidence
from readiness.support.reports import read_report

KEPT: Final = 20
_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3})-[0-9a-f]{4}(?:\.(\d{6,12}))?\.json")
"""When by this computer's clock, and as which one it was kept. Version 0.1.0 gave no number: there the time counts."""
_LAST: Final = 10**12 - 1
_BEGUN: Final = re.compile(r"\..*\.json\..*")
"""Half-written ones. The folder is ours alone."""


def history_folder() -> Path:
    """Return the folder in which the reports are kept."""
    return data_folder() / "reports"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One report that was kept. `at` is this computer's own time: it is in the file's name, not in the report."""

    path: Path
    at: datetime.datetime
    number: int = 0
    """As which one it was kept; 0 where that is not known."""


def keep_report(report_json: str, place: Path | None = None) -> Path:
    """Keep this report and let go of those that were kept first, beyond twenty. OSError where it cannot be written."""
    place = place or history_folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    _must_be_own(place)
    delete_left_over(place, _BEGUN)
    now = datetime.datetime.now()
    ms, us = divmod(now.microsecond, 1000)
    number = min(_LAST, 1 + max((entry.number for entry in list_entries(place)), default=0))
    # The last digit keeps two programs apart that end at once.
    name = f"{now:%Y-%m-%dT%H-%M-%S}.{ms:03}-{us:03x}{secrets.randbelow(16):x}.{number:06}.json"
    path = place / name
    write_whole(path, report_json)
    for old in [entry for entry in list_entries(place) if entry.path != path][KEPT - 1 :]:
        with contextlib.suppress(OSError):
            old.path.unlink()
    return path


def _must_be_own(place: Path) -> None:
    """Raise PermissionError for a link to another user's folder: that user could change there what is kept."""
    if sys.platform != "win32" and place.is_symlink() and place.stat().st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "Its folder belongs to another user", str(place))


def list_entries(place: Path | None = None) -> list[HistoryEntry]:
    """List what is kept, the last one first; empty where nothing is. OSError where the folder cannot be read."""
    place = place or history_folder()
    try:
        paths = list(place.iterdir())
    except FileNotFoundError:
        return []
    found = []
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match:
            with contextlib.suppress(ValueError):
                at = datetime.datetime.strptime(match[1], "%Y-%m-%dT%H-%M-%S.%f")
                found.append(HistoryEntry(path, at, int(match[2] or 0)))
    return sorted(found, key=lambda entry: (entry.number, entry.path.name), reverse=True)


def read(entry: HistoryEntry) -> Evidence:
    """Read a kept report as evidence. SupportError where it cannot be read."""
    return read_report(entry.path)


def delete_all(place: Path | None = None) -> int:
    """Delete every report that was kept, and what is half-written. How many; OSError where one stays."""
    place = place or history_folder()
    kept = list_entries(place)
    stays: OSError | None = None
    for entry in kept:
        try:
            entry.path.unlink(missing_ok=True)
        except OSError as error:  # the others go all the same
            stays = error
    delete_left_over(place, _BEGUN, older_than_s=0.0)
    if stays is not None:
        raise stays
    return len(kept)
