"""What staff are told about each finding of the room."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

GUIDANCE: Final = {
    "error": Advice(
        ("The microphone gave nothing: see the sound tip first.", "A fault in our program."),
        ("What does the sound tip say?",),
        (Place.SOUND_IN,),
    ),
    "noisy": Advice(
        ("Television, radio, fan or street.", "The microphone is far away or its boost is high."),
        ("What do you hear around you now?", "Is there a quieter room with a door?"),
    ),
    "not-private": Advice(
        ("Others are in the room.", "The patient is at work, in a car or a public place."),
        (
            "Is there a room with a door?",
            "Do you feel safe to speak there? Else offer another time, or yes-or-no questions.",
        ),
    ),
    "good": Advice(("The room is quiet enough.",), ("Is it the same room on the day?",)),
    "not-asked": Advice(("Nobody was there to answer, or left it open.",), ("Can anybody listen in where you sit?",)),
}
