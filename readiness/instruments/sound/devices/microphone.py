"""The microphone as a source of mono blocks."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Iterator
from typing import Any, Final, Protocol

import numpy as np
import psutil

from readiness.core.check import Commands
from readiness.core.setup import file_source
from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.devices.capture_gaps import CaptureGaps
from readiness.instruments.sound.devices.portaudio import (
    CLOSE_WITHIN_S,
    OPEN_WITHIN_S,
    PortAudio,
    close_stream,
    open_stream,
    shown_name,
)
from readiness.instruments.sound.devices.wav import WavMicrophone
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState

_SILENT_DEVICE_S: Final = 3.0
"""A device that has given no block for so long gives none."""
_LOOK_S: Final = 0.1
_CHANNEL_SWITCH: Final = 4.0
"""The other channel must have this many times the power (6 dB) before we change over in mid-recording."""


class Microphone(Protocol):
    """Where sound comes from."""

    @property
    def rate(self) -> int:
        """Samples per second."""
        ...

    @property
    def live(self) -> bool:
        """Is it a device, and not a file?"""
        ...

    @property
    def name(self) -> str | None:
        """What a person knows it by; None where it is whatever is the default."""
        ...

    @property
    def lost_s(self) -> float:
        """How much sound never arrived so far."""
        ...

    def blocks(self, commands: Commands) -> Iterator[Samples]:
        """Yield mono float32 blocks of shape (samples,), in real time. AudioTroubleError where the device fails."""
        ...

    def close(self) -> None:
        """Let go of it. Returns within about a second, whatever the driver does."""
        ...


class DeviceMicrophone:
    """A sound card's input, open from construction to close(). AudioTroubleError where it does not open."""

    live: Final = True

    def __init__(self, portaudio: PortAudio, wanted: str | None) -> None:
        self._portaudio = portaudio
        self._queue: queue.SimpleQueue[tuple[float, Samples] | BaseException | None] = queue.SimpleQueue()
        self._loudest = _LoudestChannel()
        self._late = CaptureGaps(_Idle().share)

        def opened(sounddevice: Any) -> tuple[Any, str | None]:
            stream = open_stream(sounddevice, "input", wanted, self._arrived, lambda: self._queue.put(None))
            return stream, shown_name(sounddevice, stream)

        self._stream, self.name = portaudio.call(opened, OPEN_WITHIN_S)
        self.rate = int(self._stream.samplerate)

    def _arrived(self, data: Samples, _frames: int, _when: object, status: Any) -> None:
        """Queue a block, in PortAudio's thread. Nothing may escape: it would be printed, or end the process."""
        try:
            if status is not None and status.input_overflow:
                self._late.overran()
            # With the time of its coming: a caller that judges what was heard so far takes the next block late.
            self._queue.put((time.monotonic(), data.copy()))
        except BaseException as error:
            self._queue.put(error)

    def blocks(self, commands: Commands) -> Iterator[Samples]:
        """Yield the blocks as they come. AudioTroubleError where none came for 3 s or the stream ended by itself."""
        state = MicrophoneState.NOTHING
        last = time.monotonic()
        while not commands.stopped:
            asked = time.monotonic()
            try:
                taken = self._queue.get(timeout=_LOOK_S)
            except queue.Empty:
                self._late.waited(_LOOK_S, time.monotonic() - asked)
                if time.monotonic() - last > _SILENT_DEVICE_S:
                    raise AudioTroubleError(state, f"nothing came for {_SILENT_DEVICE_S} s") from None
                continue
            if taken is None:
                raise AudioTroubleError(state, "the stream ended by itself")
            if isinstance(taken, BaseException):
                raise AudioTroubleError(MicrophoneState.FAILED, repr(taken)) from taken
            state = MicrophoneState.STOPPED  # should it stop from now on
            last = time.monotonic()
            came, block = taken
            self._late.add(came, len(block) / self.rate)
            yield self._loudest.of(block)

    def drain(self) -> Samples:
        """Take all that has come and was not taken yet, without waiting. AudioTroubleError where a callback failed."""
        blocks = []
        while not self._queue.empty():
            taken = self._queue.get()
            if isinstance(taken, BaseException):
                raise AudioTroubleError(MicrophoneState.FAILED, repr(taken)) from taken
            if taken is not None:
                blocks.append(self._loudest.of(taken[1]))
        return np.concatenate(blocks) if blocks else np.empty(0, np.float32)

    @property
    def lost_s(self) -> float:
        """How much sound the device owes us: callbacks that never came."""
        return self._late.lost_s

    def close(self) -> None:
        """Abort and close; a frozen driver's close never returns and is left behind in its daemon thread."""
        with contextlib.suppress(AudioTroubleError):
            self._portaudio.call(lambda _: close_stream(self._stream), CLOSE_WITHIN_S)


class _Idle:
    """How much of the processors' time is left over."""

    def __init__(self) -> None:
        self._last = psutil.cpu_times()

    def share(self) -> float | None:
        """Measure the share since the last call, 0 to 1; None where that is no time, or the system does not tell."""
        try:
            now = psutil.cpu_times()
        except (OSError, psutil.Error):
            return None
        last, self._last = self._last, now
        # "guest" is counted in "user" already.
        spent = {name: getattr(now, name) - getattr(last, name) for name in now._fields if not name.startswith("guest")}
        whole = sum(spent.values())
        return (spent["idle"] + spent.get("iowait", 0.0)) / whole if whole > 0 else None


class _LoudestChannel:
    """Follows the channel that had the most power so far: one of a pair may be dead."""

    def __init__(self) -> None:
        self._powers: np.ndarray[Any, np.dtype[np.float64]] | None = None
        self._chosen = 0

    def of(self, block: Samples) -> Samples:
        """Pick the chosen channel of a block of shape (samples, channels)."""
        powers = np.square(block, dtype=np.float64).sum(axis=0)
        self._powers = powers if self._powers is None else self._powers + powers
        best = int(np.argmax(self._powers))
        if self._powers[best] > _CHANNEL_SWITCH * self._powers[self._chosen]:
            self._chosen = best
        return block[:, self._chosen]


@contextlib.contextmanager
def open_microphone(portaudio: PortAudio, source: str | None) -> Iterator[Microphone]:
    """Open a microphone for a source (device or `file:PATH`). AudioTroubleError, NotAWavFileError."""
    path = file_source(source)
    opened: Microphone = DeviceMicrophone(portaudio, source) if path is None else WavMicrophone(path)
    try:
        yield opened
    finally:
        opened.close()
