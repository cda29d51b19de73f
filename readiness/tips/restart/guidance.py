"""What staff are told about each finding of a restart."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

GUIDANCE: Final = {
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
