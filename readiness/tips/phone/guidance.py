"""What staff are told about each finding of the telephone."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice

GUIDANCE: Final = {
    "invalid-number": Advice(
        ("A digit is missing, or the area code.", "The clinic's number was mixed up with the patient's own."),
        ("Give them the number to call, digit by digit.",),
    ),
    "no-number": Advice(
        ("The clinic's profile names no number, and none was typed.",),
        ("Give them the number to call.", "Ask your IT to put the number into the profile."),
    ),
    "not-at-hand": Advice(
        ("The telephone is in another room, or there is none.",),
        ("Which telephone can you have next to you? What is its number?",),
    ),
    "ready": Advice(("A number and a telephone are there.",), ("Is the telephone charged?",)),
    "not-asked": Advice(("Nobody was there to answer, or left it open.",), ("Do you have a telephone next to you?",)),
}
