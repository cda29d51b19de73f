"""What staff are told about each finding of the visit."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice

GUIDANCE: Final = {
    "to-do": Advice(
        ("Not everything is prepared yet: see the answers.",),
        ("Go through the open points together.",),
    ),
    "ready": Advice(("All was answered with Yes.",), ("Do you have the link or the invitation?",)),
    "not-asked": Advice(
        ("Nobody was there to answer, or left it open.",),
        ("Do you have the link, your questions and your medicines at hand?",),
    ),
}
