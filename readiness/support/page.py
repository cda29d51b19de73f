"""The same explanations with headings and lists, for the staff's window. Every word from outside is plain text."""

from __future__ import annotations

from typing import Final

from readiness.core.verdict import Verdict
from readiness.report.palette import LIGHT
from readiness.report.templates import fill_template
from readiness.support.compare import Difference
from readiness.support.explain import IN_WORDS, Explanation
from readiness.support.summary import Summary

TEMPLATES: Final = ("staff_explanation", "staff_difference", "staff_summary")
_WAYS: Final = {"better": LIGHT.good, "worse": LIGHT.fail}


def of_explanation(told: Explanation, inks: dict[Verdict, str]) -> str:
    """Fill the page that says what one check means. `inks`: the colour of each verdict's words."""
    return fill_template("staff_explanation", told=told, verdict=IN_WORDS[told.verdict], inks=inks)


def of_difference(told: Difference) -> str:
    """Fill the page that says what has changed between two checks."""
    ways = {each.way: _WAYS.get(each.way, LIGHT.unknown) for each in told.changes}
    return fill_template("staff_difference", told=told, inks=ways, figures=sorted(told.figures))


def of_summary(summary: Summary) -> str:
    """Fill the page that shows the counts over many reports."""
    verdicts = [f"{IN_WORDS[overall]}: {count}" for overall, count in summary.verdicts.most_common()]
    return fill_template("staff_summary", summary=summary, verdicts=verdicts, rows=list(summary.rows()))
