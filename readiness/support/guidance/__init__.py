"""What staff are told about each finding: likely causes in order, what to ask, where the setting is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from readiness.support.guidance.advice import Advice
from readiness.support.guidance.common import COMMON
from readiness.support.guidance.computer import COMPUTER, RESTART, VIDEO_APP
from readiness.support.guidance.hearing import ROOM, SOUND
from readiness.support.guidance.line import INTERNET
from readiness.support.guidance.people import PHONE, VISIT
from readiness.support.guidance.picture import CAMERA

__all__ = ["GUIDANCE", "Advice", "advice"]

GUIDANCE: Final[Mapping[str, Mapping[str, Advice]]] = {
    "video-app": VIDEO_APP,
    "internet": INTERNET,
    "restart": RESTART,
    "computer": COMPUTER,
    "camera": CAMERA,
    "sound": SOUND,
    "room": ROOM,
    "phone": PHONE,
    "visit": VISIT,
}


def advice(tip: str, name: str) -> Advice | None:
    """The advice on this finding; None where this version knows nothing of it."""
    return GUIDANCE.get(tip, {}).get(name) or COMMON.get(name)
