"""What staff guidance is made of: causes, questions, places to lead the patient to. English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """What staff lead the patient to."""

    CAMERA = "camera privacy"
    MICROPHONE = "microphone privacy"
    SOUND_IN = "microphone settings"
    SOUND_OUT = "speaker settings"
    NETWORK = "network settings"
    VPN = "VPN settings"
    RESTART = "restart"
    UPDATES = "system updates"
    POWER = "battery"
    PROGRAMS = "what uses the computer"
    STORAGE = "free disk space"
    INSTALLED = "installed programs"
    BROWSER = "the browser's own permission"


@dataclass(frozen=True, slots=True)
class Advice:
    """English, for staff. What to say to the patient are the finding's own steps, in the patient's language."""

    causes: tuple[str, ...]
    """Most likely first."""
    ask: tuple[str, ...]
    """What tells one cause from the next."""
    where: tuple[Place, ...] = ()
