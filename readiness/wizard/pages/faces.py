"""How each tip looks in the window: a short name, an icon, the words for not using it. Data alone, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.core.check import Resource
from readiness.core.text import Text
from readiness.core.verdict import TIPS

_NOTHING: Final = Text("")


class OptOut(StrEnum):
    """What a person may choose on a tip's page beside doing or skipping it."""

    NONE = ""
    """It is for everybody."""
    WITHOUT = "not-needed"
    """To do without it; the result says so."""
    BY_PHONE = "by-phone"
    """To have the whole visit by phone."""
    WEB_PAGE = "web-page"
    """To have the visit on a web page: a browser is looked for instead."""


@dataclass(frozen=True, slots=True)
class Face:
    """A tip in the sidebar and on its page."""

    name: Text
    icon: str
    choice: OptOut = OptOut.NONE
    choose: Text = _NOTHING
    """The words of that choice."""
    asked: Text = _NOTHING
    """What is asked before it counts; Yes makes it so."""
    otherwise: Text = _NOTHING
    """What is said to any other answer."""


_FACES: Final = {
    "video-app": Face(Text("Video software"), "video", OptOut.WEB_PAGE, Text("My visit opens on a web page")),
    "internet": Face(Text("Internet"), "wifi", OptOut.BY_PHONE, Text("I will join by phone")),
    "restart": Face(Text("A fresh start"), "rotate-cw"),
    "computer": Face(Text("Computer"), "laptop"),
    "camera": Face(Text("Camera"), "camera", OptOut.WITHOUT, Text("I don’t use a camera")),
    "sound": Face(
        Text("Sound"),
        "mic",
        OptOut.WITHOUT,
        Text("I don’t use sound"),
        Text("Will you speak and listen on a telephone during the video visit?"),
        Text("Then you need sound here. Or have your whole visit by phone: call your clinic."),
    ),
    "room": Face(Text("Quiet place"), "house"),
    "phone": Face(Text("Phone"), "phone", OptOut.WITHOUT, Text("I don’t use a phone")),
    "visit": Face(Text("For your visit"), "clipboard-list", OptOut.WITHOUT, Text("This is not for me")),
}
assert tuple(_FACES) == TIPS


def face_of(tip: str) -> Face:
    """This tip's face."""
    return _FACES[tip]


RESULT_NAME: Final = Text("Your result")

DEVICES: Final = (
    (Resource.CAMERA, "camera", Text("Camera")),
    (Resource.MICROPHONE, "mic", Text("Microphone")),
    (Resource.SPEAKER, "headphones", Text("Speaker or headphones")),
)
"""What can be chosen, with its icon and name."""
PROGRAM_AFTER_ALL: Final = Text("I use a video program")
"""The way back from the web page."""
VIDEO_AFTER_ALL: Final = Text("I want to try video after all")
"""The way back from the phone."""
