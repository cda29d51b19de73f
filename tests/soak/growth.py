"""Did what a program takes up grow? The middle of the time just after the warm-up against the middle of the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Final

MOST_PERCENT: Final = 5.0
_WINDOW: Final = 0.25
"""Which share of the time after the warm-up is looked at, at its beginning and at its end."""
_FEW: Final = 2
"""Threads and handles come and go with what is being measured at the moment: so many are no growth."""


@dataclass(frozen=True, slots=True)
class Use:
    """What the program took up at one moment."""

    at_s: float
    memory_mb: float
    threads: int
    handles: int

    def told(self) -> dict[str, float]:
        """As numbers by name."""
        return {name: round(value, 1) for name, value in asdict(self).items()}


def grown(uses: Sequence[Use], warm_up_s: float) -> Iterator[str]:
    """What grew by more than 5 % after the warm-up, in words."""
    after = [use for use in uses if use.at_s >= warm_up_s]
    size = round(len(after) * _WINDOW)
    if size < 1:
        return
    for name in ("memory_mb", "threads", "handles"):
        before = median(getattr(use, name) for use in after[:size])
        end = median(getattr(use, name) for use in after[-size:])
        allowed = max(before * MOST_PERCENT / 100, 0 if name == "memory_mb" else _FEW)
        if end - before > allowed:
            yield f"{name} grew from {before:g} to {end:g} ({(end / before - 1) * 100:+.1f} %)"
