"""The staff's counts over many reports: `support` with --summary, --csv or --lines."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from readiness.core.files import open_for_replacing, write_whole
from readiness.support import summary as summaries
from readiness.support.evidence import SupportError
from readiness.support.reports import read_all
from readiness.terminal.support_command import NOT_UNDERSTOOD, UNDERSTOOD, complain, say

ERRORS_SHOWN: Final = 10
STDOUT: Final = "-"


def count_reports(wanted: Sequence[str], *, csv: str | None, lines: str | None, shown: bool) -> int:
    """Count the findings of all these reports; write the counts as CSV and the reports as newline JSON where asked."""
    if csv == STDOUT and lines == STDOUT:
        complain("Only one of --csv and --lines can go to stdout.")
        return NOT_UNDERSTOOD
    total = summaries.Summary()
    place = lines
    try:
        try:
            _gather(total, wanted, lines)
        finally:
            _tell_refused(total)
        place = csv
        if csv is not None:
            _put(summaries.as_csv(total), csv)
    except SupportError as error:
        complain(error)
        return NOT_UNDERSTOOD
    except OSError as error:
        if place in (None, STDOUT):
            raise
        complain(f"{place} cannot be written: {error.strerror}. Name a file in a folder that can be written.")
        return NOT_UNDERSTOOD
    if shown or STDOUT not in (csv, lines):
        out = sys.stderr if STDOUT in (csv, lines) else sys.stdout
        print(summaries.as_text(total), end="", file=out)
    return NOT_UNDERSTOOD if total.refused else UNDERSTOOD


def _gather(total: summaries.Summary, wanted: Sequence[str], lines: str | None) -> None:
    """Count every report, and pass it on where lines are wanted. SupportError where there is none among them."""
    with contextlib.ExitStack() as stack:
        out: IO[str] | None = None
        if lines is not None:
            out = sys.stdout if lines == STDOUT else stack.enter_context(open_for_replacing(Path(lines)))
        for where, report in read_all(Path(each) for each in wanted):
            if total.add(where, report) and out is not None and isinstance(report, dict):
                out.write(summaries.as_line(report))
        if not total.reports:
            raise SupportError("There is no report among them. Save reports as .json from the program.")
    if lines not in (None, STDOUT):
        complain(f"Saved as {lines}.")


def _put(content: str, place: str) -> None:
    if place == STDOUT:
        say(content)
    else:
        write_whole(Path(place), content)
        complain(f"Saved as {place}.")


def _tell_refused(total: summaries.Summary) -> None:
    for error in total.errors[:ERRORS_SHOWN]:
        complain(error)
    if total.refused > ERRORS_SHOWN:
        complain(f"… and {total.refused - ERRORS_SHOWN} more that could not be read.")
