"""The content of a report as text, as a web page and as paper. Whatever it says is shown as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from readiness.core.translation import ENGLISH
from readiness.core.verdict import Overall, Verdict
from readiness.report.content import ReportText
from readiness.report.palette import LIGHT, verdict_colours
from readiness.report.phrases import FOR_STAFF
from readiness.report.templates import fill_template


def as_text(content: ReportText, *, staff: bool) -> str:
    """Write it for a terminal or a text file."""
    out = [f"*** {content.demo} ***", ""] if content.demo else []
    for row in content.rows:
        out.append(f" {row.mark} {row.tip} — {row.state}")
        out += [f"     {says}" for says in row.says]
    out += ["", content.headline.upper(), content.summary, ""]
    for number, step in enumerate(content.steps, 1):
        out.append(f" {number}. {step.tip}: {step.says}")
        out += [f"      - {fix}" for fix in step.fixes]
    out += ["", content.call, content.hours, *([content.say_this] if content.say_this else []), content.last[0], ""]
    if content.preparations:
        out += [f"{content.preparing}:", *(f" - {each}" for each in content.preparations), ""]
    out += [*content.last[1:], "", content.code, content.read_out]
    if staff:
        out += ["", "-" * 40, *_staff_text(content)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def _staff_text(content: ReportText) -> Iterator[str]:
    yield ENGLISH.say(FOR_STAFF)
    yield content.facts
    if content.limits:
        yield content.limits
    for row in content.staff:
        yield f" {row.tip}: {row.verdict} ({row.code})"
        yield f"     {row.says}"
        yield f"     {row.means}"
        if row.measured:
            yield f"     measured: {row.measured}"


# ---- a web page

_PAGE_COLOURS: Final = (
    *("ink", "soft", "line", "card", "ground", "good", "warn", "fail", "unknown"),
    *("good_ground", "warn_ground", "fail_ground", "unknown_ground"),
)


def as_html(content: ReportText) -> str:
    """Write it as one page that loads nothing and runs nothing."""
    return fill_template(
        "page",
        report=content,
        direction="rtl" if content.right_to_left else "ltr",
        colours=[(name.replace("_", "-"), getattr(LIGHT, name)) for name in _PAGE_COLOURS],
        for_staff=ENGLISH.say(FOR_STAFF),
    )


# ---- paper

_WHOLE: Final = {
    Overall.READY: Verdict.PASS,
    Overall.READY_WITH_ADVICE: Verdict.WARN,
    Overall.NOT_READY: Verdict.FAIL,
    Overall.COULD_NOT_CHECK: Verdict.UNKNOWN,
}
"""In which verdict's colours the whole is shown; a visit by phone says nothing of good or bad."""


def _whole_colours(overall: Overall) -> tuple[str, str]:
    """Choose ink and ground."""
    if overall in _WHOLE:
        return verdict_colours(LIGHT, _WHOLE[overall])
    return LIGHT.ink, LIGHT.unknown_ground


def as_paper(content: ReportText, scale: float = 1.0) -> str:
    """Write it for QTextDocument, with letters in points and margins in pixels (Qt takes no others), times `scale`."""
    ink, ground = _whole_colours(content.overall)
    return fill_template(
        "paper",
        report=content,
        way="rtl" if content.right_to_left else "ltr",
        light=LIGHT,
        ink=ink,
        ground=ground,
        ink_of=lambda verdict: verdict_colours(LIGHT, verdict)[0],
        scaled=lambda size: f"{size * scale:g}",
        for_staff=ENGLISH.say(FOR_STAFF),
    )
