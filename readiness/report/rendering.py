"""A report in one language, ready for each of its forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from readiness import __version__
from readiness.core.check import Check
from readiness.core.clinic import CALL, Application, Clinic, Limits
from readiness.core.files import write_whole
from readiness.core.finding import Finding
from readiness.core.report import SCHEMA, Report, TipResult
from readiness.core.setup import DEMO_BANNER
from readiness.core.text import Text
from readiness.core.translation import ENGLISH, Words
from readiness.core.units import list_measurements
from readiness.core.verdict import Overall
from readiness.profile.limits import changed_in, say_changed
from readiness.report import forms
from readiness.report.allow_list import AllowList, allowed_answers, allowed_limits, allowed_number, allowed_reading
from readiness.report.content import ReportText, Row, StaffRow, Step, facts, staff_rows
from readiness.report.mail import mail_link
from readiness.report.phrases import (
    EMERGENCY,
    EVERYTHING,
    MARKS,
    NO_NUMBER,
    RELAY,
    SAY_THIS,
    SUPPORT_CODE,
    TITLE,
    TO_DO,
    choose_headline,
    find_counted_lines,
    list_preparations,
    main_step,
    other_ways,
    read_out_words,
)

ENDINGS: Final = (".json", ".txt", ".html", ".ndjson")


@dataclass(frozen=True, slots=True)
class LocalizedReport:
    """A report in one language, ready for each of its forms.

    `checks` gives the titles and which words of a reading may be reported. `phone` is the number to show:
    the clinic's, or on this computer's own screen the one that the patient typed; a file that may leave the
    computer takes the clinic's alone. `on_screen` is for this computer's own screen: names of devices and programs
    are said as they are. `applications` are the profile's, whose names may be said everywhere.
    `allowed_limits` are the profile's: those that are not the program's own are told.
    """

    report: Report
    words: Words
    code: str
    checks: Mapping[str, Check[Any]]
    clinic: Clinic
    phone: str
    applications: tuple[Application, ...] = ()
    on_screen: bool = False
    limits: Limits = field(default_factory=Limits)

    def as_json(self) -> str:
        """Write the contract's JSON object (assets/report.schema.json). It never holds what JSON cannot."""
        return json.dumps(self._object(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def as_line(self) -> str:
        """Write the same object on one line, for files of many reports (newline JSON)."""
        return json.dumps(self._object(), ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"

    def as_text(self) -> str:
        """Write the report for a terminal, or for a text file with the staff's part below."""
        return forms.as_text(self.content(), staff=not self.on_screen)

    def as_html(self) -> str:
        """Write the report as one page that loads nothing and runs nothing."""
        return forms.as_html(self.content())

    def as_paper(self, scale: float = 1.0) -> str:
        """Write the same words in the few tags that Qt prints."""
        return forms.as_paper(self.content(), scale)

    def mail_link(self) -> str:
        """Draft a mail for the patient's own mail program, as a mailto: link."""
        return mail_link(self.content(), self.words)

    def save(self, path: Path) -> None:
        """Write the form that the file's ending names, whole or not at all. OSError where it cannot be written."""
        made = {".json": self.as_json, ".txt": self.as_text, ".html": self.as_html, ".ndjson": self.as_line}
        write_whole(path, made[path.suffix.lower()]())

    # ---- words

    def _say(self, words: Words, text: Text, line: TipResult | None = None) -> str:
        """Say the sentence with the line's values, as they may leave; a name at its beginning gets a capital."""
        values: Mapping[str, object] = {} if line is None else line.found.values
        if not self.on_screen:
            allowed = AllowList(self.applications)
            text, values = allowed.text(text), allowed.values(values)
        said = words.say(text, values)
        return said[:1].upper() + said[1:]

    def _fixes(self, words: Words, line: TipResult) -> tuple[str, ...]:
        return tuple(self._say(words, fix.says, line) for fix in line.found.main.fixes)

    def _language(self) -> str:
        return self.words.language.replace("_", "-")

    # ---- the JSON object

    def _object(self) -> dict[str, Any]:
        report = self.report
        return {
            "schema": SCHEMA,
            "version": __version__,
            "demo": report.demo,
            "code": self.code,
            "verdict": str(report.overall),
            "phone": report.phone,
            "language": self._language(),
            "system": report.system,
            "limits": allowed_limits(self.limits),
            "tips": [
                {
                    "id": line.tip,
                    "verdict": str(line.verdict),
                    "finding": line.found.main.code,
                    "also": [finding.code for finding in line.found.also],
                    "says": self._say(self.words, line.found.main.says, line),
                    "fixes": list(self._fixes(self.words, line)),
                    "reading": allowed_reading(line, self.checks[line.tip], self.applications),
                    "answers": allowed_answers(line),
                    "seconds": allowed_number(line.seconds),
                }
                for line in report.lines
            ],
            "staff": [
                {
                    "id": line.tip,
                    "finding": finding.code,
                    "says": self._say(ENGLISH, finding.says, line),
                    "means": self._say(ENGLISH, finding.staff, line),
                }
                for line in report.lines
                for finding in (line.found.main, *line.found.also)
            ],
        }

    # ---- the content of all other forms

    def content(self) -> ReportText:
        """Put everything that the report says into words."""
        report, say = self.report, self.words.say
        verdict, sentences = choose_headline(report)
        heading, prepared = list_preparations(report)
        return ReportText(
            language=self._language(),
            right_to_left=self.words.right_to_left,
            title=say(TITLE),
            clinic=self.clinic.name,
            demo=say(DEMO_BANNER) if report.demo else "",
            overall=report.overall,
            headline=say(verdict),
            summary=" ".join(say(sentence) for sentence in sentences),
            call=say(CALL, {"number": self.phone}) if self.phone else say(NO_NUMBER),
            has_number=bool(self.phone),
            say_this=say(SAY_THIS) if report.overall is Overall.BY_PHONE else "",
            hours=self.clinic.hours,
            to_do=say(TO_DO),
            steps=tuple(self._step(line) for line in main_step(report)),
            everything=say(EVERYTHING),
            rows=tuple(self._row(line) for line in find_counted_lines(report)),
            preparing=say(heading) if heading is not None else "",
            preparations=tuple(say(each) for each in prepared),
            last=self._last(),
            code=say(SUPPORT_CODE, {"code": self.code}),
            read_out=say(*read_out_words(self.clinic)),
            staff=staff_rows(report.lines, self._staff_row),
            facts=facts(report.overall, report.system, self._language()),
            limits=say_changed(changed_in(self.limits)),
        )

    def _step(self, line: TipResult) -> Step:
        title = self.words.say(self.checks[line.tip].title)
        return Step(title, self._say(self.words, line.found.main.says, line), self._fixes(self.words, line))

    def _row(self, line: TipResult) -> Row:
        mark, state = MARKS[line.verdict]
        title = self.words.say(self.checks[line.tip].title)
        says = tuple(self._say(self.words, f.says, line) for f in (line.found.main, *line.found.also))
        return Row(line.verdict, mark, title, self.words.say(state), says)

    def _staff_row(self, line: TipResult) -> StaffRow:
        also: tuple[Finding, ...] = line.found.also
        measured = ", ".join(list_measurements(allowed_reading(line, self.checks[line.tip], self.applications) or {}))
        return StaffRow(
            code=", ".join(finding.code for finding in (line.found.main, *also)),
            verdict=line.verdict,
            tip=ENGLISH.say(self.checks[line.tip].title),
            says=self._say(ENGLISH, line.found.main.says, line),
            means=self._say(ENGLISH, line.found.main.staff, line),
            measured=measured,
        )

    def _last(self) -> tuple[str, ...]:
        """Name the other ways in, and the numbers that are not the clinic's."""
        say, clinic = self.words.say, self.clinic
        last = [say(other_ways(self.report))]
        if clinic.relay_service:
            last.append(say(RELAY, {"number": clinic.relay_service}))
        if clinic.emergency_number:
            last.append(say(EMERGENCY, {"number": clinic.emergency_number}))
        return tuple(last)
