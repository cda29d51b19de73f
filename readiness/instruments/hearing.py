"""Listen to a room and to a person, and say what is known so far: the measuring that sound and room share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.instruments.audio import Microphone, microphone
from readiness.instruments.loudness import Samples, all_zeros, decibels, peak_dbfs, rms_dbfs
from readiness.instruments.portaudio import PortAudio
from readiness.instruments.sound_states import AudioTroubleError, MicrophoneState
from readiness.instruments.speech import find_speech, noise_power, speech_to_noise_db
from readiness.model import Commands

ROOM_S: Final = 3.0
_SETTLING_S: Final = 0.3
"""What a device gives first is its switching on: pops, a wandering offset, zeros."""
_ZEROS_S: Final = 1.0
_ROOM_NEEDED_S: Final = 1.0
_LOOK_S: Final = 0.5
"""How often what was heard is judged anew; the level is told with every block."""
_MOMENT_S: Final = 0.045
"""Blocks shorter than this are put together: a meter needs 20 moments a second, not 500."""
_QUIETEST_DBFS: Final = -100.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to listen for speech after the room, and how much of it is enough, in seconds."""

    speech_s: float
    enough_speech_s: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known so far. Levels rounded to 0.1; None where not measured."""

    microphone: MicrophoneState
    noise_dbfs: float | None = None
    speech_dbfs: float | None = None
    snr_db: float | None = None
    peak_dbfs: float | None = None
    clipped_percent: float | None = None
    speech_s: float = 0.0
    waited_s: float = 0.0
    """How long it was listened for speech."""
    duration_s: float = 0.0
    rate_hz: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of listening."""

    level_dbfs: float
    quiet: bool
    """Is it the room's turn, and not the person's?"""
    done: float
    """Share of the time that this may take, 0 to 1."""
    heard: Heard | None = None


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


class _Recording:
    """What was heard so far, in memory alone: first the room, then the rest."""

    def __init__(self, source: Microphone, plan: Plan) -> None:
        self._rate = source.rate
        self._skip = round(_SETTLING_S * self._rate) if source.live else 0
        self._room_size = round(ROOM_S * self._rate)
        self._size = 0
        self._end = self._room_size + round(plan.speech_s * self._rate)
        self._blocks: list[Samples] = []

    @property
    def quiet(self) -> bool:
        return self._size < self._room_size

    @property
    def over(self) -> bool:
        return self._size >= self._end

    @property
    def done(self) -> float:
        return min(1.0, self._size / self._end)

    @property
    def seconds(self) -> float:
        return self._size / self._rate

    def add(self, block: Samples) -> None:
        skipped = min(self._skip, block.size)
        self._skip -= skipped
        block = block[skipped : skipped + self._end - self._size]
        if block.size:
            self._blocks.append(block)
            self._size += block.size

    def heard(self) -> Heard:
        whole = np.concatenate(self._blocks) if self._blocks else np.empty(0, np.float32)
        self._blocks = [whole]
        room, rest = whole[: self._room_size], whole[self._room_size :]
        zeros = all_zeros(whole)
        if zeros and self.seconds < _ZEROS_S:
            return Heard(MicrophoneState.NOTHING, duration_s=round(self.seconds, 1), rate_hz=self._rate)
        noise = noise_power(room, self._rate) if room.size >= _ROOM_NEEDED_S * self._rate else 0.0
        speech = find_speech(room, rest, self._rate)
        return Heard(
            MicrophoneState.ZEROS if zeros else MicrophoneState.SOUND,
            noise_dbfs=_tenth(decibels(noise)),
            speech_dbfs=_tenth(speech.level_dbfs),
            snr_db=_tenth(speech_to_noise_db(speech.level_dbfs, noise)),
            peak_dbfs=_tenth(peak_dbfs(rest if rest.size else whole)),
            clipped_percent=_tenth(speech.clipped_percent),
            speech_s=round(speech.seconds, 1),
            waited_s=round(rest.size / self._rate, 1),
            duration_s=round(self.seconds, 1),
            rate_hz=self._rate,
        )


def _moments(source: Microphone, commands: Commands) -> Iterator[Samples]:
    """The source's blocks, short ones put together."""
    parts: list[Samples] = []
    for block in source.blocks(commands):
        parts.append(block)
        if sum(part.size for part in parts) >= _MOMENT_S * source.rate:
            yield np.concatenate(parts)
            parts = []
    if parts:
        yield np.concatenate(parts)


def hear(portaudio: PortAudio, source: str | None, plan: Plan, commands: Commands) -> Iterator[Moment]:
    """Listen for 3 s to the room, then for speech as planned. The last moment always says what was heard.

    Trouble with a device is a state in `Heard`; NotAWavFileError where the source is a file of another kind.
    """
    heard = Heard(MicrophoneState.NOTHING)
    try:
        with microphone(portaudio, source) as opened:
            recording = _Recording(opened, plan)
            looked_s = 0.0
            for block in _moments(opened, commands):
                recording.add(block)
                now: Heard | None = None
                # Longer recordings take longer to judge: a tenth of their length is often enough.
                if recording.over or recording.seconds - looked_s >= max(_LOOK_S, recording.seconds / 20):
                    heard = now = recording.heard()
                    looked_s = recording.seconds
                level = rms_dbfs(block)
                yield Moment(
                    round(max(_QUIETEST_DBFS, level), 1) if level is not None else _QUIETEST_DBFS,
                    recording.quiet,
                    recording.done,
                    now,
                )
                enough = plan.enough_speech_s is not None and heard.speech_s >= plan.enough_speech_s
                if recording.over or (enough and heard.speech_dbfs is not None):
                    break
            if recording.seconds > looked_s:
                heard = recording.heard()
    except AudioTroubleError as trouble:
        heard = Heard(trouble.state, duration_s=heard.duration_s, rate_hz=heard.rate_hz)
    yield Moment(_QUIETEST_DBFS, False, 1.0, heard)
