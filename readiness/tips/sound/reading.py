"""What sound's measurement yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.instruments.sound.states import MicrophoneState, SpeakerState

SPEAK_AT_MOST_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class SoundReading:
    """What was measured. Levels in dBFS (full scale 1.0); None where not measured. Names stay on the screen."""

    microphone: MicrophoneState
    speaker: SpeakerState
    noise_dbfs: float | None = None
    """The room's 3 s before the speech, A-weighted (IEC 61672-1), short events left out, the DC taken off."""
    noise_unweighted_dbfs: float | None = None
    speech_dbfs: float | None = None
    """Active speech level (ITU-T P.56, method B), the noise's power taken off."""
    snr_db: float | None = None
    """`speech_dbfs` over `noise_dbfs`: active speech, unweighted, over the A-weighted noise of the quiet seconds."""
    peak_dbfs: float | None = None
    clipped_percent: float | None = None
    dropout_percent: float | None = None
    bandwidth_hz: float | None = None
    speech_s: float = 0.0
    waited_s: float = 0.0
    """How long it was listened for speech."""
    asked_to_speak: bool = False
    duration_s: float = 0.0
    rate_hz: int | None = None
    voice_played: bool = False
    """Was the person's own voice played to them?"""
    chime_score: float | None = None
    """How clearly the microphone heard the chime; None where it did not listen."""
    chime_found: bool = False
    echo_db: float | None = None
    """Usual speech from the speaker, as it arrives in the microphone, over the person's own voice."""
    output_off: bool = False
    """Does the system say that its sound is muted, or at 0?"""
    microphone_name: str | None = None
    speaker_name: str | None = None
    other_microphone: str | None = None
    """The source of another microphone that hears something where the chosen one does not."""
    other_name: str | None = None
