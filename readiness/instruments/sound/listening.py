"""Listen to a room and to a person, and say what is known so far: the measuring that sound and room share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.core.check import Commands
from readiness.instruments.sound.analysis.levels import Samples, rms_dbfs
from readiness.instruments.sound.devices.microphone import Microphone, open_microphone
from readiness.instruments.sound.devices.portaudio import PortAudio
from readiness.instruments.sound.devices.wav import NotAWavFileError
from readiness.instruments.sound.recording import ROOM_S, Recording
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState

_SETTLING_S: Final = 0.3
"""What a device gives first is its switching on: pops, a wandering offset, zeros."""
_LOOK_S: Final = 0.5
"""How often what was heard is judged anew; the level is told with every block."""
_PAUSE: Final = 2.0
"""On a slow computer so many times as long as the last look took is listened before the next one."""
_MOMENT_S: Final = 0.045
"""Blocks shorter than this are put together: a meter needs 20 moments a second, not 500."""
_QUIETEST_DBFS: Final = -100.0


@dataclass(frozen=True, slots=True)
class ListeningPlan:
    """How long to listen for speech after the room, and how much of it is enough, in seconds."""

    speech_s: float
    enough_speech_s: float | None = None
    room_s: float = ROOM_S


@dataclass(frozen=True, slots=True)
class ListeningStep:
    """One step of listening."""

    level_dbfs: float
    quiet: bool
    """Is it the room's turn, and not the person's?"""
    done: float
    """Share of the time that this may take, 0 to 1."""
    heard: SoundLevels | None = None
    voice: Samples | None = None
    """At the end: what came after the room, at `heard.rate_hz`; to be played to the person and forgotten."""
    name: str | None = None
    """At the end: what a person knows the microphone by; None where it is whatever is the default."""


def _join_blocks(source: Microphone, commands: Commands) -> Iterator[Samples]:
    """Yield the source's blocks, short ones put together."""
    parts: list[Samples] = []
    for block in source.blocks(commands):
        parts.append(block)
        if sum(part.size for part in parts) >= _MOMENT_S * source.rate:
            yield np.concatenate(parts)
            parts = []
    if parts:
        yield np.concatenate(parts)


def _measure_level(block: Samples) -> float:
    level = rms_dbfs(block)
    return _QUIETEST_DBFS if level is None else round(max(_QUIETEST_DBFS, level), 1)


def listen_to_room_and_voice(
    portaudio: PortAudio, source: str | None, plan: ListeningPlan, commands: Commands
) -> Iterator[ListeningStep]:
    """Listen for 3 s to the room, then for speech as planned. The last moment always says what was heard.

    Trouble with a device, or a file that is no recording, is a state in `SoundLevels`.
    """
    heard = SoundLevels(MicrophoneState.NOTHING)
    voice: Samples | None = None
    name: str | None = None
    try:
        with open_microphone(portaudio, source) as opened:
            name = opened.name
            recording = Recording(opened.rate, plan.speech_s, _SETTLING_S if opened.live else 0.0, plan.room_s)
            looked_s = owed_s = pause_s = 0.0
            for block in _join_blocks(opened, commands):
                recording.add(block)
                # What a device owes from its waking up, while nobody speaks, breaks no word off.
                if recording.quiet:
                    owed_s = opened.lost_s
                recording.lost_s = max(0.0, opened.lost_s - owed_s)
                now: SoundLevels | None = None
                # Longer recordings take longer to judge: a tenth of their length is often enough.
                if recording.over or recording.seconds - looked_s >= max(_LOOK_S, recording.seconds / 20, pause_s):
                    began = time.monotonic()
                    heard = now = recording.heard()
                    looked_s = recording.seconds
                    pause_s = _PAUSE * (time.monotonic() - began)
                yield ListeningStep(_measure_level(block), recording.quiet, recording.done, now)
                enough = plan.enough_speech_s is not None and heard.speech_s >= plan.enough_speech_s
                if recording.over or (enough and heard.speech_dbfs is not None):
                    break
            if recording.seconds > looked_s:
                heard = recording.heard()
            voice = recording.voice
    except NotAWavFileError:
        heard = SoundLevels(MicrophoneState.NOT_A_RECORDING)
    except AudioTroubleError as trouble:
        heard = SoundLevels(trouble.state, duration_s=heard.duration_s, rate_hz=heard.rate_hz)
    yield ListeningStep(_QUIETEST_DBFS, False, 1.0, heard, voice, name)
