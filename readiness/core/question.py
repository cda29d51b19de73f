"""What a person is asked, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.core.text import Text


class Answer(StrEnum):
    """What a person answers. No answer at all is None."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


Answers = Mapping[str, Answer | None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with Yes / No / Not sure. `to_do` is what to do where the answer is not Yes."""

    id: str
    says: Text
    to_do: Text = Text("")


class OptOutKind(StrEnum):
    """What a person may choose on a tip's page beside doing or skipping it."""

    NONE = ""
    """It is for everybody."""
    WITHOUT = "not-needed"
    """To do without it; the result says so."""
    BY_PHONE = "by-phone"
    """To have the whole visit by phone."""
    WEB_PAGE = "web-page"
    """To have the visit on a web page: a browser is looked for instead."""


_NOTHING: Final = Text("")


@dataclass(frozen=True, slots=True)
class OptOut:
    """A tip's choice, and its words."""

    kind: OptOutKind = OptOutKind.NONE
    choose: Text = _NOTHING
    asked: Text = _NOTHING
    """What is asked before it counts; Yes makes it so."""
    otherwise: Text = _NOTHING
    """What is said to any other answer."""
