"""What is known of a room and a voice. Standard library only: the sound tip's rule reads it without NumPy."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.instruments.sound.states import MicrophoneState


@dataclass(frozen=True, slots=True)
class SoundLevels:
    """Levels in dBFS (full scale 1.0), rounded to 0.1; None where not measured."""

    microphone: MicrophoneState
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
    """How much of the time in which somebody may speak is missing."""
    bandwidth_hz: float | None = None
    speech_s: float = 0.0
    waited_s: float = 0.0
    """How long it was listened for speech."""
    duration_s: float = 0.0
    rate_hz: int | None = None
