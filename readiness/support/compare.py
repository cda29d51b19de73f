"""What has changed from one check to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readiness.core.tip_list import TIPS
from readiness.core.translation import ENGLISH
from readiness.core.units import format_number, label_and_unit
from readiness.core.verdict import Verdict
from readiness.support.evidence import Evidence, Seen
from readiness.support.explain import IN_WORDS
from readiness.tips import load_check

_RANK: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS)
WORTH_TELLING: Final = 0.1
"""A number that changed by less than this share of itself is told of no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One tip that is not what it was."""

    tip: str
    before: str
    after: str
    way: str
    """better, worse, new, gone or changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two checks side by side."""

    title: str
    verdicts: str
    changes: tuple[Change, ...]
    figures: tuple[str, ...]
    unchanged: tuple[str, ...]
    notes: tuple[str, ...]


def compare_evidence(before: Evidence, after: Evidence) -> Difference:
    """Tell what has changed from one to the other."""
    changes, unchanged, numbers = [], [], []
    for tip in TIPS:
        old, new = before.tips.get(tip), after.tips.get(tip)
        if old is None and new is None:
            continue
        title = ENGLISH.say(load_check(tip).title)
        if old is not None and new is not None and set(old.names) == set(new.names):
            unchanged.append(f"{title} ({old.names[0]})")
        else:
            changes.append(_change(title, old, new))
        if old is not None and new is not None:
            numbers += list(_figures(old, new))
    numbers += list(_bands(before, after))
    demo = [each.label for each in (before, after) if each.demo]
    notes = [note for each in (before, after) for note in each.notes]
    notes += [f"{label} is a demonstration." for label in demo]
    one, other = IN_WORDS[before.verdict], IN_WORDS[after.verdict]
    return Difference(
        f"From {before.label} to {after.label}",
        f"Verdict: {one}, as before." if one == other else f"Verdict: was {one}, is {other}.",
        tuple(changes),
        tuple(numbers),
        tuple(unchanged),
        tuple(dict.fromkeys(notes)),
    )


def _change(title: str, old: Seen | None, new: Seen | None) -> Change:
    before, after = "" if old is None else _told(old), "" if new is None else _told(new)
    if old is None or new is None:
        return Change(title, before, after, "new" if old is None else "gone")
    if Verdict.NONE in (old.verdict, new.verdict):  # a choice is neither better nor worse
        return Change(title, before, after, "changed")
    rank = _RANK.index(new.verdict) - _RANK.index(old.verdict)
    return Change(title, before, after, "better" if rank > 0 else "worse" if rank < 0 else "changed")


def _told(seen: Seen) -> str:
    return f"{', '.join(seen.names)} ({seen.verdict})"


def _figures(old: Seen, new: Seen) -> Iterator[str]:
    for key in old.figures.keys() & new.figures.keys():
        was, now = old.figures[key], new.figures[key]
        if abs(now - was) > WORTH_TELLING * max(abs(was), abs(now)):
            name, unit = label_and_unit(key)
            yield f"{old.tip}: {name} was {format_number(was)}, is {format_number(now)}{f' {unit}' if unit else ''}"


def _bands(before: Evidence, after: Evidence) -> Iterator[str]:
    for key in before.bands.keys() & after.bands.keys():
        was, now = before.bands[key], after.bands[key]
        if was != now:
            name, unit = label_and_unit(key)
            yield f"internet: {name} was {was[0]:g} or more, is {now[0]:g} or more {unit}"


def as_text(told: Difference) -> str:
    """Write it for the terminal."""
    return "\n".join(_text(told)) + "\n"


def _text(told: Difference) -> Iterator[str]:
    yield told.title
    yield told.verdicts
    yield from (f"! {note}" for note in told.notes)
    if not told.changes:
        yield "No finding has changed."
    for change in told.changes:
        if change.way in ("new", "gone"):
            yield f"  {change.way:8} {change.tip}: {change.before or change.after}"
        else:
            yield f"  {change.way:8} {change.tip}: {change.before} → {change.after}"
    if told.figures:
        yield "Measured:"
        yield from (f"  {each}" for each in sorted(told.figures))
    if told.unchanged:
        yield f"As before: {', '.join(told.unchanged)}"
