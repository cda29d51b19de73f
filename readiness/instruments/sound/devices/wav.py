"""WAV files in place of a microphone and of a speaker."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from readiness.core.check import Commands
from readiness.instruments.sound.analysis.levels import Samples

_WAV_FORMATS: Final = frozenset({"WAV", "WAVEX", "RF64"})
_RATES_HZ: Final = range(8000, 96001)
_BLOCK_S: Final = 0.05
_CHUNK_FRAMES: Final = 1 << 16
_LOOKED_AT_S: Final = 60
"""A channel that only sounds later than this does not count."""


class NotAWavFileError(Exception):
    """The file cannot be read as a WAV recording of 8 to 96 kHz with something in it."""


def _load_soundfile() -> Any:
    """Load it where there is a file: a computer without its library still has a microphone."""
    import soundfile  # noqa: PLC0415  14 ms, and libsndfile may be missing

    return soundfile


class WavMicrophone:
    """Plays a WAV file at its own pace, as mono blocks of 50 ms. `rate` in Hz. Raises NotAWavFileError."""

    live: Final = False
    lost_s: Final = 0.0
    name: Final = None

    def __init__(self, path: str) -> None:
        soundfile = _load_soundfile()
        try:
            self._file = soundfile.SoundFile(path)
        except (OSError, RuntimeError) as error:  # soundfile's own error is a RuntimeError
            raise NotAWavFileError(f"This is not a WAV file that can be read: {path}") from error
        self.rate: int = self._file.samplerate
        if self._file.format not in _WAV_FORMATS or self.rate not in _RATES_HZ or self._file.frames == 0:
            self._file.close()
            raise NotAWavFileError(f"This is not a WAV recording of 8 to 96 kHz: {path}")
        self._channel = _loudest_channel(self._file)

    def blocks(self, commands: Commands) -> Iterator[Samples]:
        """Yield float32 blocks of shape (samples,), in real time, until the file ends or the parent says stop."""
        size = max(1, round(self.rate * _BLOCK_S))
        started = time.monotonic()
        played = 0
        while not commands.stopped:
            block = self._file.read(size, dtype="float32", always_2d=True)
            if len(block) == 0:
                return
            played += len(block)
            time.sleep(max(0.0, started + played / self.rate - time.monotonic()))
            # A file of floats may go beyond what any device can give: there it would be clipped.
            yield np.clip(np.nan_to_num(block[:, self._channel], posinf=1.0, neginf=-1.0), -1.0, 1.0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _loudest_channel(file: Any) -> int:
    """Find the channel with the most power: of two channels one may be dead, and their mean would be 6 dB low."""
    if file.channels == 1:
        return 0
    powers = np.zeros(file.channels)
    for _ in range(math.ceil(_LOOKED_AT_S * file.samplerate / _CHUNK_FRAMES)):
        chunk = file.read(_CHUNK_FRAMES, dtype="float32", always_2d=True)
        chunk = np.nan_to_num(chunk, posinf=1.0, neginf=-1.0)
        if len(chunk):
            powers += len(chunk) * np.var(chunk, axis=0, dtype=np.float64)  # an offset is no sound
    file.seek(0)
    return int(np.argmax(powers))


def write_wav(path: str, samples: Samples, rate: int) -> None:
    """Write mono 16-bit sound. Only ever our own chime: what a microphone hears is never written. OSError."""
    try:
        _load_soundfile().write(path, samples, rate, subtype="PCM_16", format="WAV")
    except RuntimeError as error:
        raise OSError(f"The chime could not be written to {path}") from error
