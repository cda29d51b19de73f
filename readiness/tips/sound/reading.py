"""What sound's measurement yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import SpeakerState

SPEAK_AT_MOST_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class SoundReading(SoundLevels):
    """What the microphone gave, and what came of the speaker. Names stay on the screen."""

    speaker: SpeakerState = SpeakerState.NOT_TRIED
    asked_to_speak: bool = False
    voice_played: bool = False
    """Was the person's own voice played to them?"""
    chime_score: float | None = None
    """How clearly the microphone heard the chime; None where it did not listen."""
    chime_found: bool = False
    echo_db: float | None = None
    """Usual speech from the speaker, as it arrives in the microphone, over the person's own voice."""
    output_off: bool = False
    """Does the system say that its sound is muted, or at 0?"""
    forbidden_in: str = ""
    """The browser of the visit, where a rule of those who manage this computer forbids it every microphone."""
    microphone_name: str | None = None
    speaker_name: str | None = None
    headset: bool | None = None
    """Does the system say that this speaker is headphones or a headset?"""
    other_microphone: str | None = None
    """The source of another microphone that hears something where the chosen one does not."""
    other_name: str | None = None
