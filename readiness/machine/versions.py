"""Versions of programs, as files tell them: the plain number, and which of two is older. No program is started."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"(?:[A-Za-z ]*[ v])?(\d{1,9}(?:\.\d{1,9}){0,7})", re.IGNORECASE | re.ASCII)
"""At the beginning, but for words: a number somewhere in what is no version is none."""
_EPOCH: Final = re.compile(r"^\s*\d+:")
"""Debian's: which way of counting this is."""
PARTS_TOLD: Final = 3


def parse_version(text: object) -> str | None:
    """Extract the number from a version: "1:6.2.3~rc1 (2056)" is "6.2.3". None where there is none."""
    if not isinstance(text, str):
        return None
    found = _NUMBER.match(_EPOCH.sub("", text[:200]).strip())
    return None if found is None else found[1]


def shorten_version(version: str) -> str:
    """Keep as much of it as a report may tell."""
    return ".".join(version.split(".")[:PARTS_TOLD])


def _parts(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:  # 6 is 6.0
        numbers.pop()
    return tuple(numbers)


def is_older(version: str | None, minimum: str) -> bool:
    """Tell whether this version is known to be older than that one. What is not known is not old."""
    found, needed = parse_version(version), parse_version(minimum)
    return found is not None and needed is not None and _parts(found) < _parts(needed)


def newest_of(versions: list[str | None]) -> str | None:
    """Find the highest of those that are known."""
    known = [number for number in map(parse_version, versions) if number is not None]
    return max(known, key=_parts, default=None)
