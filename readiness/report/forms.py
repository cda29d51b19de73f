"""The content of a report as text, as a web page and as paper. Whatever it says is shown as plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from readiness.assets import asset
from readiness.model import Overall, Verdict
from readiness.report.content import Content, StaffRow
from readiness.report.words import FOR_STAFF
from readiness.text import ENGLISH


def as_text(content: Content, *, staff: bool) -> str:
    """For a terminal or a text file."""
    out = [f"*** {content.demo} ***", ""] if content.demo else []
    for row in content.rows:
        out.append(f" {row.mark} {row.tip} — {row.state}")
        out += [f"     {says}" for says in row.says]
    out += ["", content.headline.upper(), content.summary, ""]
    for number, step in enumerate(content.steps, 1):
        out.append(f" {number}. {step.tip}: {step.says}")
        out += [f"      - {fix}" for fix in step.fixes]
    out += ["", content.call, content.hours, content.last[0], ""]
    out += [f"{content.on_the_day}:", *(f" - {each}" for each in content.promises), ""] if content.promises else []
    out += [*content.last[1:], "", content.code]
    if staff:
        out += ["", "-" * 40, *_staff_text(content)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def _staff_text(content: Content) -> Iterator[str]:
    yield ENGLISH.say(FOR_STAFF)
    yield content.facts
    for row in content.staff:
        yield f" {row.tip}: {row.verdict} ({row.code})"
        yield f"     {row.says}"
        yield f"     {row.means}"
        if row.measured:
            yield f"     measured: {row.measured}"


# ---- a web page

_e = html.escape


def as_html(content: Content) -> str:
    """One page that loads nothing and runs nothing."""
    parts = {
        "language": _e(content.language),
        "direction": "rtl" if content.right_to_left else "ltr",
        "title": _e(content.title),
        "body": "\n".join(_body(content)),
    }
    page = asset("report.html").read_text(encoding="utf-8")
    return re.sub(r"@(language|direction|title|body)@", lambda match: parts[match[1]], page)


def _body(content: Content) -> Iterator[str]:
    yield f"<header><p>{_e(content.title)}</p>{f'<p>{_e(content.clinic)}</p>' if content.clinic else ''}</header>"
    if content.demo:
        yield f'<p class="demo">{_e(content.demo)}</p>'
    yield f'<section class="whole {content.overall}"><h1>{_e(content.headline)}</h1>'
    yield f"<p>{_e(content.summary)}</p></section>"
    hours = f"<br><small>{_e(content.hours)}</small>" if content.hours else ""
    yield f'<p class="{"call" if content.has_number else "no-number"}">{_e(content.call)}{hours}</p>'
    if content.steps:
        yield f"<h2>{_e(content.to_do)}</h2><ol>"
        for step in content.steps:
            fixes = "".join(f"<li>{_e(fix)}</li>" for fix in step.fixes)
            yield f"<li><p><b>{_e(step.says)}</b></p>{f'<ul>{fixes}</ul>' if fixes else ''}</li>"
        yield "</ol>"
    if content.promises:
        yield f"<h2>{_e(content.on_the_day)}</h2><ul>"
        yield from (f"<li>{_e(each)}</li>" for each in content.promises)
        yield "</ul>"
    yield f'<h2>{_e(content.everything)}</h2><table class="tips">'
    for row in content.rows:
        says = "<br>".join(_e(each) for each in row.says)
        state = f'<span class="state {row.verdict}">{row.mark} {_e(row.state)}</span>'
        yield f'<tr><th scope="row">{_e(row.tip)}</th><td>{state}</td><td>{says}</td></tr>'
    yield "</table>"
    yield from (f"<p>{_e(each)}</p>" for each in content.last)
    yield f'<p class="code">{_e(content.code)}</p>'
    yield '<section class="staff" lang="en" dir="ltr">'
    yield f"<h2>{_e(ENGLISH.say(FOR_STAFF))}</h2><p>{_e(content.facts)}</p>"
    yield from (_staff_html(row) for row in content.staff)
    yield "</section>"


def _staff_html(row: StaffRow) -> str:
    measured = f"<br><small>{_e(row.measured)}</small>" if row.measured else ""
    head = f"<b>{_e(row.tip)}: {row.verdict}</b> <code>{_e(row.code)}</code>"
    return f"<p>{head}<br>{_e(row.says)}<br>{_e(row.means)}{measured}</p>"


# ---- paper: Qt's rich text knows tables, colours and margins, and little else

_GROUNDS: Final = {
    Overall.READY: ("#E4F3EA", "#1A6B42"),
    Overall.READY_WITH_ADVICE: ("#FFF0CF", "#7A4B00"),
    Overall.NOT_READY: ("#FCE6E3", "#A3211B"),
    Overall.COULD_NOT_CHECK: ("#E8ECF3", "#46546A"),
}
_INKS: Final = {
    Verdict.PASS: "#1A6B42",
    Verdict.WARN: "#7A4B00",
    Verdict.FAIL: "#A3211B",
    Verdict.UNKNOWN: "#46546A",
    Verdict.NONE: "#46546A",
}


def as_paper(content: Content) -> str:
    """For QTextDocument. Sizes are in points; the page's own number and code are drawn around it."""
    way = "rtl" if content.right_to_left else "ltr"
    return f'<html dir="{way}"><body dir="{way}">{"".join(_paper(content, way))}</body></html>'


