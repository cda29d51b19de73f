"""The command `history`: the last reports on this computer. Returns the contract's codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from readiness.core.characters import make_visible
from readiness.support import history
from readiness.support.evidence import SupportError
from readiness.support.explain import IN_WORDS
from readiness.terminal.console import is_terminal
from readiness.terminal.parser import UsageError
from readiness.terminal.support_command import NOT_UNDERSTOOD, UNDERSTOOD, compare_two, complain, explain_each, say


def run_history(options: argparse.Namespace) -> int:
    """List, open, compare or delete them. UsageError."""
    if options.delete_all:
        return delete_history(asked=options.yes)
    numbers = []
    for number in options.number:
        if not number.isdecimal() or len(number) > 3:
            raise UsageError(f"“{number[:20]}” is not a number of the list. “readiness history” shows the list.")
        numbers.append(int(number))
    if options.compare:
        if len(numbers) not in (0, 2):
            raise UsageError("Two are compared: name two numbers of the list, or none for the last two.")
        return compare_history(*(numbers or [2, 1]))
    return open_history(numbers) if numbers else list_history()


def list_history() -> int:
    """List the last reports, the newest first."""
    try:
        kept = history.list_entries()
    except OSError as error:
        complain(f"The reports on this computer cannot be read: {error.strerror}.")
        return NOT_UNDERSTOOD
    if not kept:
        say("There are no reports on this computer yet. Each finished check adds one.")
        return UNDERSTOOD
    say(make_visible(f"The last reports on this computer ({history.history_folder()}):"))
    for number, entry in enumerate(kept, 1):
        try:
            seen = history.read(entry)
        except SupportError:
            say(f"{number:3}  {entry.at:%Y-%m-%d %H:%M}  (cannot be read)")
        else:
            demo = "  demonstration" if seen.demo else ""
            say(f"{number:3}  {entry.at:%Y-%m-%d %H:%M}  {IN_WORDS[seen.verdict]:18}  {seen.code}{demo}")
    say("Open one: readiness history NUMBER. What has changed: readiness history --compare.")
    return UNDERSTOOD


def open_history(numbers: Sequence[int]) -> int:
    """Explain these reports of the list."""
    paths = _paths(numbers)
    return NOT_UNDERSTOOD if paths is None else explain_each(paths)


def compare_history(one: int, other: int) -> int:
    """Say what has changed from the older of these two to the newer."""
    paths = _paths(sorted((one, other), reverse=True))
    return NOT_UNDERSTOOD if paths is None else compare_two(*paths)


def _paths(numbers: Sequence[int]) -> list[str] | None:
    try:
        kept = history.list_entries()
    except OSError as error:
        complain(f"The reports on this computer cannot be read: {error.strerror}.")
        return None
    for number in numbers:
        if not 1 <= number <= len(kept):
            there = f"The list has {len(kept)}." if kept else "The list is empty."
            complain(f"There is no report {number} on this computer. {there}")
            return None
    return [str(kept[number - 1].path) for number in numbers]


def delete_history(*, asked: bool) -> int:
    """Delete all of them, once that was said twice."""
    try:
        kept = history.list_entries()
        if kept and not asked:
            if not is_terminal(sys.stdin):
                complain("Nothing was deleted. Say it twice: readiness history --delete-all --yes")
                return NOT_UNDERSTOOD
            if input(f"Delete all {len(kept)} reports on this computer? [y/N] ").strip().lower() not in ("y", "yes"):
                say("Nothing was deleted.")
                return UNDERSTOOD
        deleted = history.delete_all()
    except EOFError:
        say("Nothing was deleted.")
        return UNDERSTOOD
    except OSError as error:
        complain(f"Not all could be deleted: {error.strerror}.")
        return NOT_UNDERSTOOD
    say(f"{deleted} reports deleted." if deleted != 1 else "1 report deleted.")
    return UNDERSTOOD
