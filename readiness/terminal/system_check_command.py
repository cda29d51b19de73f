"""The engineer's command `support --system-check FILE`: shows its progress, prints what it found, and saves it."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from readiness.core.files import can_write, write_whole
from readiness.machine import here
from readiness.support.evidence import SupportError
from readiness.support.reports import read_content
from readiness.support.system_check import read_system_check
from readiness.support.system_facts import collect_facts
from readiness.terminal.parser import Exit, UsageError
from readiness.terminal.signals import raise_again


def check_system(place: str) -> int:
    """Check this computer and save the result in this file. 0, or 3 where it cannot be saved at last; UsageError."""
    path = Path(place)
    _must_be_free(path)
    raise_again()  # Ctrl-C: child processes are ended first, and no file is written
    checked = collect_facts(here(), lambda words: print(words, file=sys.stderr, flush=True))
    print(checked.as_text(), end="", flush=True)
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(checked), indent=1))
    except OSError as error:
        print(f"It cannot be saved as {place}: {error.strerror}. Copy the text above instead.", file=sys.stderr)
        return Exit.COULD_NOT_CHECK
    print(f"Saved: {place}", file=sys.stderr)
    return Exit.READY


def _must_be_free(path: Path) -> None:
    """Refuse a place that cannot be written, and a file that is not a system check. UsageError."""
    if path.exists():
        try:
            earlier = read_system_check(read_content(path), str(path))
        except SupportError:
            earlier = None
        if earlier is None:
            raise UsageError(f"{path} already exists and is not a system check. Choose another file name.")
    if not can_write(path):
        raise UsageError(f"The system check cannot be saved as {path}. Choose a folder that can be written.")
