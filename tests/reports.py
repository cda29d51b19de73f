"""Reports for tests: any findings with any values, rendered in any language."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from readiness.core.assets import find_asset
from readiness.core.clinic import Profile
from readiness.core.question import Answer
from readiness.core.report import Report, TipResult
from readiness.core.tip_list import TIPS
from readiness.core.translation import ENGLISH, Words
from readiness.core.verdict import Verdict
from readiness.profile.reader import read_profile
from readiness.report.card import Card
from readiness.report.rendering import LocalizedReport
from readiness.report.support_code import encode
from readiness.tips import load_check


@cache
def profile() -> Profile:
    """The demonstration's."""
    return read_profile(find_asset("profiles", "demonstration.toml"))


def line(
    tip: str,
    *names: str,
    values: Mapping[str, object] | None = None,
    reading: Mapping[str, Any] | None = None,
    answers: Mapping[str, Answer | None] | None = None,
) -> TipResult:
    """One tip's line; without names, the finding that is well."""
    check = load_check(tip)
    well = next(f.name for f in check.findings() if f.verdict is Verdict.PASS)
    return TipResult(
        tip, check.required, check.make_judgement(*(names or (well,)), values=values), reading, answers or {}, 1.0
    )


def report(*lines: TipResult, system: str = "windows", demo: bool = False) -> Report:
    """These lines, and all other tips well."""
    own = {each.tip: each for each in lines}
    return Report(tuple(own.get(tip) or line(tip) for tip in TIPS), profile().clinic.visit_phone, demo, system=system)


def rendering(made: Report, words: Words = ENGLISH, **other: Any) -> LocalizedReport:
    """Ready for each of its forms."""
    whole = LocalizedReport(
        report=made,
        words=words,
        code=encode(made),
        checks={tip: load_check(tip) for tip in TIPS},
        clinic=profile().clinic,
        phone=profile().clinic.visit_phone,
        applications=profile().visit.applications,
    )
    return replace(whole, **other)


def card(made: LocalizedReport, **other: Any) -> Card:
    """The card of this report, for this computer's own screen."""
    return replace(Card(replace(made, on_screen=True), datetime.date(2026, 11, 24)), **other)


def saved(*lines: TipResult, **other: Any) -> dict[str, Any]:
    """The JSON object of such a report."""
    made: dict[str, Any] = json.loads(rendering(report(*lines, **other)).as_json())
    return made
