"""What a check came to: each tip's line and the whole report, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from readiness.core.finding import Finding, Judgement
from readiness.core.question import Answers
from readiness.core.tip_list import REQUIRED, TIPS
from readiness.core.verdict import Overall, Verdict, judge_whole

SCHEMA: Final = 1
"""Of the report as JSON, assets/report.schema.json. Fields may be added; a change of meaning makes another number."""


@dataclass(frozen=True, slots=True)
class TipResult:
    """One tip's line in the result."""

    tip: str
    required: bool
    found: Judgement
    reading: Mapping[str, Any] | None
    answers: Answers
    seconds: float

    @property
    def verdict(self) -> Verdict:
        """The main finding's verdict."""
        return self.found.main.verdict

    @property
    def left_out(self) -> bool:
        """Was this skipped, though a visit needs it?"""
        return self.required and self.found.main.name == "skipped"

    @property
    def done_without(self) -> bool:
        """Does the person do without this, though a visit usually needs it?"""
        return self.required and self.found.main.name == "not-needed"


def join_by_phone(line: TipResult, says_so: Finding) -> TipResult:
    """Let the internet's finding that says so lead its line, and what was measured stand beside it.

    Version 0.1.0 judges a report by its findings and takes one that it does not know for “could not check”: it must
    not say “ready” where the person will not come by video.
    """
    was = (line.found.main, *line.found.also)
    measured = tuple(each for each in was if each.verdict is not Verdict.NONE)
    return replace(line, found=replace(line.found, main=says_so, also=measured))


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result, before it is put into words."""

    lines: tuple[TipResult, ...]
    phone: str | None
    """The clinic's visit number; never one that the patient typed."""
    demo: bool = False
    stopped: bool = False
    """Somebody ended the check before it was done."""
    system: str = ""
    """The family of operating system ("windows"), where it is known."""
    by_phone: bool = False
    """The person said that they will have their visit by phone."""

    def by_phone_instead(self, says_so: Finding) -> Report:
        """Return the report of a visit that the person wants by phone. `says_so` is the internet's finding."""
        lines = tuple(join_by_phone(line, says_so) if line.tip == says_so.tip else line for line in self.lines)
        return replace(self, lines=lines, by_phone=True)

    @property
    def complete(self) -> bool:
        """Was everything that a visit needs looked at, or not needed?"""
        done = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)
        seen = {line.tip for line in self.lines if line.verdict in done or line.found.main.name == "not-needed"}
        return not self.stopped and seen >= REQUIRED

    @property
    def overall(self) -> Overall:
        """The verdict of the whole, by the rule of the contract. A check that was stopped is never ready."""
        results = {line.tip: (line.verdict, line.found.main.name) for line in self.lines}
        return judge_whole(results, by_phone=self.by_phone, stopped=self.stopped)

    @property
    def without(self) -> tuple[str, ...]:
        """The required tips that the person does without, in the list's order."""
        there = {line.tip for line in self.lines if line.found.main.name == "not-needed"}
        return tuple(tip for tip in TIPS if tip in there & REQUIRED)
