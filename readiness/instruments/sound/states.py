"""What can become of a microphone and of a speaker. Standard library only: rules need it, too."""

from __future__ import annotations

from enum import StrEnum


class MicrophoneState(StrEnum):
    """What the microphone gave us."""

    MISSING_PART = "missing-part"
    """PortAudio is not on this computer."""
    NO_DEVICE = "no-device"
    """There is no microphone at all, or none of that name."""
    BLOCKED = "blocked"
    """The system does not let programs use it."""
    FAILED = "failed"
    """It is there but did not open: busy, refused, broken."""
    NOTHING = "nothing"
    """It opened, or is still opening, and delivers nothing."""
    STOPPED = "stopped"
    """It delivered sound and then stopped: unplugged, or the sound server died."""
    ZEROS = "zeros"
    """Every sample was exactly 0: switched off or blocked, not merely quiet."""
    NOT_A_RECORDING = "not-a-recording"
    """The source is a file that holds no sound which we can read."""
    SOUND = "sound"


class SpeakerState(StrEnum):
    """What became of the chime."""

    NOT_TRIED = "not-tried"
    MISSING_PART = "missing-part"
    NO_DEVICE = "no-device"
    FAILED = "failed"
    PLAYED = "played"
    """The device took all of it. Only a person knows whether it was heard."""
    WRITTEN = "written"
    """Written to a file instead, for tests."""


class AudioTroubleError(Exception):
    """Sound cannot be recorded or played; `state` says why, in the microphone's terms."""

    def __init__(self, state: MicrophoneState, why: str) -> None:
        super().__init__(f"{state.value}: {why}")
        self.state = state
