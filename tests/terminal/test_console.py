"""What a person types in answer to a question."""

from __future__ import annotations

import pytest

from readiness.core.question import Answer
from readiness.terminal.console import understood

YES, NO, NOT_SURE = Answer.YES, Answer.NO, Answer.NOT_SURE


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *((word, YES) for word in ("y", " Yes ", "yes, please", "Yep.", "s", "Si", "SÍ, claro", "نعم", "是", "是的")),
        *((word, NO) for word in ("n", "No", "no, never", "nope", "لا", "否", "不是")),
        *((word, NOT_SURE) for word in ("?", "not sure", "I don't know", "No lo sé", "لا أعرف", "不知道", "？")),
        *((word, None) for word in ("", "nobody", "yesterday", "siempre", "x", "!")),
    ],
)
def test_an_answer_is_understood_in_every_language(typed: str, answer: Answer | None) -> None:
    assert understood(typed) is answer
