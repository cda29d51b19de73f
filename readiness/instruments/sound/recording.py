"""What is known of a room and a voice from what a microphone gave so far. In memory alone, and pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from readiness.instruments.sound.analysis.bandwidth import bandwidth_hz
from readiness.instruments.sound.analysis.dropouts import dropout_s
from readiness.instruments.sound.analysis.levels import Samples, is_constant, peak_dbfs, to_dbfs, without_dc
from readiness.instruments.sound.analysis.noise import Noise, noise_of
from readiness.instruments.sound.analysis.speech_detection import find_speech
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import MicrophoneState

ROOM_S: Final = 3.0
_ZEROS_S: Final = 1.0
_ROOM_NEEDED_S: Final = 1.0


def _round_to_tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


class Recording:
    """What was heard so far: first the room, then the rest, up to `speech_s`; `skip_s` before are left out."""

    def __init__(self, rate: int, speech_s: float, skip_s: float = 0.0, room_s: float = ROOM_S) -> None:
        self._rate = rate
        self._skip = round(skip_s * rate)
        self._room_size = round(room_s * rate)
        self._size = 0
        self._end = self._room_size + round(speech_s * rate)
        self._blocks: list[Samples] = []
        self.lost_s = 0.0
        """How much sound the device never delivered."""

    @property
    def quiet(self) -> bool:
        """Is it the room's turn?"""
        return self._size < self._room_size

    @property
    def over(self) -> bool:
        """Is all heard that was to be heard?"""
        return self._size >= self._end

    @property
    def done(self) -> float:
        """Share of it, 0 to 1."""
        return min(1.0, self._size / self._end)

    @property
    def seconds(self) -> float:
        """How long it was listened."""
        return self._size / self._rate

    @property
    def voice(self) -> Samples:
        """What came after the room."""
        return self._whole()[self._room_size :]

    def add(self, block: Samples) -> None:
        """Append the next block of shape (samples,). What is past the end is left out."""
        skipped = min(self._skip, block.size)
        self._skip -= skipped
        block = block[skipped : skipped + self._end - self._size]
        if block.size:
            self._blocks.append(block)
            self._size += block.size

    def _whole(self) -> Samples:
        whole = np.concatenate(self._blocks) if self._blocks else np.empty(0, np.float32)
        self._blocks = [whole]
        return whole

    def heard(self) -> SoundLevels:
        """Judge what was heard so far: all that can be said now."""
        whole, rate = self._whole(), self._rate
        room, rest = whole[: self._room_size], whole[self._room_size :]
        nothing = is_constant(whole)
        if nothing and self.seconds < _ZEROS_S:
            return SoundLevels(MicrophoneState.NOTHING, duration_s=round(self.seconds, 1), rate_hz=rate)
        # Switched off after the room was heard: a gate that never opens would have been shut then, too.
        dead = nothing or (rest.size >= _ZEROS_S * rate and is_constant(rest) and not is_constant(room))
        noise = noise_of(room, rate) if room.size >= _ROOM_NEEDED_S * rate else Noise()
        speech = find_speech(room, rest, rate)
        noise_dbfs = to_dbfs(noise.a_weighted)
        level = speech.level_dbfs
        missing_s = self.lost_s + (dropout_s(room, rest, rate) if level is not None else 0.0)
        return SoundLevels(
            MicrophoneState.ZEROS if dead else MicrophoneState.SOUND,
            noise_dbfs=_round_to_tenth(noise_dbfs),
            noise_unweighted_dbfs=_round_to_tenth(to_dbfs(noise.power)),
            speech_dbfs=_round_to_tenth(level),
            snr_db=None if level is None or noise_dbfs is None else _round_to_tenth(level - noise_dbfs),
            peak_dbfs=_round_to_tenth(peak_dbfs(without_dc(rest if rest.size else whole))),
            clipped_percent=_round_to_tenth(speech.clipped_percent),
            dropout_percent=None
            if level is None
            else _round_to_tenth(min(100.0, 100.0 * missing_s * rate / rest.size)),
            bandwidth_hz=None if level is None else bandwidth_hz(room if speech.steady else room[:0], rest, rate),
            speech_s=round(speech.seconds, 1),
            waited_s=round(rest.size / rate, 1),
            duration_s=round(self.seconds, 1),
            rate_hz=rate,
        )
