"""The microphone as a source of mono blocks, and the speaker as a place for a chime."""

from __future__ import annotations

import contextlib
import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import numpy as np

from readiness.instruments.audio_files import WavMicrophone, write_wav
from readiness.instruments.loudness import Samples
from readiness.instruments.portaudio import PortAudio, open_stream
from readiness.instruments.sound_states import AudioTroubleError, MicrophoneState, SpeakerState
from readiness.model import Commands, file_source

_OPEN_WITHIN_S: Final = 6.0
_CLOSE_WITHIN_S: Final = 1.0
_SILENT_DEVICE_S: Final = 3.0
"""A device that has given no block for so long gives none."""
_LOOK_S: Final = 0.1
_CHANNEL_SWITCH: Final = 4.0
"""The other channel must have this many times the power (6 dB) before we change over in mid-recording."""
_LEAST_LOST_S: Final = 0.1
"""Less than this may be a device's clock that runs slower than ours, or a buffer that fills."""
_WRITTEN_RATE_HZ: Final = 48000


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
    def lost_s(self) -> float:
        """How much sound never arrived so far."""
        ...

    def blocks(self, commands: Commands) -> Iterator[Samples]:
        """Mono float32 blocks of shape (samples,), in real time. AudioTroubleError where the device fails."""
        ...

    def close(self) -> None:
        """Let go of it. Returns within about a second, whatever the driver does."""
        ...


class DeviceMicrophone:
    """A sound card's input, open from construction to close(). AudioTroubleError where it does not open."""

    live: Final = True

    def __init__(self, portaudio: PortAudio, wanted: str | None) -> None:
        self._portaudio = portaudio
        self._queue: queue.SimpleQueue[Samples | BaseException | None] = queue.SimpleQueue()
        self._loudest = _LoudestChannel()
        self._late = _Lateness()
        self._stream = portaudio.call(
            lambda sounddevice: open_stream(sounddevice, "input", wanted, self._arrived, lambda: self._queue.put(None)),
            _OPEN_WITHIN_S,
        )
        self.rate = int(self._stream.samplerate)

    def _arrived(self, data: Samples, _frames: int, _when: object, _status: object) -> None:
        """In PortAudio's thread. Nothing may escape: it would be printed, or end the process."""
        try:
            self._queue.put(data.copy())
        except BaseException as error:
            self._queue.put(error)

    def blocks(self, commands: Commands) -> Iterator[Samples]:
        """The blocks as they come. AudioTroubleError where none came for 3 s or the stream ended by itself."""
        state = MicrophoneState.NOTHING
        last = time.monotonic()
        while not commands.stopped:
            try:
                block = self._queue.get(timeout=_LOOK_S)
            except queue.Empty:
                if time.monotonic() - last > _SILENT_DEVICE_S:
                    raise AudioTroubleError(state, f"nothing came for {_SILENT_DEVICE_S} s") from None
                continue
            if block is None:
                raise AudioTroubleError(state, "the stream ended by itself")
            if isinstance(block, BaseException):
                raise AudioTroubleError(MicrophoneState.FAILED, repr(block)) from block
            state = MicrophoneState.STOPPED  # should it stop from now on
            last = time.monotonic()
            self._late.add(last, len(block) / self.rate)
            yield self._loudest.of(block)

    @property
    def lost_s(self) -> float:
        """How much sound the device owes us: callbacks that never came."""
        return self._late.lost_s

    def close(self) -> None:
        """Abort and close; a frozen driver's close never returns and is left behind in its daemon thread."""
        with contextlib.suppress(AudioTroubleError):
            self._portaudio.call(lambda _: _close(self._stream), _CLOSE_WITHIN_S)


def _close(stream: Any) -> None:
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)


class _Lateness:
    """How far the sound that came falls behind the clock, for good. Blocks that come late but do come lose nothing."""

    _WINDOW_S: Final = 1.0

    def __init__(self) -> None:
        self._began: float | None = None
        self._sound_s = 0.0
        self._behind: deque[tuple[float, float]] = deque()
        self._least = math.inf

    def add(self, now: float, block_s: float) -> None:
        """A block of this length has come at this time (seconds of any steady clock)."""
        if self._began is None:
            self._began = now
        else:
            self._sound_s += block_s
        behind = now - self._began - self._sound_s
        self._behind.append((now, behind))
        while now - self._behind[0][0] > self._WINDOW_S:
            self._behind.popleft()
        if now - self._began <= self._WINDOW_S:
            self._least = min(self._least, behind)

    @property
    def lost_s(self) -> float:
        """By how much the second just past is further behind than the first one, each at its best."""
        if not self._behind:
            return 0.0
        lost = min(behind for _, behind in self._behind) - self._least
        return lost if lost >= _LEAST_LOST_S else 0.0


