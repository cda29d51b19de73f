"""What in a profile's values is not of the shape that a profile has: each named with its key and its cure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from readiness.core.clinic import Profile
from readiness.profile.file import MOST_PROBLEMS, Problem

_Place = tuple[str | int, ...]
"""Where a value stands: keys, and positions in lists."""
_UNKNOWN: Final = "This key is not known here."
_LONGEST_NUMBER: Final = 14_000
"""Bits: Python writes no whole number of more than 4300 digits, and reads one that is not in tens."""
_WORDS: Final[dict[Any, str]] = {
    str: "This must be text in quotes.",
    bool: "This must be true or false.",
    float: "This must be a number.",
    int: "This must be a whole number.",
    datetime.date: "This must be a date without a time, as in 2026-01-31.",
}


def find_mistakes(values: object) -> list[Problem]:
    """Find all of them; those behind the first MOST_PROBLEMS, which nobody reads, are counted alone."""
    found = list(_compare(values, Profile, ()))
    named = [
        Problem(_write(place), says + (_suggest(place) if says is _UNKNOWN else ""))
        for place, says in found[:MOST_PROBLEMS]
    ]
    return named + [Problem("", "") for _ in found[MOST_PROBLEMS:]]


def _compare(value: object, kind: Any, place: _Place) -> Iterator[tuple[_Place, str]]:
    """Find where this value is not as `kind` has it, and what to do there."""
    if _is_table(kind):
        if isinstance(value, dict):
            yield from _compare_table(value, kind, place)
        else:
            yield place, "This must be a table of keys."
    elif get_origin(kind) is dict:
        for name, each in value.items() if isinstance(value, dict) else ():
            yield from _compare(each, get_args(kind)[1], (*place, name))
        if not isinstance(value, dict):
            yield place, "This must be a table of keys."
    elif get_origin(kind) is tuple:
        for at, each in enumerate(value if isinstance(value, list) else ()):
            yield from _compare(each, get_args(kind)[0], (*place, at))
        if not isinstance(value, list):
            yield place, "This must be a list in [ ]."
    elif isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        yield place, "This number is far too long. Shorten it."
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            yield place, _describe(kind, value)


def _compare_table(table: dict[str, object], kind: Any, place: _Place) -> Iterator[tuple[_Place, str]]:
    types = _field_types(kind)
    for name, each in table.items():
        if name in types:
            yield from _compare(each, types[name], (*place, name))
        else:
            yield (*place, name), _UNKNOWN
    for each_field in fields(kind):
        needed = each_field.default is MISSING and each_field.default_factory is MISSING
        if needed and each_field.name not in table:
            yield (*place, each_field.name), "This key is missing. Add it."


def _is_table(kind: Any) -> bool:
    return is_dataclass(kind)


@cache
def _field_types(kind: Any) -> dict[str, Any]:
    return {name: each for name, each in get_type_hints(kind).items() if name in {one.name for one in fields(kind)}}


def _describe(kind: Any, value: object) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        *first, last = (repr(each.value) for each in kind)
        return f"This must be one of {', '.join(first)} or {last}."
    if kind is float and type(value) is int:
        return "This must be a finite number."
    return _WORDS[kind]


def _write(place: _Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def _suggest(place: _Place) -> str:
    """Suggest a key of the same table that is spelled alike, or the table in which this key belongs."""
    *tables, wrong = [part for part in place if isinstance(part, str)]
    here: Any = Profile
    for table in tables:
        here = _field_types(here)[table]
        here = next((each for each in get_args(here) if is_dataclass(each)), here)
    close = find_alike(wrong, sorted(_field_types(here)))
    if close:
        return f" Did you mean “{close}”?"
    belongs = [
        table for table, kind in _field_types(Profile).items() if _is_table(kind) and wrong in _field_types(kind)
    ]
    return f" It belongs in [{belongs[0]}]." if belongs else " Check its spelling, or take it out."


def find_alike(word: str, known: Sequence[str], least: float = 0.6) -> str:
    """Find the known word that is spelled most like this one, by a ratio of 0 to 1; empty where none is."""
    import difflib  # noqa: PLC0415  1 ms, for a broken profile

    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=least)), "")
