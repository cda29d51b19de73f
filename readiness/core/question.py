"""What a person is asked, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
