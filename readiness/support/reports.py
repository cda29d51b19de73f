"""Reading saved reports, whatever somebody sends: one to a file, or many in one file (newline JSON), or a folder."""

from __future__ import annotations

import contextlib
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from readiness.core.characters import make_visible
from readiness.core.files import NotAFileError, decode_text, find_encoding, open_file
from readiness.core.question import Answer
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall
from readiness.report.support_code import CodeError, decode
from readiness.support.evidence import (
    Evidence,
    Seen,
    SupportError,
    means_by_phone,
    plain,
    written_codes,
)
from readiness.support.objects import CODE, NOT_A_REPORT, read_json
from readiness.support.own_limits import limits_notes
from readiness.support.system_check import SystemCheck, read_system_check
from readiness.support.trust import NO_CODE, TWICE, UNREADABLE, settle_verdict

MAX_BYTES: Final = 4 << 20
"""A report is a few kilobytes."""
LINES: Final = (".ndjson", ".jsonl")
MOST: Final = 60
"""Entries of a list that are looked at."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")

_OVERALL: Final = {overall.value: overall for overall in Overall}
MANY: Final = "There are many reports in this file. Count them with --summary."


def read_file(path: Path) -> Evidence | SystemCheck:
    """Read the report or the system check in this file. SupportError as in read_report."""
    content = read_content(path)
    return read_system_check(content, str(path)) or _parse_one(content, path)


def read_report(path: Path) -> Evidence:
    """Read the one report in this file. SupportError says what is wrong and what to do."""
    return _parse_one(read_content(path), path)


def _parse_one(content: bytes, path: Path) -> Evidence:
    if path.suffix.lower() in LINES and len(content.splitlines()) > 1:
        raise SupportError(f"{path}: {MANY}")
    try:
        return parse(content, str(path))
    except SupportError as error:
        code = _code_in(content)
        if code is None or not str(error).endswith(NOT_A_REPORT):
            raise
        raise SupportError(f"{error} Or use the support code in it: readiness support {code}") from None


def _code_in(content: bytes) -> str | None:
    """Find the support code in a report that was saved as text or as a page, or in a mail."""
    for code in written_codes(content.decode("ascii", "replace")):
        with contextlib.suppress(CodeError):
            return decode(code).code
    return None


def read_object(path: Path) -> dict[str, Any]:
    """Read the JSON object in this file as it is. SupportError as in read_report."""
    return read_json(read_content(path), str(path))


def read_all(places: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any] | SupportError]]:
    """Yield every report in these files and folders, with where it came from; for one that is none, the error."""
    for place in places:
        for path in _files(place):
            if path.suffix.lower() in LINES:
                yield from _lines(path)
            else:
                try:
                    yield str(path), read_object(path)
                except SupportError as error:
                    yield str(path), error


def _files(place: Path) -> Iterator[Path]:
    try:
        if place.is_dir():
            yield from sorted(p for p in place.iterdir() if p.suffix.lower() in (".json", *LINES) and p.is_file())
            return
    except OSError:
        pass  # told when it is read
    yield place


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any] | SupportError]]:
    try:
        with open_file(path) as opened:
            encoding = find_encoding(opened.read(4) or b"")
            opened.seek(0)
            damaged = "surrogateescape" if encoding.startswith("utf-8") else "replace"  # bytes that are no text stay so
            file = io.TextIOWrapper(opened, encoding=encoding, errors=damaged, newline="\n")
            number = 0
            while raw := file.readline(MAX_BYTES + 1).encode("utf-8", "surrogateescape"):
                number += 1
                where = f"{path}, line {number}"
                if len(raw) > MAX_BYTES:
                    yield where, SupportError(f"{where}: This line is too long to be a report.")
                    return
                if not raw.strip():
                    continue
                try:
                    yield where, read_json(raw, where)
                except SupportError as error:
                    yield where, error
    except (OSError, NotAFileError) as error:
        yield str(path), _unreadable(path, error)


def read_content(path: Path) -> bytes:
    """Read a file that may be a report, as UTF-8 and no longer than one. SupportError as in read_report."""
    try:
        with open_file(path) as file:
            content = file.read(MAX_BYTES + 1) or b""  # None where the kernel would have us wait
    except (OSError, NotAFileError) as error:
        raise _unreadable(path, error) from None
    except ValueError:  # a null character in the name
        raise SupportError("There is no such file. Check the spelling.") from None
    if find_encoding(content) != "utf-8":
        with contextlib.suppress(UnicodeDecodeError):  # told where it is read
            content = decode_text(content).encode()
    if len(content) > MAX_BYTES:
        why = MANY if path.suffix.lower() in LINES else "This file is too large to be a report."
        raise SupportError(f"{path}: {why}")
    return content


_NO_FILES: Final = {
    "folder": "This is a folder. Name a report in it, or use --summary for all of them.",
    "pipe": "This is a pipe. Save the report to a file first.",
    "device": "This is a device: too large to be a report, or empty. Name the report's own file.",
    "socket": "This is a socket. Name the report's own file.",
}


def _unreadable(path: Path, error: OSError | NotAFileError) -> SupportError:
    if isinstance(error, NotAFileError):
        return SupportError(f"{path}: {_NO_FILES[error.kind]}")
    if isinstance(error, FileNotFoundError):
        return SupportError(f"{path}: There is no such file, and it is no support code. Check the spelling.")
    return SupportError(f"{path}: The file cannot be read: {error.strerror}.")


def parse(content: bytes, where: str) -> Evidence:
    """Read a report file's content as evidence. SupportError where it is none."""
    return of_report(read_json(content, where), where)