def _paper(content: Content, way: str) -> Iterator[str]:
    def paragraph(words: str, style: str = "", direction: str = way) -> str:
        return f'<p dir="{direction}" style="margin-top:4pt;margin-bottom:4pt;{style}">{words}</p>'

    def heading(words: str, direction: str = way) -> str:
        return paragraph(f"<b>{_e(words)}</b>", "font-size:14pt;margin-top:14pt;", direction)

    yield paragraph(_e(" · ".join(each for each in (content.title, content.clinic) if each)), "color:#50616B;")
    if content.demo:
        yield _card(paragraph(f"<b>{_e(content.demo)}</b>", "font-size:10pt;color:#7A4B00;"), "#FFF0CF")
    ground, ink = _GROUNDS[content.overall]
    verdict = paragraph(f"<b>{_e(content.headline)}</b>", f"font-size:24pt;color:{ink};")
    yield _card(verdict + paragraph(_e(content.summary), "font-size:13pt;"), ground)
    size = "font-size:16pt;" if content.has_number else ""
    yield paragraph(f"<b>{_e(content.call)}</b>", f"margin-top:12pt;{size}")
    if content.hours:
        yield paragraph(_e(content.hours), "color:#50616B;")
    if content.steps:
        yield heading(content.to_do)
        for number, step in enumerate(content.steps, 1):
            yield paragraph(f"<b>{number}. {_e(step.says)}</b>", "margin-top:8pt;")
            if step.fixes:
                fixes = "".join(f'<li dir="{way}">{_e(fix)}</li>' for fix in step.fixes)
                yield f'<ul dir="{way}" style="margin-top:2pt;margin-bottom:4pt;">{fixes}</ul>'
    if content.promises:
        promises = "".join(f'<li dir="{way}">{_e(each)}</li>' for each in content.promises)
        yield heading(content.on_the_day)
        yield f'<ul dir="{way}" style="margin-top:2pt;margin-bottom:4pt;">{promises}</ul>'
    yield heading(content.everything)
    yield '<table width="100%" cellspacing="0" cellpadding="5">'
    for row in content.rows:
        state = f'<font color="{_INKS[row.verdict]}"><b>{row.mark} {_e(row.state)}</b></font>'
        cells = [(28, f"<b>{_e(row.tip)}</b>"), (20, state), (52, "<br>".join(_e(each) for each in row.says))]
        # Qt lays a table's columns out from the left, whichever way the words run.
        ordered = reversed(cells) if content.right_to_left else cells
        columns = "".join(
            f'<td width="{width}%" style="border-top:0.5pt solid #D9D5CB;"><p dir="{way}">{words}</p></td>'
            for width, words in ordered
        )
        yield f"<tr>{columns}</tr>"
    yield "</table>"
    yield paragraph(_e(" ".join(content.last)), "margin-top:12pt;color:#50616B;")
    yield paragraph(f"<b>{_e(content.code)}</b>", "font-size:14pt;margin-top:10pt;")
    yield heading(ENGLISH.say(FOR_STAFF), "ltr")
    yield paragraph(_e(content.facts), "color:#50616B;font-size:10pt;", "ltr")
    for row_ in content.staff:
        words = f"<b>{_e(row_.tip)}: {row_.verdict}</b> ({_e(row_.code)})<br>{_e(row_.says)}<br>{_e(row_.means)}"
        measured = f'<br><font color="#50616B">{_e(row_.measured)}</font>' if row_.measured else ""
        yield paragraph(words + measured, "font-size:10pt;", "ltr")


def _card(inner: str, ground: str) -> str:
    return f'<table width="100%" cellspacing="0" cellpadding="12" bgcolor="{ground}"><tr><td>{inner}</td></tr></table>'
