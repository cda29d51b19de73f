"""The content of a report as text, as a web page and as paper. Whatever it says is shown as plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from readiness.core.assets import find_asset
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Overall, Verdict
from readiness.report.content import ReportText, Row, StaffRow
from readiness.report.palette import LIGHT, verdict_colours
from readiness.report.phrases import FOR_STAFF


def as_text(content: ReportText, *, staff: bool) -> str:
    """For a terminal or a text file."""
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

_e = html.escape
_PAGE_COLOURS: Final = (
    *("ink", "soft", "line", "card", "ground", "good", "warn", "fail", "unknown"),
    *("good_ground", "warn_ground", "fail_ground", "unknown_ground"),
)
"""The variables of assets/report.html."""


def as_html(content: ReportText) -> str:
    """One page that loads nothing and runs nothing."""
    parts = {
        "language": _e(content.language),
        "direction": "rtl" if content.right_to_left else "ltr",
        "title": _e(content.title),
        "body": "\n".join(_body(content)),
        "colours": " ".join(f"--{name.replace('_', '-')}: {getattr(LIGHT, name)};" for name in _PAGE_COLOURS),
    }
    page = find_asset("report.html").read_text(encoding="utf-8")
    return re.sub(r"@(language|direction|title|body|colours)@", lambda match: parts[match[1]], page)


def _body(content: ReportText) -> Iterator[str]:
    yield f"<header><p>{_e(content.title)}</p>{f'<p>{_e(content.clinic)}</p>' if content.clinic else ''}</header>"
    if content.demo:
        yield f'<p class="demo">{_e(content.demo)}</p>'
    yield f'<section class="whole {content.overall}"><h1>{_e(content.headline)}</h1>'
    yield f"<p>{_e(content.summary)}</p></section>"
    hours = f"<br><small>{_e(content.hours)}</small>" if content.hours else ""
    yield f'<p class="{"call" if content.has_number else "no-number"}">{_e(content.call)}{hours}</p>'
    if content.say_this:
        yield f"<p><b>{_e(content.say_this)}</b></p>"
    if content.steps:
        yield f"<h2>{_e(content.to_do)}</h2><ol>"
        for step in content.steps:
            fixes = "".join(f"<li>{_e(fix)}</li>" for fix in step.fixes)
            yield f"<li><p><b>{_e(step.says)}</b></p>{f'<ul>{fixes}</ul>' if fixes else ''}</li>"
        yield "</ol>"
    if content.preparations:
        yield f"<h2>{_e(content.preparing)}</h2><ul>"
        yield from (f"<li>{_e(each)}</li>" for each in content.preparations)
        yield "</ul>"
    yield f'<h2>{_e(content.everything)}</h2><table class="tips">'
    for row in content.rows:
        says = "<br>".join(_e(each) for each in row.says)
        state = f'<span class="state {row.verdict}">{row.mark} {_e(row.state)}</span>'
        yield f'<tr><th scope="row">{_e(row.tip)}</th><td>{state}</td><td>{says}</td></tr>'
    yield "</table>"
    yield from (f"<p>{_e(each)}</p>" for each in content.last)
    yield f'<p class="code">{_e(content.code)}</p><p>{_e(content.read_out)}</p>'
    yield '<section class="staff" lang="en" dir="ltr">'
    yield f"<h2>{_e(ENGLISH.say(FOR_STAFF))}</h2><p>{_e(content.facts)}</p>"
    if content.limits:
        yield f"<p><b>{_e(content.limits)}</b></p>"
    yield from (_staff_html(row) for row in content.staff)
    yield "</section>"


def _staff_html(row: StaffRow) -> str:
    measured = f"<br><small>{_e(row.measured)}</small>" if row.measured else ""
    head = f"<b>{_e(row.tip)}: {row.verdict}</b> <code>{_e(row.code)}</code>"
    return f"<p>{head}<br>{_e(row.says)}<br>{_e(row.means)}{measured}</p>"


# ---- paper: Qt's rich text knows tables, colours and margins, and little else

_WHOLE: Final = {
    Overall.READY: Verdict.PASS,
    Overall.READY_WITH_ADVICE: Verdict.WARN,
    Overall.NOT_READY: Verdict.FAIL,
    Overall.COULD_NOT_CHECK: Verdict.UNKNOWN,
}
"""In which verdict's colours the whole is shown; a visit by phone says nothing of good or bad."""


def _whole_colours(overall: Overall) -> tuple[str, str]:
    """Ink and ground."""
    if overall in _WHOLE:
        return verdict_colours(LIGHT, _WHOLE[overall])
    return LIGHT.ink, LIGHT.unknown_ground


