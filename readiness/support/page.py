"""The same explanations with headings and lists, for the staff's window. Every word from outside is plain text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Final

from readiness.core.verdict import Verdict
from readiness.report.palette import LIGHT
from readiness.support.compare import Difference
from readiness.support.explain import IN_WORDS, Explanation, Point
from readiness.support.summary import Summary

_e = html.escape
_WAYS: Final = {"better": LIGHT.good, "worse": LIGHT.fail}


def of_explanation(told: Explanation, inks: dict[Verdict, str]) -> str:
    """What one check means. `inks`: the colour of each verdict's words."""
    return "".join(_explanation(told, inks))


def _explanation(told: Explanation, inks: dict[Verdict, str]) -> Iterator[str]:
    yield f"<h2>{_e(told.title)}</h2><p><b>Verdict: {IN_WORDS[told.verdict]}.</b> {_e(told.start)}</p>"
    yield from (f"<p><b>{_e(note)}</b></p>" for note in told.notes)
    for point in told.points:
        yield from _point(point, inks)
    if told.well:
        yield f"<h3>Good</h3><p>{_e(', '.join(told.well))}</p>"
    if told.not_counted:
        yield f"<h3>Not counted</h3><p>{_e(', '.join(told.not_counted))}</p>"
    yield _list(told.beside)
    if told.answers:
        yield f"<h3>Answers</h3>{_list(f'{key}: {answer}' for key, answer in told.answers)}"
    if told.measured:
        yield f"<h3>Measured</h3>{_list(f'{tip}: {figures}' for tip, figures in told.measured)}"


def _point(point: Point, inks: dict[Verdict, str]) -> Iterator[str]:
    ink = inks[point.verdict]
    yield f'<h3>{_e(point.tip)}: <font color="{ink}">{_e(str(point.verdict).upper())}</font> ({_e(point.code)})</h3>'
    if point.saw:
        yield f"<p>The patient saw: {_e(point.saw)}</p>"
    if point.saw_own:
        yield f"<p>In their words: {_e(point.saw_own)}</p>"
    if point.means:
        yield f"<p>{_e(point.means)}</p>"
    yield _headed("Likely causes, the likeliest first", point.causes, "ol")
    yield _headed("Ask", point.ask)
    yield _headed("Say next", point.say, "ol")
    yield _headed("In their words", point.say_own, "ol")
    for place, ways in point.where:
        yield _headed(f"Where it is: {place}", (f"{system}: {way}" for system, way in ways))


def of_difference(told: Difference) -> str:
    """What has changed between two."""
    rows = "".join(
        f'<tr><td><font color="{_WAYS.get(c.way, LIGHT.unknown)}"><b>{_e(c.way)}</b></font></td><td>{_e(c.tip)}</td>'
        f"<td>{_e(c.before or '–')}</td><td>{_e(c.after or '–')}</td></tr>"
        for c in told.changes
    )
    head = "<tr><th></th><th align=left>Tip</th><th align=left>Before</th><th align=left>After</th></tr>"
    table = f'<table cellpadding="6" width="100%">{head}{rows}</table>' if rows else "<p>No finding has changed.</p>"
    notes = "".join(f"<p><b>{_e(note)}</b></p>" for note in told.notes)
    as_before = f"<p>As before: {_e(', '.join(told.unchanged))}</p>" if told.unchanged else ""
    start = f"<h2>{_e(told.title)}</h2><p><b>{_e(told.verdicts)}</b></p>"
    return f"{start}{notes}{table}{_headed('Measured', sorted(told.figures))}{as_before}"


def of_summary(summary: Summary) -> str:
    """Counts over many reports."""
    rows = "".join(
        f"<tr><td>{_e(code)}</td><td>{_e(verdict)}</td><td align=right>{main}</td><td align=right>{also}</td>"
        f"<td align=right>{share:.1f} %</td></tr>"
        for _, code, verdict, main, also, share in summary.rows()
    )
    head = "".join(f"<th align=left>{name}</th>" for name in ("Finding", "Verdict", "Main", "Also", "Share"))
    verdicts = _list(f"{IN_WORDS[overall]}: {count}" for overall, count in summary.verdicts.most_common())
    refused = f"<p><b>{summary.refused} could not be read.</b></p>{_list(summary.errors)}" if summary.refused else ""
    table = f'<table cellpadding="5" width="100%"><tr>{head}</tr>{rows}</table>'
    return f"<h2>{summary.reports} reports</h2>{verdicts}{refused}{table}"


def _headed(heading: str, items: Iterable[str], kind: str = "ul") -> str:
    inner = _list(items, kind)
    return f"<p><b>{_e(heading)}</b></p>{inner}" if inner else ""


def _list(items: Iterable[str], kind: str = "ul") -> str:
    inner = "".join(f"<li>{_e(item)}</li>" for item in items)
    return f"<{kind}>{inner}</{kind}>" if inner else ""
