"""The speaker: a sound is played on it, and a microphone may listen whether it comes out."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from readiness.core.check import Commands
from readiness.core.setup import file_source
from readiness.instruments.sound.analysis.levels import Samples
from readiness.instruments.sound.analysis.matched_filter import Match, find_sound
from readiness.instruments.sound.devices.microphone import DeviceMicrophone
from readiness.instruments.sound.devices.portaudio import (
    CLOSE_WITHIN_S,
    OPEN_WITHIN_S,
    PortAudio,
    close_stream,
    open_stream,
    shown_name,
)
from readiness.instruments.sound.devices.wav import write_wav
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState, SpeakerState

_SILENT_DEVICE_S: Final = 3.0
"""A device that has taken nothing for so long takes none."""
_LOOK_S: Final = 0.1
_WRITTEN_RATE_HZ: Final = 48000
_BEFORE_S: Final = 0.5
_TAIL_S: Final = 1.0
"""A wireless speaker plays so much later than it takes the sound. The rest is what the sound must stand out from."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a sound."""

    state: SpeakerState
    name: str | None = None
    """What a person knows the device by; None where it is whatever is the default."""
    heard: Match | None = None
    """What a microphone heard of it; None where none listened."""


def play_and_listen(
    portaudio: PortAudio,
    speaker: str | None,
    microphone: str | None,
    sound: Callable[[int], Samples],
    commands: Commands,
) -> Played:
    """Play as `play()` does, and seek the sound in what the microphone (a device) hears meanwhile. In memory alone."""
    try:
        listener = DeviceMicrophone(portaudio, microphone)
    except AudioTroubleError:
        return play_sound(portaudio, speaker, sound, commands)
    try:
        _wait_or_stop(_BEFORE_S, commands)
        played = play_sound(portaudio, speaker, sound, commands)
        if played.state is not SpeakerState.PLAYED:
            return played
        _wait_or_stop(_TAIL_S, commands)
        with contextlib.suppress(AudioTroubleError):
            heard = listener.drain()
            found = (
                find_sound(heard - np.float32(heard.mean()), sound(listener.rate), listener.rate)
                if heard.size
                else None
            )
            return Played(played.state, played.name, found)
        return played
    finally:
        listener.close()


def _wait_or_stop(seconds: float, commands: Commands) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not commands.stopped:
        time.sleep(_LOOK_S)


def play_sound(portaudio: PortAudio, source: str | None, sound: Callable[[int], Samples], commands: Commands) -> Played:
    """Play `sound(rate)` on a device to its end, or write it to `file:PATH`, and say what became of it. OSError."""
    path = file_source(source)
    if path is not None:
        write_wav(path, sound(_WRITTEN_RATE_HZ), _WRITTEN_RATE_HZ)
        return Played(SpeakerState.WRITTEN)
    try:
        return _play_on_device(portaudio, source, sound, commands)
    except AudioTroubleError as trouble:
        states = {
            MicrophoneState.NO_DEVICE: SpeakerState.NO_DEVICE,
            MicrophoneState.MISSING_PART: SpeakerState.MISSING_PART,
        }
        return Played(states.get(trouble.state, SpeakerState.FAILED))


class _Player:
    """Feeds a sound to PortAudio's callback. The rate is known only once the stream is open: silence until then."""

    def __init__(self) -> None:
        self.sound: Samples | None = None
        self.taken = threading.Event()
        self.error: BaseException | None = None
        self.at = 0

    def fill(self, out: Samples, frames: int, _when: object, _status: object) -> None:
        """Fill `out`, of shape (frames, channels), with what comes next or silence. In PortAudio's thread."""
        try:
            out.fill(0)
            if self.sound is None:
                return
            part = self.sound[self.at : self.at + frames]
            out[: len(part)] = part[:, np.newaxis]
            self.at += len(part)
            if self.at >= len(self.sound):
                self.taken.set()
        except BaseException as error:
            self.error = error
            self.taken.set()


def _play_on_device(
    portaudio: PortAudio, wanted: str | None, sound: Callable[[int], Samples], commands: Commands
) -> Played:
    player = _Player()

    def opened(sounddevice: Any) -> tuple[Any, str | None]:
        made = open_stream(sounddevice, "output", wanted, player.fill, player.taken.set)
        return made, shown_name(sounddevice, made)

    stream, name = portaudio.call(opened, OPEN_WITHIN_S)
    rate = int(stream.samplerate)
    player.sound = sound(rate)
    end = time.monotonic() + 2 * (len(player.sound) / rate + _SILENT_DEVICE_S)
    at, since = 0, time.monotonic()
    try:
        while not player.taken.wait(_LOOK_S):
            now = time.monotonic()
            if player.at != at:
                at, since = player.at, now
            if now - since > _SILENT_DEVICE_S or now > end:
                return Played(SpeakerState.FAILED)
            if commands.stopped:
                return Played(SpeakerState.NOT_TRIED)
        if player.error is not None or not portaudio.call(lambda _: stream.active, CLOSE_WITHIN_S):
            return Played(SpeakerState.FAILED)
        # stop(), unlike abort(), waits until what the device has taken was heard.
        portaudio.call(lambda _: stream.stop(), _SILENT_DEVICE_S)
    finally:
        with contextlib.suppress(AudioTroubleError):
            portaudio.call(lambda _: close_stream(stream), CLOSE_WITHIN_S)
    return Played(SpeakerState.PLAYED, name)
