"""The result in words: JSON, text and HTML. An allow-list decides what may leave the machine."""

from __future__ import annotations

import contextlib
import html
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from readiness import __version__
from readiness.assets import asset
from readiness.clinic import Clinic
from readiness.model import Line, Overall, Report, Text, Verdict
from readiness.text import Words

SCHEMA: Final = 1
ENDINGS: Final = (".json", ".txt", ".html")

HEADLINES: Final = {
    Overall.READY: Text("Ready"),
    Overall.READY_WITH_ADVICE: Text("Ready, with advice"),
    Overall.NOT_READY: Text("Not ready for video yet"),
    Overall.COULD_NOT_CHECK: Text("We could not check everything"),
}
SUMMARIES: Final = {
    Overall.READY: Text("Your computer is ready for your video visit."),
    Overall.READY_WITH_ADVICE: Text("Your video visit should work. These steps can make it better."),
    Overall.NOT_READY: Text("Something needs fixing first. You can still have your visit by phone."),
    Overall.COULD_NOT_CHECK: Text("That is not your fault. Try again, or call your clinic. Your visit can be by phone."),
}
MARKS: Final = {
    Verdict.PASS: ("✔", Text("Good")),
    Verdict.WARN: ("!", Text("Advice")),
    Verdict.FAIL: ("✘", Text("Problem")),
    Verdict.UNKNOWN: ("?", Text("Not checked")),
    Verdict.NONE: ("–", Text("Not counted")),
}
PROMISES: Final = (
    Text("The video program will ask to use your camera and microphone. Choose “Allow”."),
    Text("Choose the same camera and microphone in the video program."),
    Text("Use the same place and the same computer on the day of your visit."),
    Text("Restart your computer again on the day of your visit."),
    Text("Close this check before your visit."),
)
OTHER_WAYS: Final = Text("You can also join from a smartphone or tablet, or have your visit by phone.")
CALL: Final = Text("You can always call: {number}")
NO_NUMBER: Final = Text("Keep your clinic's phone number next to you. It is in your visit letter or message.")
EMERGENCY: Final = Text("In an emergency, call {number}.")
RELAY: Final = Text("If you use a relay service to call, dial {number}.")
DEMO_BANNER: Final = Text("DEMONSTRATION: sample picture, sound and facts. This says nothing about your computer.")


def _reading(line: Line, words_allowed: Mapping[str, frozenset[str]]) -> dict[str, Any] | None:
    """Numbers may be reported, and the words that the check allows; nothing else leaves the machine."""
    if line.reading is None:
        return None
    allowed = words_allowed.get(line.tip, frozenset())
    return {
        key: value
        for key, value in line.reading.items()
        if value is None or isinstance(value, bool | int | float) or key in allowed
    }


