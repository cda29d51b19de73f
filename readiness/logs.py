"""What may be said where something goes wrong: kinds of errors and places in our own code, never their words.

A message may hold a path with a user's name, a device called after a person, an address. So the log and the text of
a crash are an allow-list as well: numbers, ids of tips, kinds of errors, and "readiness/checks/room.py:120".
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from readiness import __version__
from readiness.model import TIPS

_PACKAGE: Final = Path(__file__).resolve().parent
_CRASH: Final = "crash: "
_CRASH_LINE: Final = re.compile(
    r"crash: [A-Za-z_][A-Za-z0-9_.]{0,60}(?:\[\d{1,6}\])?(?: (?:at|<) readiness/[a-z0-9_/]+\.py:\d+)*"
)
MOST_FRAMES: Final = 12
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Vetted(str):
    """Words that were looked at and may stand in a log."""

    __slots__ = ()


def kind(error: BaseException) -> str:
    """ "OSError[13]": the kind of error, with its number where the system gave one."""
    number = getattr(error, "errno", None)
    return f"{type(error).__name__}[{number}]" if isinstance(number, int) else type(error).__name__


def crash_text(error: BaseException) -> str:
    """ "KeyError at readiness/checks/room.py:120 < readiness/runner.py:33": our own frames, the innermost first."""
    places = []
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            places.append(f"readiness/{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno}")
    told = places[:MOST_FRAMES]
    return kind(error) + (f" at {' < '.join(told)}" if told else "")


def crash_line(error: BaseException) -> str:
    """The same, as a child process says it on stderr for its parent to find among what libraries say."""
    return _CRASH + crash_text(error)


def vetted_lines(stderr: bytes) -> Vetted:
    """What of a child's stderr may be logged: its own crash lines, and how much else there was."""
    lines = stderr.decode("utf-8", "replace").splitlines()
    own = [line for line in lines if _CRASH_LINE.fullmatch(line)]
    rest = len([line for line in lines if line.strip()]) - len(own)
    return Vetted("; ".join(own + ([f"{rest} lines of libraries, not shown"] if rest else [])))


def sorry(error: BaseException) -> str:
    """One sentence about a fault of our own."""
    return f"Readiness {__version__} met an error of its own: {crash_text(error)}. Please report this line."


def _allowed(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | Vetted):
        return value
    if isinstance(value, BaseException):
        return kind(value)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str) and value in TIPS else "…"


class Formatter(logging.Formatter):
    """Our own sentences with the values that may be told; of other libraries, that they said something."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        message = "…"
        if record.name.partition(".")[0] == "readiness" and isinstance(record.msg, str):
            arguments = record.args
            if isinstance(arguments, dict):
                message = record.msg % {key: _allowed(value) for key, value in arguments.items()}
            elif arguments:
                message = record.msg % tuple(_allowed(value) for value in arguments)
            else:
                message = record.msg
        line = f"{record.name}: {message}"
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            line += f" ({crash_text(record.exc_info[1])})"
        return line


def configure(level: str) -> None:
    """Log to stderr from this level on; what nobody caught is told in one sentence, wherever it happens."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(level=level.upper() if level.upper() in _LEVELS else "ERROR", handlers=[handler])
    for stream in (sys.stdout, sys.stderr):  # a terminal that has no ✔ shows a ? instead of a traceback
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _say(told.exc_value)
    sys.unraisablehook = lambda told: _say(told.exc_value) if os.environ.get("READINESS_LOG") else None


def _uncaught(kind_: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del kind_, trace
    _say(error)


def _say(error: BaseException | None) -> None:
    if error is not None and sys.stderr is not None:
        print(sorry(error), file=sys.stderr, flush=True)
