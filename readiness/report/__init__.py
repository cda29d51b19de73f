"""The result in words: JSON, text, HTML and paper, from one content. What may leave the machine is an allow-list."""

from readiness.report.card import Card
from readiness.report.content import Content
from readiness.report.rendering import ENDINGS, Rendering
from readiness.report.words import (
    EMERGENCY,
    HEADLINES,
    MARKS,
    NO_NUMBER,
    RELAY,
    SAY_THIS,
    SUPPORT_CODE,
    headline,
    other_ways,
    preparations,
    todo,
)
from readiness.sentences import CALL, DEMO_BANNER

__all__ = [
    "CALL",
    "DEMO_BANNER",
    "EMERGENCY",
    "ENDINGS",
    "HEADLINES",
    "MARKS",
    "NO_NUMBER",
    "RELAY",
    "SAY_THIS",
    "SUPPORT_CODE",
    "Card",
    "Content",
    "Rendering",
    "headline",
    "other_ways",
    "preparations",
    "todo",
]