def as_json(report: Report, words: Words, code: str, words_allowed: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """The report as the contract's JSON object. `words_allowed` names, by tip, the readings' words to report."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "demo": report.demo,
        "code": code,
        "verdict": str(report.overall),
        "phone": report.phone,
        "tips": [
            {
                "id": line.tip,
                "verdict": str(line.verdict),
                "finding": line.found.main.code,
                "also": [finding.code for finding in line.found.also],
                "says": words.say(line.found.main.says, line.found.values),
                "fixes": [words.say(fix.says, line.found.values) for fix in line.found.main.fixes],
                "reading": _reading(line, words_allowed),
                "answers": {key: None if answer is None else str(answer) for key, answer in line.answers.items()},
                "seconds": line.seconds,
            }
            for line in report.lines
        ],
    }


def as_text(report: Report, words: Words, code: str, titles: Mapping[str, Text], clinic: Clinic, phone: str) -> str:
    """The report for a terminal or a text file. `phone` is the number to show, or empty."""
    out = []
    if report.demo:
        out += [f"*** {words.say(DEMO_BANNER)} ***", ""]
    for line in report.lines:
        mark, state = MARKS[line.verdict]
        out.append(f" {mark} {words.say(titles[line.tip])} — {words.say(state)}")
        for finding in (line.found.main, *line.found.also):
            out.append(f"     {words.say(finding.says, line.found.values)}")
    out += ["", words.say(HEADLINES[report.overall]).upper(), words.say(SUMMARIES[report.overall]), ""]
    number = 0
    for line in todo(report):
        number += 1
        out.append(f" {number}. {words.say(titles[line.tip])}: {words.say(line.found.main.says, line.found.values)}")
        out += [f"      - {words.say(fix.says, line.found.values)}" for fix in line.found.main.fixes]
    if number:
        out.append("")
    out += _closing(report, words, clinic, phone)
    out += ["", words.say(Text("Support code: {code}"), {"code": code})]
    return "\n".join(out) + "\n"


def _closing(report: Report, words: Words, clinic: Clinic, phone: str) -> list[str]:
    """What comes with every verdict: the number, the other ways in, what our check cannot promise."""
    lines = [words.say(CALL, {"number": phone}) if phone else words.say(NO_NUMBER)]
    if clinic.hours:
        lines.append(clinic.hours)
    lines.append(words.say(OTHER_WAYS))
    if report.overall in (Overall.READY, Overall.READY_WITH_ADVICE):
        lines += ["", *(words.say(promise) for promise in PROMISES), ""]
    if clinic.relay_service:
        lines.append(words.say(RELAY, {"number": clinic.relay_service}))
    if clinic.emergency_number:
        lines.append(words.say(EMERGENCY, {"number": clinic.emergency_number}))
    return lines


def todo(report: Report) -> list[Line]:
    """The lines that ask for something, worst first, else in the list's order."""
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)
    return sorted((line for line in report.lines if line.verdict in order), key=lambda line: order.index(line.verdict))


def as_html(report: Report, words: Words, code: str, titles: Mapping[str, Text], clinic: Clinic, phone: str) -> str:
    """The report as one page that loads nothing and runs nothing."""
    say = words.say
    body = []
    if report.demo:
        body.append(f'<p class="demo">{html.escape(say(DEMO_BANNER))}</p>')
    body.append(f'<section class="{report.overall}"><h1>{html.escape(say(HEADLINES[report.overall]))}</h1>')
    body.append(f"<p>{html.escape(say(SUMMARIES[report.overall]))}</p></section>")
    if phone:
        body.append(f'<p class="call">{html.escape(say(CALL, {"number": phone}))}</p>')
    body.append("<ol>")
    for line in todo(report):
        body.append(f"<li><b>{html.escape(say(line.found.main.says, line.found.values))}</b><ul>")
        body += [f"<li>{html.escape(say(fix.says, line.found.values))}</li>" for fix in line.found.main.fixes]
        body.append("</ul></li>")
    body.append("</ol><table>")
    for line in report.lines:
        mark, state = MARKS[line.verdict]
        cells = (f"{mark} {say(titles[line.tip])}", say(state), say(line.found.main.says, line.found.values))
        body.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    body.append("</table>")
    body += [f"<p>{html.escape(text)}</p>" for text in _closing(report, words, clinic, phone) if text]
    body.append(f"<p>{html.escape(say(Text('Support code: {code}'), {'code': code}))}</p>")
    page = asset("report.html").read_text(encoding="utf-8")
    filled = {"language": html.escape(words.language.replace("_", "-")), "title": html.escape(say(Text("Visit check")))}
    for name, value in filled.items():
        page = page.replace(f"@{name}@", value)
    return page.replace("@body@", "\n".join(body))


def write_whole(path: Path, content: str) -> None:
    """Write the file whole or not at all. OSError where it cannot be written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o600)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def dumps(report: Mapping[str, Any]) -> str:
    """The JSON report as text; it never holds what JSON cannot."""
    return json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
