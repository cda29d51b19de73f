"""Many reports at once: how often each finding was met. One pass, in constant memory."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall, Verdict
from readiness.support.evidence import SupportError, known_codes
from readiness.support.explain import IN_WORDS
from readiness.support.reports import named_entries, of_report

COLUMNS: Final = ("tip", "finding", "verdict", "main", "also", "percent")
ERRORS_KEPT: Final = 20
UNKNOWN_KEPT: Final = 1000
"""Names of findings not known here that are counted one by one; what is sent may invent any number of them."""
OTHERS: Final = "others-not-known"
"""Under this name the rest is counted."""


@dataclass
class Summary:
    """Counts over all reports that could be read."""

    reports: int = 0
    demonstrations: int = 0
    refused: int = 0
    verdicts: Counter[Overall] = field(default_factory=Counter)
    main: Counter[tuple[str, str]] = field(default_factory=Counter)
    also: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    """The first of those that could not be read."""
    _unknown: set[tuple[str, str]] = field(default_factory=set)

    def add(self, where: str, report: dict[str, Any] | SupportError) -> bool:
        """Count one report in. False where it could not be read."""
        try:
            if isinstance(report, SupportError):
                raise report
            entries, _ = named_entries(report, where)
        except SupportError as error:
            self.refused += 1
            if len(self.errors) < ERRORS_KEPT:
                self.errors.append(str(error))
            return False
        seen = of_report(report, where)
        self.reports += 1
        self.demonstrations += seen.demo
        self.verdicts[seen.verdict] += 1
        for tip, (names, _) in entries.items():
            self.main[tip, self._counted(tip, names[0])] += 1
            for name in dict.fromkeys(self._counted(tip, each) for each in names[1:]):
                self.also[tip, name] += 1
        return True

    def _counted(self, tip: str, name: str) -> str:
        """Choose the name to count this finding under."""
        if f"{tip}.{name}" in known_codes() or (tip, name) in self._unknown:
            return name
        if len(self._unknown) >= UNKNOWN_KEPT:
            return OTHERS
        self._unknown.add((tip, name))
        return name

    def rows(self) -> Iterator[tuple[str, str, str, int, int, float]]:
        """Yield one row a finding in the tips' order, the most frequent first; as COLUMNS."""
        verdicts = {code: finding.verdict for code, finding in known_codes().items()}
        for tip in TIPS:
            names = {name for at, name in (*self.main, *self.also) if at == tip}
            for name in sorted(names, key=lambda n: (-self.main[tip, n], -self.also[tip, n], n)):
                code = f"{tip}.{name}"
                main, also = self.main[tip, name], self.also[tip, name]
                share = round(100 * main / self.reports, 1)
                yield tip, code, str(verdicts.get(code, "newer")), main, also, share


def summarize(reports: Iterable[tuple[str, dict[str, Any] | SupportError]]) -> Summary:
    """Count all of these reports."""
    summary = Summary()
    for where, report in reports:
        summary.add(where, report)
    return summary


def as_csv(summary: Summary) -> str:
    """Write a heading and one line a finding. Ids and numbers only: nothing a spreadsheet would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(summary.rows())
    return out.getvalue()


def as_line(report: dict[str, Any]) -> str:
    """Write a report as one line of newline JSON. SupportError where it holds what cannot be written."""
    try:
        return json.dumps(report, ensure_ascii=True, separators=(",", ":"), allow_nan=False) + "\n"
    except (ValueError, RecursionError):
        raise SupportError("It holds what is no JSON.") from None


def as_text(summary: Summary) -> str:
    """Write the counts for the terminal."""
    return "\n".join(_text(summary)) + "\n"


def _text(summary: Summary) -> Iterator[str]:
    refused = f", {summary.refused} could not be read" if summary.refused else ""
    demo = f" ({summary.demonstrations} of them demonstrations)" if summary.demonstrations else ""
    yield f"{summary.reports} reports{demo}{refused}"
    for overall in Overall:
        count = summary.verdicts[overall]
        if count:
            yield f"  {IN_WORDS[overall]:20} {count:7}  {100 * count / summary.reports:5.1f} %"
    asking = (str(Verdict.FAIL), str(Verdict.WARN), str(Verdict.UNKNOWN), "newer")
    rows = sorted((row for row in summary.rows() if row[2] in asking), key=lambda row: -row[3])
    if rows:
        yield "What stood in the way, the most frequent first (main finding, also found):"
        yield from (
            f"  {code:28} {verdict:8} {main:7} {also:7}  {share:5.1f} %" for _, code, verdict, main, also, share in rows
        )