def as_paper(content: ReportText, scale: float = 1.0) -> str:
    """For QTextDocument. Letters are in points and margins in pixels (Qt takes no others), both times `scale`."""
    way = "rtl" if content.right_to_left else "ltr"
    page = f'<html dir="{way}"><body dir="{way}">{"".join(_paper(content, way))}</body></html>'
    return re.sub(
        r"(font-size|margin-top|margin-bottom):(\d+)(pt|px)", lambda m: f"{m[1]}:{int(m[2]) * scale:g}{m[3]}", page
    )


def _paragraph(words: str, direction: str, style: str = "", above: int = 5) -> str:
    return f'<p dir="{direction}" style="margin-top:{above}px;margin-bottom:4px;{style}">{words}</p>'


def _heading(words: str, direction: str) -> str:
    return _paragraph(f"<b>{_e(words)}</b>", direction, "font-size:14pt;", above=18)


def _list(items: tuple[str, ...], way: str) -> str:
    each = "".join(f'<li dir="{way}" style="margin-top:2px;">{_e(item)}</li>' for item in items)
    return f'<ul dir="{way}" style="margin-top:2px;margin-bottom:4px;">{each}</ul>' if items else ""


def _paper(content: ReportText, way: str) -> Iterator[str]:
    head = " · ".join(each for each in (content.title, content.clinic) if each)
    yield _paragraph(_e(head), way, f"color:{LIGHT.soft};margin-bottom:8px;")
    if content.demo:
        yield _card(
            _paragraph(f"<b>{_e(content.demo)}</b>", way, f"font-size:10pt;color:{LIGHT.warn};"), LIGHT.warn_ground
        )
    ink, ground = _whole_colours(content.overall)
    verdict = _paragraph(f"<b>{_e(content.headline)}</b>", way, f"font-size:24pt;color:{ink};", above=0)
    yield _card(verdict + _paragraph(_e(content.summary), way, "font-size:13pt;"), ground)
    size = "font-size:16pt;" if content.has_number else ""
    yield _paragraph(f"<b>{_e(content.call)}</b>", way, size, above=16)
    if content.hours:
        yield _paragraph(_e(content.hours), way, f"color:{LIGHT.soft};", above=0)
    if content.say_this:
        yield _paragraph(_e(content.say_this), way)
    if content.steps:
        yield _heading(content.to_do, way)
        for number, step in enumerate(content.steps, 1):
            yield _paragraph(f"<b>{number}. {_e(step.says)}</b>", way, above=9)
            yield _list(step.fixes, way)
    if content.preparations:
        yield _heading(content.preparing, way)
        yield _list(content.preparations, way)
    yield _heading(content.everything, way)
    yield '<table width="100%" cellspacing="0" cellpadding="4" style="border-collapse:collapse;">'
    yield from (_paper_row(row, content) for row in content.rows)
    yield "</table>"
    yield from (
        _paragraph(_e(each), way, f"color:{LIGHT.soft};", above=12 if at == 0 else 2)
        for at, each in enumerate(content.last)
    )
    yield _paragraph(f"<b>{_e(content.code)}</b>", way, "font-size:14pt;", above=12)
    yield _paragraph(_e(content.read_out), way, f"color:{LIGHT.soft};", above=0)
    yield _heading(ENGLISH.say(FOR_STAFF), "ltr")
    yield _paragraph(_e(content.facts), "ltr", f"color:{LIGHT.soft};font-size:10pt;")
    if content.limits:
        yield _paragraph(f"<b>{_e(content.limits)}</b>", "ltr", "font-size:10pt;")
    for row in content.staff:
        words = f"<b>{_e(row.tip)}: {row.verdict}</b> ({_e(row.code)})<br>{_e(row.says)}<br>{_e(row.means)}"
        measured = f'<br><font color="{LIGHT.soft}">{_e(row.measured)}</font>' if row.measured else ""
        yield _paragraph(words + measured, "ltr", "font-size:10pt;", above=8)


def _paper_row(row: Row, content: ReportText) -> str:
    way = "rtl" if content.right_to_left else "ltr"
    state = f'<font color="{verdict_colours(LIGHT, row.verdict)[0]}"><b>{row.mark} {_e(row.state)}</b></font>'
    cells = [(28, f"<b>{_e(row.tip)}</b>"), (20, state), (52, "<br>".join(_e(each) for each in row.says))]
    # Qt lays a table's columns out from the left, whichever way the words run.
    ordered = reversed(cells) if content.right_to_left else cells
    columns = "".join(
        f'<td width="{width}%" style="border-bottom:1px solid {LIGHT.line};"><p dir="{way}">{words}</p></td>'
        for width, words in ordered
    )
    return f"<tr>{columns}</tr>"


def _card(inner: str, ground: str) -> str:
    return f'<table width="100%" cellspacing="0" cellpadding="12" bgcolor="{ground}"><tr><td>{inner}</td></tr></table>'
