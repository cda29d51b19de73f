"""Reads a clinic's profile: TOML into `clinic.Profile`, every error named with its key and its cure."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

from readiness.core.assets import find_asset
from readiness.core.clinic import Clinic, Profile
from readiness.core.files import NotAFileError, decode_text
from readiness.profile.file import MAX_BYTES, MOST_PROBLEMS, Problem, ProfileError, list_leaves, read_bytes, read_values

__all__ = ["ProfileError", "find_profile", "number_in", "read_profile", "system_place"]

LARGEST: Final = 1e9
"""No number is larger; above it Python's are no longer whole."""


def system_place() -> Path:
    """Where a managed computer keeps its clinic's profile."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Readiness" / "profile.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Readiness/profile.toml")
    return Path("/etc/readiness/profile.toml")


def find_profile(given: str | None) -> Path:
    """The profile to use: the one given, else the system-wide one, else the bundled default (no number in it)."""
    if given is not None:
        return Path(given)
    place = system_place()
    try:
        there = place.exists()
    except OSError:  # in a folder that may not be looked into: reading it says so
        there = True
    return place if there else find_asset("profiles", "default.toml")


def read_profile(path: Path) -> Profile:
    """The profile in this file. ProfileError names everything that is wrong with it."""
    values = _toml(path)
    profile: Profile = _at_once(values) or _with_care(path, values)
    if path.parent == find_asset("profiles"):
        return profile  # our own, and tested: what would look for its mistakes need not be loaded
    from readiness.profile.rules import too_many, unshowable, wrong_values

    problems = [*unshowable(values), *too_many(profile), *wrong_values(profile)]
    if problems:
        raise ProfileError(path, problems)
    return profile


def _at_once(values: dict[str, Any]) -> Profile | None:
    """A profile without a fault, which nearly all are; None where anything at all is not as it should be.

    Naming faults needs a library that takes a quarter of a whole check's time to load.
    """
    made: Profile | None = _built(Profile, values)
    return made


def _built(kind: Any, value: Any) -> Any:  # noqa: PLR0911
    """The value as this type where it fits to the letter, else None. Loads nothing: the window waits for it."""
    if is_dataclass(kind):
        if not isinstance(value, dict):
            return None
        types = _types(cast(Any, kind))
        made = {name: _built(types.get(name), each) for name, each in value.items()}
        if None in made.values() or not set(made) <= set(types):
            return None
        try:
            return cast(Any, kind)(**made)
        except TypeError:  # a key is missing
            return None
    if get_origin(kind) is tuple:
        items = [_built(get_args(kind)[0], each) for each in value] if isinstance(value, list) else [None]
        return None if None in items else tuple(items)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next((each for each in kind if each.value == value and isinstance(value, str)), None)
    if kind is float and type(value) is int:
        return float(value) if abs(value) <= LARGEST else None
    return value if type(value) is kind else None


_LONGEST_NUMBER: Final = 14_000
"""Bits: Python writes no whole number of more than 4300 digits, and reads one that is not in tens."""


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _with_care(path: Path, values: dict[str, Any]) -> Profile:
    """By pydantic. ProfileError names each error with its key."""
    import json

    if unfit := list(_unfit(values)):
        raise ProfileError(path, unfit)
    # Strict JSON mode refuses "12" for a number, and still takes a list for a tuple and a string for a date.
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Profile).validate_json(json.dumps(values, default=_json))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        # Each takes a search for what was meant: of those that nobody reads, none is made.
        problems = [_problem(each) for each in errors[:MOST_PROBLEMS]]
        raise ProfileError(path, problems + [Problem("", "") for _ in errors[MOST_PROBLEMS:]]) from None


def number_in(path: Path) -> str:
    """The clinic's number in a profile that cannot be used for something else; empty where it has none to call."""
    from readiness.profile.phone_numbers import find_cost, read_number

    try:
        clinic = _toml(path)["clinic"]
        written, region = str(clinic["visit_phone"]), str(clinic.get("region", Clinic().region))
    except (ProfileError, AttributeError, KeyError, TypeError, ValueError):  # the last: a number of 4300 digits
        written, region = _number_in_text(path)
    number = read_number(written, region) if written else None
    return "" if number is None or find_cost(written, region) else number.shown


