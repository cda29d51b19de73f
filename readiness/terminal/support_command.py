"""The staff's command `support`: what a code or a report means, and what has changed. Returns the contract's codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.core.characters import make_visible
from readiness.report.support_code import GROUP, LENGTH
from readiness.support import compare, explain
from readiness.support.evidence import Evidence, SupportError, from_code, is_file
from readiness.terminal.parser import UsageError

if TYPE_CHECKING:  # a code needs none of it
    from readiness.support.system_check import SystemCheck

UNDERSTOOD: Final = 0
NOT_UNDERSTOOD: Final = 2


def run_support(options: argparse.Namespace) -> int:
    """Explain, compare or count what is named. UsageError."""
    if options.system_check is not None:
        if options.what or options.compare or options.summary or options.csv or options.lines or options.window:
            raise UsageError("--system-check takes one file name to save to, and no other option or file.")
        from readiness.terminal.system_check_command import check_system  # noqa: PLC0415  30 ms, for engineers

        return check_system(options.system_check)
    if not options.what:
        raise UsageError("Name a support code or a report. “readiness support --help” shows what there is.")
    if options.compare and len(options.what) != 2:
        raise UsageError("Two are compared: name the earlier one, then the later one.")
    if options.summary or options.csv or options.lines:
        from readiness.terminal.report_counts import count_reports  # noqa: PLC0415  6 ms, for many reports

        return count_reports(options.what, csv=options.csv, lines=options.lines, shown=options.summary)
    return compare_two(*options.what) if options.compare else explain_each(options.what)


def say(words: str) -> None:
    """Print this with one end of line."""
    print(words, end="" if words.endswith("\n") else "\n")


def complain(words: object) -> None:
    """Say on stderr what is wrong."""
    print(make_visible(str(words)), file=sys.stderr)  # the name of a file may be anything


def read_evidence(what: str) -> Evidence | SystemCheck:
    """Read a code, a report or a system check. SupportError where it cannot be understood."""
    if not is_file(what):
        return from_code(what)
    from readiness.support.reports import read_file  # noqa: PLC0415  8 ms, for a file

    return read_file(Path(what))


def _one_code(wanted: Sequence[str]) -> bool:
    """Tell whether these are the groups of one code, which the shell took apart at its spaces."""
    return 1 < len(wanted) <= LENGTH // GROUP and all(len(each) <= GROUP + 1 and not is_file(each) for each in wanted)


def explain_each(wanted: Sequence[str]) -> int:
    """Explain each of them; one that cannot be understood does not keep the others back."""
    code = UNDERSTOOD
    for at, what in enumerate([" ".join(wanted)] if _one_code(wanted) else wanted):
        try:
            seen = read_evidence(what)
            told = explain.as_text(explain.explain_evidence(seen)) if isinstance(seen, Evidence) else seen.as_text()
        except SupportError as error:
            complain(error)
            code = NOT_UNDERSTOOD
        else:
            say(f"\n{told}" if at else told)
    return code


def _read_result(what: str) -> Evidence:
    seen = read_evidence(what)
    if not isinstance(seen, Evidence):
        raise SupportError(f"{what}: This is a system check. Codes and reports can be compared.")
    return seen


def compare_two(before: str, after: str) -> int:
    """Say what has changed from the one to the other."""
    try:
        told = compare.compare_evidence(_read_result(before), _read_result(after))
    except SupportError as error:
        complain(error)
        return NOT_UNDERSTOOD
    say(compare.as_text(told))
    return UNDERSTOOD
