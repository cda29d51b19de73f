"""The tip list, in its order. One line here, and a folder in `tips/`, is a tip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.core.text import Text


@dataclass(frozen=True, slots=True)
class TipEntry:
    """A tip as every page shows it, before anything of it is loaded."""

    id: str
    name: Text
    icon: str
    """The name of a drawing in `assets/icons`."""
    required: bool = False
    """Is there no video visit without it?"""
    by_phone: bool = False
    """Does a visit by phone need it as well?"""


TIP_LIST: Final = {
    entry.id: entry
    for entry in (
        TipEntry("video-app", Text("Video software"), "video", required=True),
        TipEntry("internet", Text("Internet"), "wifi", required=True),
        TipEntry("restart", Text("A fresh start"), "rotate-cw"),
        TipEntry("computer", Text("Computer"), "laptop"),
        TipEntry("camera", Text("Camera"), "camera", required=True),
        TipEntry("sound", Text("Sound"), "mic", required=True),
        TipEntry("room", Text("Quiet place"), "house"),
        TipEntry("phone", Text("Phone"), "phone", by_phone=True),
        TipEntry("visit", Text("For your visit"), "clipboard-list", by_phone=True),
    )
}
TIPS: Final = tuple(TIP_LIST)
"""Their ids."""
REQUIRED: Final = frozenset(entry.id for entry in TIP_LIST.values() if entry.required)
BY_PHONE_TIPS: Final = frozenset(entry.id for entry in TIP_LIST.values() if entry.by_phone)