def _number_in_text(path: Path) -> tuple[str, str]:
    """The number and its region in a file that is no TOML, as with curly quotes: the person needs it all the same.

    Nothing where it cannot be told for sure: a wrong number is worse than none.
    """
    from readiness.profile.quotes import CURLY

    try:
        content = read_bytes(path)[:MAX_BYTES]
    except (OSError, NotAFileError, ValueError):
        return "", ""
    try:
        text = decode_text(content)
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    # Without its mark UTF-16 is digits and letters with a null beside each.
    lines = text.replace("\0", "").replace("\r", "\n").split("\n")
    quotes = f"\"'{CURLY}"
    in_clinic = re.compile(rf"[ \t]*(visit_phone|region)[ \t]*=[ \t]*[{quotes}]([^{quotes}\n]*)")
    if any(quote * 3 in text for quote in quotes):  # in a text of many lines anything may look like a key
        return "", ""
    found: dict[str, str] = {}
    table = ""
    for line in lines:
        if line.lstrip().startswith("["):
            table = line.strip()
        entry = in_clinic.match(line)
        if entry is not None and table == "[clinic]":
            found.setdefault(entry[1], entry[2])
    return found.get("visit_phone", ""), found.get("region", Clinic().region)


def _toml(path: Path) -> dict[str, Any]:
    return read_values(path)


def _unfit(values: object) -> Iterator[Problem]:
    """What JSON would not say as it is: dates and times, which would pass for text, and numbers without end."""
    for key, value in list_leaves(values):
        if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
            yield Problem(key, "This number is far too long. Shorten it.")
        if isinstance(value, datetime.date | datetime.time) and not key.endswith(".as_of"):
            yield Problem(key, _WORDS["string_type"])


def _json(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_WORDS: Final = {
    "missing": "This key is missing. Add it.",
    "string_type": "This must be text in quotes.",
    "bool_type": "This must be true or false.",
    "float_type": "This must be a number.",
    "int_type": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "tuple_type": "This must be a list in [ ].",
    "dataclass_type": "This must be a table of keys.",
    "date_parsing": "This must be a date, as in 2026-01-31.",
    "date_from_datetime_parsing": "This must be a date, as in 2026-01-31.",
    "date_from_datetime_inexact": "This must be a date without a time, as in 2026-01-31.",
    "date_type": "This must be a date, as in 2026-01-31.",
}


def _problem(error: Mapping[str, Any]) -> Problem:
    """A validation error in our own words."""
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    if error["type"] == "unexpected_keyword_argument":
        return Problem(key, "This key is not known here." + _meant(error["loc"]))
    if error["type"] == "missing_argument":
        return Problem(key, _WORDS["missing"])
    if error["type"] == "enum":
        return Problem(key, f"This must be one of {error['ctx']['expected']}.")
    return Problem(key, _WORDS.get(error["type"], f"{error['msg']}."))


def _meant(place: Sequence[str | int]) -> str:
    """A key of the same table that is spelled alike, or the table in which this key belongs."""
    *tables, wrong = [part for part in place if isinstance(part, str)]
    here: Any = Profile
    known = {"": _keys(Profile)}
    for name in ("clinic", "visit", "internet", "limits", "systems", "tips", "languages"):
        known[name] = _keys(get_type_hints(Profile)[name])
    for table in tables:
        here = get_type_hints(here).get(table)
        here = next((arg for arg in get_args(here) if is_dataclass(arg)), here)
        if not is_dataclass(here):
            return ""
    import difflib

    close = difflib.get_close_matches(wrong, sorted(_keys(here)), n=1)
    if close:
        return f" Did you mean “{close[0]}”?"
    belongs = [table for table, keys in known.items() if table and wrong in keys]
    return f" It belongs in [{belongs[0]}]." if belongs else " Check its spelling, or take it out."


def _keys(table: Any) -> set[str]:
    return {each.name for each in fields(table)}
