"""Colours by meaning, as names and numbers: the window, the report, its paper and the staff's pages share them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by meaning. Every text pair measures 4.5:1 or more."""

    ground: str
    card: str
    sidebar: str
    line: str
    ink: str
    soft: str
    accent: str
    on_accent: str
    hover: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    fail: str
    fail_ground: str
    unknown: str
    unknown_ground: str
    bar: str
    bar_ink: str
    high_contrast: bool = False


LIGHT: Final = Tokens(
    *("#F6F4EF", "#FFFFFF", "#EDEAE2", "#D9D5CB", "#1C2B33", "#50616B", "#0B5F6B", "#FFFFFF", "#E3EEEE"),
    *("#1A6B42", "#E4F3EA", "#7A4B00", "#FFF0CF", "#A3211B", "#FCE6E3", "#46546A", "#E8ECF3"),
    *("#1C2B33", "#FFFFFF"),
)


def verdict_colours(tokens: Tokens, verdict: Verdict) -> tuple[str, str]:
    """Choose the colour for text and icon, and the ground below it."""
    return {
        Verdict.PASS: (tokens.good, tokens.good_ground),
        Verdict.WARN: (tokens.warn, tokens.warn_ground),
        Verdict.FAIL: (tokens.fail, tokens.fail_ground),
        Verdict.UNKNOWN: (tokens.unknown, tokens.unknown_ground),
        Verdict.NONE: (tokens.unknown, tokens.unknown_ground),
    }[verdict]
