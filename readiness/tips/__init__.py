"""The tip list. Each tip is a folder; it is loaded when it is asked for, so a probe loads its own alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, cast

from readiness.core.check import Check
from readiness.core.verdict import TIPS

_CLASSES: Final = {
    "video-app": "VideoAppCheck",
    "internet": "InternetCheck",
    "restart": "RestartCheck",
    "computer": "ComputerCheck",
    "camera": "CameraCheck",
    "sound": "SoundCheck",
    "room": "RoomCheck",
    "phone": "PhoneCheck",
    "visit": "VisitCheck",
}
assert tuple(_CLASSES) == TIPS


def load_check(tip: str) -> Check[Any]:
    """The check of this tip. KeyError where there is none."""
    name = _CLASSES[tip]
    module = import_module(f"readiness.tips.{tip.replace('-', '_')}")
    return cast(Check[Any], getattr(module, name)())
