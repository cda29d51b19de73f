"""What the answers about the visit mean."""

from __future__ import annotations

from readiness.core.question import Answer, Answers, Question


def open_questions(questions: tuple[Question, ...], answers: Answers) -> tuple[Question, ...] | None:
    """Find what is not Yes. None where nothing was answered: once one question is, the others count as left to do."""
    if all(answers.get(question.id) is None for question in questions):
        return None
    return tuple(question for question in questions if answers.get(question.id) is not Answer.YES)
