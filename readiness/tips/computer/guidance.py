"""What staff are told about each finding of the computer."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

GUIDANCE: Final = {
    "battery": Advice(
        ("The charger is not in.", "The charger is in, but the plug or socket has no power.", "A worn battery."),
        ("Is the charger's light on?",),
        (Place.POWER,),
    ),
    "busy": Advice(
        ("Updates, a virus scan or a backup run.", "Many browser tabs.", "A program that hangs."),
        ("What is at the top of the list, sorted by CPU?", "Was it just started? Wait five minutes."),
        (Place.PROGRAMS, Place.RESTART),
    ),
    "memory": Advice(
        ("Many browser tabs or programs are open.", "No restart for long.", "Little memory is built in."),
        ("How many tabs are open?", "When was the last restart?"),
        (Place.PROGRAMS, Place.RESTART),
    ),
    "disk": Advice(
        ("Photos, videos and downloads fill it.", "The recycle bin is full.", "Old updates."),
        ("Is there something in the recycle bin?",),
        (Place.STORAGE,),
    ),
    "old-system": Advice(
        ("The system no longer gets updates; video programs may refuse it.",),
        ("Is there a newer computer, a tablet or a phone?",),
        (Place.UPDATES,),
    ),
    "good": Advice(("Power and load were fine when measured.",), ("Will the charger be in on the day?",)),
}
