"""The staff's commands in the terminal: `support` and `history`. Each returns the contract's exit code."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from readiness.core.characters import make_visible
from readiness.report.support_code import GROUP, LENGTH
from readiness.support.evidence import Evidence, SupportError, from_code, is_file

if TYPE_CHECKING:
    from readiness.support.summary import Summary

UNDERSTOOD: Final = 0
NOT_UNDERSTOOD: Final = 2
ERRORS_SHOWN: Final = 10
STDOUT: Final = "-"


def _say(words: str) -> None:
    print(words, end="" if words.endswith("\n") else "\n")


def _complain(words: object) -> None:
    print(make_visible(str(words)), file=sys.stderr)  # the name of a file may be anything


def read_evidence(what: str) -> Evidence:
    """A code or a file. SupportError where it cannot be understood."""
    if not is_file(what):
        return from_code(what)
    from readiness.support.reports import read_report

    return read_report(Path(what))


def _one_code(wanted: Sequence[str]) -> bool:
    """Are these the groups of one code, which the shell took apart at its spaces?"""
    return 1 < len(wanted) <= LENGTH // GROUP and all(len(each) <= GROUP + 1 and not is_file(each) for each in wanted)


def explain_each(wanted: Sequence[str]) -> int:
    """What each of them means; one that cannot be understood does not keep the others back."""
    from readiness.support.explain import as_text, explain_evidence

    code = UNDERSTOOD
    for at, what in enumerate([" ".join(wanted)] if _one_code(wanted) else wanted):
        try:
            told = as_text(explain_evidence(read_evidence(what)))
        except SupportError as error:
            _complain(error)
            code = NOT_UNDERSTOOD
        else:
            _say(f"\n{told}" if at else told)
    return code


def compare_two(before: str, after: str) -> int:
    """What has changed from the one to the other."""
    from readiness.support.compare import as_text, compare_evidence

    try:
        told = compare_evidence(read_evidence(before), read_evidence(after))
    except SupportError as error:
        _complain(error)
        return NOT_UNDERSTOOD
    _say(as_text(told))
    return UNDERSTOOD


def count_reports(wanted: Sequence[str], *, csv: str | None, lines: str | None, shown: bool) -> int:
    """Count the findings of all these reports; write the counts as CSV and the reports as newline JSON where asked."""
    from readiness.support import summary as summaries

    if csv == STDOUT and lines == STDOUT:
        _complain("Only one of --csv and --lines can go to stdout.")
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
        _complain(error)
        return NOT_UNDERSTOOD
    except OSError as error:
        if place in (None, STDOUT):
            raise
        _complain(f"{place} cannot be written: {error.strerror}. Name a file in a folder that can be written.")
        return NOT_UNDERSTOOD
    if shown or STDOUT not in (csv, lines):
        out = sys.stderr if STDOUT in (csv, lines) else sys.stdout
        print(summaries.as_text(total), end="", file=out)
    return NOT_UNDERSTOOD if total.refused else UNDERSTOOD


def _gather(total: Summary, wanted: Sequence[str], lines: str | None) -> None:
    """Count every report, and pass it on where lines are wanted. SupportError where there is none among them."""
    from readiness.core.files import open_for_replacing
    from readiness.support.reports import read_all
    from readiness.support.summary import as_line

    with contextlib.ExitStack() as stack:
        out: IO[str] | None = None
        if lines is not None:
            out = sys.stdout if lines == STDOUT else stack.enter_context(open_for_replacing(Path(lines)))
        for where, report in read_all(Path(each) for each in wanted):
            if total.add(where, report) and out is not None and isinstance(report, dict):
                out.write(as_line(report))
        if not total.reports:
            raise SupportError("There is no report among them. Save reports as .json from the program.")
    if lines not in (None, STDOUT):
        _complain(f"Saved as {lines}.")


def _put(content: str, place: str) -> None:
    from readiness.core.files import write_whole

    if place == STDOUT:
        _say(content)
    else:
        write_whole(Path(place), content)
        _complain(f"Saved as {place}.")


def _tell_refused(total: Summary) -> None:
    for error in total.errors[:ERRORS_SHOWN]:
        _complain(error)
    if total.refused > ERRORS_SHOWN:
        _complain(f"… and {total.refused - ERRORS_SHOWN} more that could not be read.")


# ---- the reports on this computer


def list_history() -> int:
    """The last reports, the newest first."""
    from readiness.support import history
    from readiness.support.explain import IN_WORDS

    try:
        kept = history.list_entries()
    except OSError as error:
        _complain(f"The reports on this computer cannot be read: {error.strerror}.")
        return NOT_UNDERSTOOD
    if not kept:
        _say("There are no reports on this computer yet. Each finished check adds one.")
        return UNDERSTOOD
    _say(make_visible(f"The last reports on this computer ({history.history_folder()}):"))
    for number, entry in enumerate(kept, 1):
        try:
            seen = history.read(entry)
        except SupportError:
            _say(f"{number:3}  {entry.at:%Y-%m-%d %H:%M}  (cannot be read)")
        else:
            demo = "  demonstration" if seen.demo else ""
            _say(f"{number:3}  {entry.at:%Y-%m-%d %H:%M}  {IN_WORDS[seen.verdict]:18}  {seen.code}{demo}")
    _say("Open one: readiness history NUMBER. What has changed: readiness history --compare.")
    return UNDERSTOOD


def open_history(numbers: Sequence[int]) -> int:
    """What these reports of the list mean."""
    paths = _paths(numbers)
    return NOT_UNDERSTOOD if paths is None else explain_each(paths)


def compare_history(one: int, other: int) -> int:
    """What has changed from the older of these two to the newer."""
    paths = _paths(sorted((one, other), reverse=True))
    return NOT_UNDERSTOOD if paths is None else compare_two(*paths)


def _paths(numbers: Sequence[int]) -> list[str] | None:
    from readiness.support import history

    try:
        kept = history.list_entries()
    except OSError as error:
        _complain(f"The reports on this computer cannot be read: {error.strerror}.")
        return None
    for number in numbers:
        if not 1 <= number <= len(kept):
            there = f"The list has {len(kept)}." if kept else "The list is empty."
            _complain(f"There is no report {number} on this computer. {there}")
            return None
    return [str(kept[number - 1].path) for number in numbers]


def delete_history(*, asked: bool) -> int:
    """Delete all of them, once that was said twice."""
    from readiness.support import history
    from readiness.terminal.console import is_terminal

    try:
        kept = history.list_entries()
        if kept and not asked:
            if not is_terminal(sys.stdin):
                _complain("Nothing was deleted. Say it twice: readiness history --delete-all --yes")
                return NOT_UNDERSTOOD
            if input(f"Delete all {len(kept)} reports on this computer? [y/N] ").strip().lower() not in ("y", "yes"):
                _say("Nothing was deleted.")
                return UNDERSTOOD
        deleted = history.delete_all()
    except EOFError:
        _say("Nothing was deleted.")
        return UNDERSTOOD
    except OSError as error:
        _complain(f"Not all could be deleted: {error.strerror}.")
        return NOT_UNDERSTOOD
    _say(f"{deleted} reports deleted." if deleted != 1 else "1 report deleted.")
    return UNDERSTOOD