class _LoudestChannel:
    """Follows the channel that had the most power so far: one of a pair may be dead."""

    def __init__(self) -> None:
        self._powers: np.ndarray[Any, np.dtype[np.float64]] | None = None
        self._chosen = 0

    def of(self, block: Samples) -> Samples:
        """The chosen channel of a block of shape (samples, channels)."""
        powers = np.square(block, dtype=np.float64).sum(axis=0)
        self._powers = powers if self._powers is None else self._powers + powers
        best = int(np.argmax(self._powers))
        if self._powers[best] > _CHANNEL_SWITCH * self._powers[self._chosen]:
            self._chosen = best
        return block[:, self._chosen]


@contextlib.contextmanager
def microphone(portaudio: PortAudio, source: str | None) -> Iterator[Microphone]:
    """An open microphone for a source (device or `file:PATH`). AudioTroubleError, NotAWavFileError."""
    path = file_source(source)
    opened: Microphone = DeviceMicrophone(portaudio, source) if path is None else WavMicrophone(path)
    try:
        yield opened
    finally:
        opened.close()


def play(portaudio: PortAudio, source: str | None, sound: Callable[[int], Samples], commands: Commands) -> SpeakerState:
    """Play `sound(rate)` on a device to its end, or write it to `file:PATH`, and say what became of it. OSError."""
    path = file_source(source)
    if path is not None:
        write_wav(path, sound(_WRITTEN_RATE_HZ), _WRITTEN_RATE_HZ)
        return SpeakerState.WRITTEN
    try:
        return _play_on_device(portaudio, source, sound, commands)
    except AudioTroubleError as trouble:
        states = {
            MicrophoneState.NO_DEVICE: SpeakerState.NO_DEVICE,
            MicrophoneState.MISSING_PART: SpeakerState.MISSING_PART,
        }
        return states.get(trouble.state, SpeakerState.FAILED)


class _Player:
    """Feeds a sound to PortAudio's callback. The rate is known only once the stream is open: silence until then."""

    def __init__(self) -> None:
        self.sound: Samples | None = None
        self.taken = threading.Event()
        self.error: BaseException | None = None
        self._at = 0

    def fill(self, out: Samples, frames: int, _when: object, _status: object) -> None:
        """In PortAudio's thread."""
        try:
            out.fill(0)
            if self.sound is None:
                return
            part = self.sound[self._at : self._at + frames]
            out[: len(part)] = part[:, np.newaxis]
            self._at += len(part)
            if self._at >= len(self.sound):
                self.taken.set()
        except BaseException as error:
            self.error = error
            self.taken.set()


def _play_on_device(
    portaudio: PortAudio, wanted: str | None, sound: Callable[[int], Samples], commands: Commands
) -> SpeakerState:
    player = _Player()
    stream = portaudio.call(
        lambda sounddevice: open_stream(sounddevice, "output", wanted, player.fill, player.taken.set), _OPEN_WITHIN_S
    )
    rate = int(stream.samplerate)
    player.sound = sound(rate)
    until = time.monotonic() + len(player.sound) / rate + _SILENT_DEVICE_S
    try:
        while not player.taken.wait(_LOOK_S):
            if time.monotonic() > until:
                return SpeakerState.FAILED
            if commands.stopped:
                return SpeakerState.NOT_TRIED
        if player.error is not None or not portaudio.call(lambda _: stream.active, _CLOSE_WITHIN_S):
            return SpeakerState.FAILED
        # stop(), unlike abort(), waits until what the device has taken was heard.
        portaudio.call(lambda _: stream.stop(), _SILENT_DEVICE_S)
    finally:
        with contextlib.suppress(AudioTroubleError):
            portaudio.call(lambda _: _close(stream), _CLOSE_WITHIN_S)
    return SpeakerState.PLAYED
