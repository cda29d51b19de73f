"""How a probe can end: a value with states, so that hung, crashed and cancelled are different advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """It ended well; the last reading is the best one."""

    reading: Any


@dataclass(frozen=True, slots=True)
class Hung:
    """It did not say hello, or was not done, in time; it was stopped."""

    after_s: float


@dataclass(frozen=True, slots=True)
class Crashed:
    """The process died, by a signal or with an exit code, before it said its end."""

    signal: int | None
    code: int | None


@dataclass(frozen=True, slots=True)
class Raised:
    """The measurement raised; `kind` is the exception's class name."""

    kind: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Somebody stopped it."""


End = Measured | Hung | Crashed | Raised | Cancelled
