"""A report or a support code into what staff need: what was found, the likely cause, what to ask next. English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from readiness.checks import load
from readiness.model import TIPS, Check, Finding, Verdict
from readiness.support_code import FORMAT, CodeError, Decoded, decode
from readiness.text import ENGLISH

MAX_BYTES: Final = 4 << 20


class SupportError(Exception):
    """A code or file that cannot be understood; the message says why and what to do."""


def explain(what: str) -> str:
    """What this code or report file means. SupportError where it cannot be understood."""
    path = Path(what)
    if path.exists() or path.suffix.lower() == ".json" or "/" in what:
        return "\n".join(_of_report(path))
    try:
        return "\n".join(_of_code(decode(what)))
    except CodeError as error:
        raise SupportError(f"“{what}”: {error}") from None


def _of_code(code: Decoded) -> Iterator[str]:
    yield f"Support code from version {code.version}" + (" (DEMONSTRATION)" if code.demo else "")
    if code.correction:
        yield "One character was wrong and has been put right."
    if code.format > FORMAT:
        yield "The code comes from a newer version. Please update; what can be read follows."
    for tip in TIPS:
        if tip in code.findings:
            names = [code.findings[tip]]
            if tip == "sound" and "speaker" in code.findings:
                names.append(code.findings["speaker"])
            yield from _tip(tip, names)
    for key, (low, high) in code.bands.items():
        yield f"  {key}: {low:g} or more" if high is None else f"  {key}: {low:g} to {high:g}"


def _of_report(path: Path) -> Iterator[str]:
    report = _read(path)
    demo = " (DEMONSTRATION)" if report.get("demo") is True else ""
    yield f"Report from version {_plain(report.get('version'))}{demo}: {_plain(report.get('verdict'))}"
    for entry in report["tips"]:
        if not isinstance(entry, dict) or entry.get("id") not in TIPS:
            continue
        tip = entry["id"]
        also = entry.get("also")
        codes = [entry.get("finding"), *(also if isinstance(also, list) else [])]
        yield from _tip(tip, [str(code).partition(".")[2] for code in codes if isinstance(code, str)])
        reading = entry.get("reading")
        if isinstance(reading, dict):
            numbers = ", ".join(f"{_plain(k)} {v:g}" for k, v in reading.items() if _number(v))
            if numbers:
                yield f"    measured: {numbers}"


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read(path: Path) -> Mapping[str, Any]:
    def refuse(why: str) -> SupportError:
        return SupportError(f"{path}: {why}")

    try:
        if path.stat().st_size > MAX_BYTES:
            raise refuse("This file is too large to be a report.")
        report = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise refuse("There is no such file, and it is no support code. Check the spelling.") from None
    except OSError as error:
        raise refuse(f"The file cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise refuse("This is not a report. Save it again as .json from the program.") from None
    if not isinstance(report, dict) or not isinstance(report.get("tips"), list):
        raise refuse("This is not a report of this program.")
    if not isinstance(report.get("schema"), int) or report["schema"] > 1:
        raise refuse("This report comes from a newer version. Please update this program.")
    return report


def _plain(value: object) -> str:
    """Words from a file, harmless in a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))[:80]


def _tip(tip: str, names: list[str]) -> Iterator[str]:
    check: Check[Any] = load(tip)
    for at, name in enumerate(names):
        try:
            finding: Finding = check.finding(name)
        except KeyError:
            yield f"  {tip}.{_plain(name)}: this version does not know it. Please update."
            continue
        if at == 0:
            yield f"\n{ENGLISH.say(check.title)}: {finding.verdict} ({finding.code})"
        else:
            yield f"  also {finding.verdict} ({finding.code})"
        if finding.verdict not in (Verdict.PASS,):
            yield f"  the patient read: {ENGLISH.say(finding.says)}"
            yield f"  for you: {ENGLISH.say(finding.staff)}"
            yield from (f"    - {ENGLISH.say(fix.says)}" for fix in finding.fixes)
