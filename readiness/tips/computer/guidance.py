"""What staff are told about each finding of the computer."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

RESTART: Final = {
    "pending": Advice(
        ("An update waits for a restart.",),
        ("Can you restart now? Save your work first.",),
        (Place.RESTART, Place.UPDATES),
    ),
    "long-ago": Advice(
        ("The computer is only ever put to sleep.", "Windows: “Shut down” with fast startup does not count."),
        ("How do you turn it off in the evening?",),
        (Place.RESTART,),
    ),
    "unreadable": Advice(
        ("The computer's clock is wrong.", "The system does not tell."),
        ("Is the date on the screen right?", "When did you last restart it?"),
        (Place.RESTART,),
    ),
    "recent": Advice(("It was restarted not long ago.",), ("Will you restart it on the day of the visit?",)),
}

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
