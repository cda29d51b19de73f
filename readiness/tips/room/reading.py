"""What is measured of the room."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.instruments.sound.states import MicrophoneState


@dataclass(frozen=True, slots=True)
class RoomReading:
    """What was measured. Levels in dBFS (full scale 1.0); None where not measured."""

    microphone: MicrophoneState
    noise_dbfs: float | None = None
    speech_dbfs: float | None = None
    """The speech that the noise is compared with: the sound tip's, or this file's own."""
    snr_db: float | None = None
    duration_s: float = 0.0
