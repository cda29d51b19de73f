"""What a report says, in one language, before it is given a form. The staff's part is always English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readiness import __version__
from readiness.core.report import TipResult
from readiness.core.verdict import Overall, Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to mend: what is wrong and how to put it right."""

    tip: str
    says: str
    fixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One tip's result, with the notes that stand beside it."""

    verdict: Verdict
    mark: str
    tip: str
    state: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """What staff read about one finding."""

    code: str
    verdict: Verdict
    tip: str
    says: str
    means: str
    measured: str


@dataclass(frozen=True, slots=True)
class ReportText:
    """The whole report in words."""

    language: str
    """As HTML names it: "es", "zh-CN"."""
    right_to_left: bool
    title: str
    clinic: str
    demo: str
    overall: Overall
    headline: str
    summary: str
    call: str
    has_number: bool
    say_this: str
    """What to say to the clinic; empty where there is nothing special to say."""
    hours: str
    to_do: str
    steps: tuple[Step, ...]
    everything: str
    rows: tuple[Row, ...]
    preparing: str
    """The heading of what to have or to do on the day."""
    preparations: tuple[str, ...]
    last: tuple[str, ...]
    code: str
    read_out: str
    """To whom to read the code out."""
    staff: tuple[StaffRow, ...]
    facts: str
    """The program's version, the system and the language, for staff."""
    limits: str
    """What the clinic has changed of the limits, for staff; empty where it has changed none."""


def staff_rows(lines: Iterable[TipResult], tell: Callable[[TipResult], StaffRow]) -> tuple[StaffRow, ...]:
    """Choose what staff should know of: everything but what is well or did not count."""
    quiet = (Verdict.PASS, Verdict.NONE)
    return tuple(tell(line) for line in lines if line.verdict not in quiet)


def facts(overall: Overall, system: str, language: str) -> str:
    """Say in one line where the report comes from."""
    parts = [f"Readiness {__version__}", str(overall), f"system: {system or 'not known'}", f"language: {language}"]
    return " · ".join(parts)
