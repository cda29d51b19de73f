"""The result in words: JSON, text and HTML. An allow-list decides what may leave the machine."""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from readiness import __version__
from readiness.assets import asset
from readiness.clinic import Clinic
from readiness.model import Check, Line, Overall, Report, Text, Verdict
from readiness.sentences import CALL, DEMO_BANNER
from readiness.text import Words

__all__ = ["CALL", "DEMO_BANNER", "Rendering", "headline", "todo", "write_whole"]

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
    Overall.COULD_NOT_CHECK: Text(
        "That is not your fault. Try again, or call your clinic. Your visit can be by phone."
    ),
}
# What is ready may be less than the whole: then it must not sound like the whole.
PARTLY: Final = (Text("Good so far"), Text("What we checked is fine. Run the whole check before your visit."))
STOPPED: Final = (Text("Not done yet"), Text("The check was stopped. Start it again when you have time."))
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
NO_NUMBER: Final = Text("Keep your clinic's phone number next to you. It is in your visit letter or message.")
EMERGENCY: Final = Text("In an emergency, call {number}.")
RELAY: Final = Text("If you use a relay service to call, dial {number}.")
SUPPORT_CODE: Final = Text("Support code: {code}")


def headline(report: Report) -> tuple[Text, Text]:
    """The verdict in words, and one sentence on it."""
    if report.overall is Overall.COULD_NOT_CHECK and report.stopped:
        return STOPPED
    if report.overall in (Overall.READY, Overall.READY_WITH_ADVICE) and not report.complete:
        return PARTLY
    return HEADLINES[report.overall], SUMMARIES[report.overall]


def todo(report: Report) -> list[Line]:
    """The lines that ask for something, worst first, else in the list's order."""
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)
    return sorted((line for line in report.lines if line.verdict in order), key=lambda line: order.index(line.verdict))


@dataclass(frozen=True, slots=True)
class Rendering:
    """A report in one language, ready for each of its forms.

    `checks` gives the titles and which words of a reading may be reported. `phone` is the number to show:
    the clinic's, or on this computer's own screen the one that the patient typed; a file that may leave the
    computer takes the clinic's alone.
    """

    report: Report
    words: Words
    code: str
    checks: Mapping[str, Check[Any]]
    clinic: Clinic
    phone: str

    def as_json(self) -> str:
        """The contract's JSON object. It never holds what JSON cannot."""
        report, say = self.report, self.words.say
        whole = {
            "schema": SCHEMA,
            "version": __version__,
            "demo": report.demo,
            "code": self.code,
            "verdict": str(report.overall),
            "phone": report.phone,
            "tips": [
                {
                    "id": line.tip,
                    "verdict": str(line.verdict),
                    "finding": line.found.main.code,
                    "also": [finding.code for finding in line.found.also],
                    "says": say(line.found.main.says, line.found.values),
                    "fixes": [say(fix.says, line.found.values) for fix in line.found.main.fixes],
                    "reading": self._reading(line),
                    "answers": {key: None if answer is None else str(answer) for key, answer in line.answers.items()},
                    "seconds": line.seconds,
                }
                for line in report.lines
            ],
        }
        return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def _reading(self, line: Line) -> dict[str, Any] | None:
        """Numbers may be reported, and the words that the check allows; nothing else leaves the machine."""
        if line.reading is None:
            return None
        allowed = self.checks[line.tip].reported_words
        return {
            key: value
            for key, value in line.reading.items()
            if value is None or isinstance(value, bool | int | float) or key in allowed
        }

    def as_text(self) -> str:
        """The report for a terminal or a text file."""
        report, say = self.report, self.words.say
        out = []
        if report.demo:
            out += [f"*** {say(DEMO_BANNER)} ***", ""]
        for line in report.lines:
            mark, state = MARKS[line.verdict]
            out.append(f" {mark} {say(self.checks[line.tip].title)} — {say(state)}")
            out += [f"     {say(f.says, line.found.values)}" for f in (line.found.main, *line.found.also)]
        verdict, sentence = headline(report)
        out += ["", say(verdict).upper(), say(sentence), ""]
        steps = todo(report)
        for number, line in enumerate(steps, 1):
            title = say(self.checks[line.tip].title)
            out.append(f" {number}. {title}: {say(line.found.main.says, line.found.values)}")
            out += [f"      - {say(fix.says, line.found.values)}" for fix in line.found.main.fixes]
        out += ["", *self._closing(), "", say(SUPPORT_CODE, {"code": self.code})]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"

    def as_html(self) -> str:
        """The report as one page that loads nothing and runs nothing."""
        report, words = self.report, self.words

        def say(text: Text, values: Mapping[str, object] | None = None) -> str:
            return html.escape(words.say(text, values))

        body = [f'<p class="demo">{say(DEMO_BANNER)}</p>'] if report.demo else []
        verdict, sentence = headline(report)
        body.append(f'<section class="{report.overall}"><h1>{say(verdict)}</h1><p>{say(sentence)}</p></section>')
        if self.phone:
            body.append(f'<p class="call">{say(CALL, {"number": self.phone})}</p>')
        body.append("<ol>")
        for line in todo(report):
            steps = "".join(f"<li>{say(fix.says, line.found.values)}</li>" for fix in line.found.main.fixes)
            body.append(f"<li><b>{say(line.found.main.says, line.found.values)}</b><ul>{steps}</ul></li>")
        body.append("</ol><table>")
        for line in report.lines:
            mark, state = MARKS[line.verdict]
            title, says = say(self.checks[line.tip].title), say(line.found.main.says, line.found.values)
            body.append(f"<tr><td>{mark} {title}</td><td>{say(state)}</td><td>{says}</td></tr>")
        body.append("</table>")
        body += [f"<p>{html.escape(text)}</p>" for text in self._closing() if text]
        body.append(f"<p>{say(SUPPORT_CODE, {'code': self.code})}</p>")
        parts = {"language": html.escape(words.language.replace("_", "-")), "title": say(Text("Visit check"))}
        parts["body"] = "\n".join(body)
        page = asset("report.html").read_text(encoding="utf-8")
        return re.sub(r"@(language|title|body)@", lambda match: parts[match[1]], page)

    def _closing(self) -> list[str]:
        """What comes with every verdict: the number, the other ways in, what our check cannot promise."""
        say, clinic = self.words.say, self.clinic
        lines = [say(CALL, {"number": self.phone}) if self.phone else say(NO_NUMBER)]
        lines += [clinic.hours] if clinic.hours else []
        lines.append(say(OTHER_WAYS))
        if self.report.overall in (Overall.READY, Overall.READY_WITH_ADVICE):
            lines += ["", *(say(promise) for promise in PROMISES), ""]
        if clinic.relay_service:
            lines.append(say(RELAY, {"number": clinic.relay_service}))
        if clinic.emergency_number:
            lines.append(say(EMERGENCY, {"number": clinic.emergency_number}))
        return lines

    def save(self, path: Path) -> None:
        """Write the form that the file's ending names, whole or not at all. OSError where it cannot be written."""
        forms = {".json": self.as_json, ".txt": self.as_text, ".html": self.as_html}
        write_whole(path, forms[path.suffix.lower()]())


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
    except BaseException:  # also when stopped in the middle: no half of a file is left beside the old one
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
