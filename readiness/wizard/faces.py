"""How each tip looks in the window: a short name, an icon, the words for not using it. Data alone, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.model import TIPS, Resource, Text

_NOT_FOR_ME: Final = Text("This is not for me")


@dataclass(frozen=True, slots=True)
class Face:
    """A tip in the rail and on its page."""

    name: Text
    icon: str
    not_used: Text = _NOT_FOR_ME


_FACES: Final = {
    "video-app": Face(Text("Video software"), "video", Text("I don’t use a video program")),
    "internet": Face(Text("Internet"), "wifi", Text("I will join by phone")),
    "restart": Face(Text("A fresh start"), "rotate-cw"),
    "computer": Face(Text("Computer"), "laptop"),
    "camera": Face(Text("Camera"), "camera", Text("I don’t use a camera")),
    "sound": Face(Text("Sound"), "mic", Text("I don’t use sound")),
    "room": Face(Text("Quiet place"), "house"),
    "phone": Face(Text("Phone"), "phone", Text("I don’t use a phone")),
    "visit": Face(Text("For your visit"), "clipboard-list"),
}
assert tuple(_FACES) == TIPS


def face(tip: str) -> Face:
    """This tip's face."""
    return _FACES[tip]


RESULT_NAME: Final = Text("Your result")

DEVICES: Final = (
    (Resource.CAMERA, "camera", Text("Camera")),
    (Resource.MICROPHONE, "mic", Text("Microphone")),
    (Resource.SPEAKER, "headphones", Text("Speaker or headphones")),
)
"""What can be chosen, with its icon and name."""
