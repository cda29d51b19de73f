"""What staff are told about the findings that every tip can have."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

GUIDANCE: Final = {
    "not-responding": Advice(
        ("A driver or an antivirus program holds the check up.", "The computer is overloaded."),
        ("Was the whole computer slow?", "Does it come back after a restart?"),
        (Place.RESTART,),
    ),
    "crashed": Advice(
        ("A device's driver failed.", "The computer had too little memory left.", "A fault in our program."),
        ("Does it happen each time?", "Were many programs open?", "Was a device plugged in or out just then?"),
        (Place.UPDATES, Place.PROGRAMS, Place.RESTART),
    ),
    "error": Advice(
        ("A fault in our program, not the patient's.", "The computer had too little memory left."),
        (
            "Were many programs open?",
            "Does “Try again” bring the same?",
            "Which version is it? Please report it with the code.",
        ),
    ),
    "cancelled": Advice(
        ("Somebody stopped the check.", "The window was closed in the middle."),
        ("May we run it once more, to its end?",),
    ),
    "skipped": Advice(
        ("The patient chose to skip it.", "The check ended before it came to this."),
        ("What kept you from it? Shall we do it together now?",),
    ),
    "not-needed": Advice(
        ("The patient does not use it.", "The clinic's profile does not ask for it."),
        ("Is that so for this visit, too?",),
    ),
}
