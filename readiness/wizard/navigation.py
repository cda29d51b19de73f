"""Where a person can be in the window, how far a tip is, and what its page needs. No Qt."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

WELCOME: Final = "welcome"
PROGRESS: Final = "progress"
RESULT: Final = "result"


class Mark(StrEnum):
    """A tip's state in the sidebar."""

    OPEN = "open"
    RUNNING = "running"
    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NONE = "not-counted"
    SKIPPED = "skipped"
    NOT_NEEDED = "not-needed"
    BY_PHONE = "by-phone"


class Want(StrEnum):
    """What a page needs when it is opened."""

    NOTHING = "nothing"
    MEASURE = "measure"
    WATCH = "watch"
    START = "start"
    """The person says when: they will be asked to do something."""