def of_report(report: Mapping[str, Any], where: str) -> Evidence:
    """Turn a report into evidence. What does not look as it should is left out, never taken for something else."""
    entries, notes = named_entries(report, where)
    notes += limits_notes(report)
    tips = {tip: _seen(tip, names, entry) for tip, (names, entry) in entries.items()}
    code = report.get("code")
    if not isinstance(code, str) or (code and not CODE.fullmatch(code)):
        notes += [NO_CODE] if code else []
        code = ""
    notes += [] if isinstance(report.get("demo", False), bool) else [UNREADABLE]
    version = report.get("version")
    version = plain(version, 20) if isinstance(version, str) else "not known"
    said = said_verdict(report)
    seen = Evidence(
        label=make_visible(where),
        version=version,
        demo=report.get("demo") is True,
        tips={tip: tips[tip] for tip in TIPS if tip in tips},
        code=code,
        system=_word(report.get("system")),
        language=_word(report.get("language")) or "en",
        notes=tuple(dict.fromkeys(notes)),
        by_phone=said is Overall.BY_PHONE or means_by_phone(version, tips),
    )
    return settle_verdict(said, seen)


def named_entries(
    report: Mapping[str, Any], where: str
) -> tuple[dict[str, tuple[tuple[str, ...], Mapping[str, Any]]], list[str]]:
    """Find a report's tips with their findings' names, and what is to be noted. SupportError where there is none."""
    notes = []
    entries: dict[str, tuple[tuple[str, ...], Mapping[str, Any]]] = {}
    if len(report["tips"]) > MOST:
        notes.append(UNREADABLE)
    for entry in report["tips"][:MOST]:
        tip = entry.get("id") if isinstance(entry, dict) else None
        names = _names(tip, entry) if isinstance(tip, str) and tip in TIPS else ()
        if not isinstance(tip, str) or not names:
            notes.append(UNREADABLE)
        elif tip in entries:
            notes.append(TWICE)
        else:
            entries[tip] = (names, entry)
            if not _is_whole(names, entry):
                notes.append(UNREADABLE)
    if not entries:
        raise SupportError(f"{where}: There is no result in this report. Ask the patient to run the check again.")
    return entries, notes


def said_verdict(report: Mapping[str, Any]) -> Overall | None:
    """Read the verdict that the report itself gives; None where this version does not know it."""
    verdict = report.get("verdict")
    return _OVERALL.get(verdict) if isinstance(verdict, str) else None


def _word(value: object) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,15}", value) else ""


def _names(tip: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    also = entry.get("also")
    codes = [entry.get("finding"), *(also[:MOST] if isinstance(also, list) else [])]
    return tuple(
        code.removeprefix(f"{tip}.")
        for code in codes
        if isinstance(code, str) and code.startswith(f"{tip}.") and _ID.fullmatch(code)
    )


def _is_whole(names: tuple[str, ...], entry: Mapping[str, Any]) -> bool:
    """Tell whether all findings of this entry could be read; else the main one may be missing from the names."""
    also = entry.get("also") or []
    return isinstance(also, list) and len(names) == 1 + len(also)


def _seen(tip: str, names: tuple[str, ...], entry: Mapping[str, Any]) -> Seen:
    fixes = entry.get("fixes")
    reading = entry.get("reading")
    answers = entry.get("answers")
    says = entry.get("says")
    figures, facts = _reading(reading if isinstance(reading, dict) else {})
    return Seen(
        tip,
        names,
        plain(says) if isinstance(says, str) else "",
        tuple(plain(fix) for fix in fixes[:MOST] if isinstance(fix, str)) if isinstance(fixes, list) else (),
        figures,
        facts,
        {
            key: answer
            for key, answer in (answers if isinstance(answers, dict) else {}).items()
            if isinstance(key, str) and _ID.fullmatch(key) and isinstance(answer, str) and answer in set(Answer)
        },
    )


def _reading(reading: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, str]]:
    """Separate a reading's numbers from its words. Whatever else it holds is not this program's and is left out."""
    figures: dict[str, float] = {}
    facts: dict[str, str] = {}
    for key, value in list(reading.items())[:MOST]:
        if not isinstance(key, str) or not _ID.fullmatch(key):
            continue
        if isinstance(value, bool):
            facts[key] = "yes" if value else "no"
        elif isinstance(value, int | float):
            if abs(value) < 1e15 and math.isfinite(value):
                figures[key] = value
        elif isinstance(value, str) and value:
            facts[key] = plain(value, 60)
        elif isinstance(value, list) and value:
            facts[key] = plain(", ".join(str(each) for each in value[:MOST] if isinstance(each, str)), 120)
    return figures, {key: words for key, words in facts.items() if words}
