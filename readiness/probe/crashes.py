"""What may be said where something goes wrong: kinds of errors and places in our own code, never their words.

A message may hold a path with a user's name, a device called after a person, an address.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

from readiness import __version__

_CRASH: Final = "crash: "
_KIND: Final = r"[A-Za-z_][A-Za-z0-9_]{0,50}"
_PLACE: Final = r"(?: (?:at|<) readiness/[a-z0-9_/]+\.py:\d+)"
_CRASH_LINE: Final = (
    rf"crash: (?:{_KIND}(?:Error|Exception|Exit|Timeout)(?:\[\d{{1,6}}\])?{_PLACE}*|{_KIND}(?:\[\d{{1,6}}\])?{_PLACE}+)"
)
"""Not every error is called one (`psutil.NoSuchProcess`, `StopIteration`): another word counts with a place of ours."""
MOST_FRAMES: Final = 12


class SafeText(str):
    """Words that were looked at and may stand in a log."""

    __slots__ = ()


def error_kind(error: BaseException) -> str:
    """Name the kind of error, with its number where the system gave one: "OSError[13]"."""
    number = getattr(error, "errno", None)
    return f"{type(error).__name__}[{number}]" if isinstance(number, int) else type(error).__name__


def crash_text(error: BaseException) -> str:
    """Name the error and our own frames, innermost first: "KeyError at readiness/tips/room/rule.py:20 < …"."""
    told = _own_places([(each.f_code.co_filename, line) for each, line in traceback.walk_tb(error.__traceback__)])
    return error_kind(error) + (f" at {told}" if told else "")


def _own_places(frames: list[tuple[str, int]]) -> str:
    """Name our own files and lines among these, which end with the innermost; none of anybody else's path."""
    package = Path(__file__).resolve().parents[1]
    places = []
    for filename, line in reversed(frames):
        path = Path(filename)
        if path.is_relative_to(package):
            places.append(f"readiness/{path.relative_to(package).as_posix()}:{line}")
    return " < ".join(places[:MOST_FRAMES])


def describe_stacks() -> SafeText:
    """Describe where every thread is: "MainThread at readiness/wizard/pages/tip.py:120 < …; measuring at …"."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    told = []
    for ident, frame in sys._current_frames().items():
        places = _own_places([(each.f_code.co_filename, line) for each, line in traceback.walk_stack(frame)][::-1])
        name = names.get(ident, "")
        told.append(f"{name if name.isalnum() and name.isascii() else 'a thread'} at {places or 'foreign code'}")
    return SafeText("; ".join(told))


def crash_line(error: BaseException) -> str:
    """Mark `crash_text` as a child process says it on stderr, for its parent to find among what libraries say."""
    return _CRASH + crash_text(error)


def vetted_lines(stderr: bytes) -> SafeText:
    """Keep what may be logged of a child's stderr: its own crash lines, and how much else there was."""
    lines = stderr.decode("utf-8", "replace").splitlines()
    own = [line for line in lines if re.fullmatch(_CRASH_LINE, line)]
    rest = len([line for line in lines if line.strip()]) - len(own)
    return SafeText("; ".join(own + ([f"{rest} lines of libraries, not shown"] if rest else [])))


def bug_message(error: BaseException) -> str:
    """Describe a fault of our own in one sentence."""
    return f"Readiness {__version__} met an error of its own: {crash_text(error)}. Please report this line."


def tell_crashes() -> None:
    """Tell in one sentence what nobody caught, wherever it happens."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that has no ✔ shows a ? instead of a traceback
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _say(told.exc_value)
    sys.unraisablehook = lambda told: _say(told.exc_value) if os.environ.get("READINESS_LOG") else None


def _uncaught(kind_: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _say(error)


def _say(error: BaseException | None) -> None:
    if error is not None and sys.stderr is not None:
        stopped = isinstance(error, KeyboardInterrupt)  # a person's doing, between the places that expect it
        print("Stopped." if stopped else bug_message(error), file=sys.stderr, flush=True)
