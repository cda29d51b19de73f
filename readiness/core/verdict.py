"""What one tip came to, what the whole did, and the one rule that leads from those to this."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from readiness.core.tip_list import REQUIRED

BY_PHONE: Final = "by-phone"
"""The name of the internet's finding for a visit by phone; decided on its page, or on the result."""


class Verdict(StrEnum):
    """What one tip came to."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Could not be checked: never blamed on the patient, never called a pass."""
    NONE = "not-counted"
    """Not asked, not needed."""


class Overall(StrEnum):
    """What the whole check came to."""

    READY = "ready"
    READY_WITH_ADVICE = "ready-with-advice"
    NOT_READY = "not-ready"
    COULD_NOT_CHECK = "could-not-check"
    BY_PHONE = "by-phone"
    """The person said that they will have their visit by phone. It says nothing about video."""


def judge_whole(tips: Mapping[str, tuple[Verdict, str]], *, by_phone: bool = False, stopped: bool = False) -> Overall:
    """Judge the whole by each tip's verdict and finding (its name without the tip). The rule of the contract.

    A required tip that was neither judged nor called not needed leaves the whole unchecked, whatever else it is.
    Where nothing was checked, or somebody stopped the check, nothing is called ready.
    """
    if by_phone or any(name == BY_PHONE for _, name in tips.values()):
        return Overall.BY_PHONE
    verdicts = [verdict for verdict, _ in tips.values()]
    required = [result for tip, result in tips.items() if tip in REQUIRED]
    if Verdict.FAIL in verdicts:
        return Overall.NOT_READY
    if stopped or not tips or any(_is_open(*result) for result in required):
        return Overall.COULD_NOT_CHECK
    if Verdict.WARN in verdicts or any(verdict is Verdict.NONE for verdict, _ in required):
        return Overall.READY_WITH_ADVICE
    return Overall.READY


def _is_open(verdict: Verdict, name: str) -> bool:
    """Tell whether it stays unknown if this is well. The person may do without it, and has to say so."""
    return verdict is Verdict.UNKNOWN or (verdict is Verdict.NONE and name != "not-needed")
