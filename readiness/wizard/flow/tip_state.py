"""One tip's course in the window: what runs, what was found, what the person said. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from readiness.core.check import Check, Live, Resource
from readiness.core.finding import Judgement
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.probe.runner import Outcome

_NOTICED: Final = frozenset({Resource.CAMERA, Resource.MICROPHONE, Resource.SPEAKER})
"""What a person notices in use (a light, a chime): it is used only while its page, or the progress page, is open."""


@dataclass(slots=True)
class TipState:
    """One tip's course so far."""

    check: Check[Any]
    run: int = 0
    """Number of the measurement under way; 0 where there is none."""
    watching: bool = False
    leaving: bool = False
    """Its page was left: the measurement has been told to stop and is not over yet."""
    live: Live = field(default_factory=Live)
    so_far: Judgement | None = None
    outcome: Outcome | None = None
    setup: Setup | None = None
    """What the outcome is to be judged by."""
    answers: dict[str, Answer | None] = field(default_factory=dict)
    decided: str = ""
    """"skipped" or "not-needed", where the person said so."""
    visited: bool = False
    stale: bool = False
    """Something has changed since it was measured."""
    was_stale: bool = False
    """It was stale when the run began that goes on now: should that come to nothing, it still is."""

    @property
    def only_questions(self) -> bool:
        """Is there nothing to measure?"""
        return self.check.reading_type is None

    @property
    def noticed(self) -> bool:
        """Does its measurement use what a person notices?"""
        return bool(self.check.uses & _NOTICED)
