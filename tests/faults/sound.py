"""Faults of the sound: what the microphone gives, the sound server, the card's driver, the recording."""

from __future__ import annotations

import os
import signal
import struct
from typing import Final

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples
from tests.faults.fault import Fault, Part
from tests.faults.stages import content, double, no_pulse, pulse, recording, then
from tests.recordings import noise, spoken, voice
from tests.sound_server import SoundServer

_S: Final = Part.SOUND
_RATE: Final = 16000


def _dead_channel() -> Samples:
    one = spoken(_RATE, -24, -60)
    return np.stack([np.zeros_like(one), one], axis=1)


def _many_channels() -> Samples:
    one = spoken(_RATE, -24, -60)
    return np.stack([np.zeros_like(one)] * 31 + [one], axis=1)


def _not_numbers() -> Samples:
    one = spoken(_RATE, -24, -60)
    one[_RATE * 3 :] = np.nan
    return one


def _lying_header() -> bytes:
    """A header that promises four gigabytes, and half a second of sound."""
    head = b"RIFF" + struct.pack("<I", 0xFFFFFFF0) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    return head + b"data" + struct.pack("<I", 0xFFFFFF00) + bytes(8000)


def _suspend(server: SoundServer) -> None:
    server.control("suspend-source", "mic", "1")
    server.control("suspend-sink", "micsrc", "1")


FAULTS: Final = (
    # ---- what the microphone gives
    Fault(
        id="sound-zeros", part=_S, what="exact zeros: muted or blocked", stage=recording("zeros", lambda: np.zeros(10 * _RATE)),
        finds=("sound.muted",), exits=1, within_s=20, window=True,
    ),
    Fault(
        id="sound-zeros-room", part=_S, what="exact zeros: nothing is said about the room",
        stage=recording("zeros", lambda: np.zeros(10 * _RATE), _RATE, "PCM_16", "sound", "room"),
        finds=("sound.muted", "room.error"), exits=1, within_s=32,
    ),
    Fault(
        id="sound-no-speech", part=_S, what="only noise", stage=recording("noise", lambda: noise("pink", 8 * _RATE, _RATE, -45)),
        finds=("sound.no-speech",), exits=3, within_s=20,
    ),
    Fault(
        id="sound-too-quiet", part=_S, what="a voice from far away", stage=recording("far", lambda: spoken(_RATE, -52, -80)),
        finds=("sound.too-quiet",), exits=0, within_s=25,
    ),
    Fault(
        id="sound-clipped", part=_S, what="far too loud", stage=recording("loud", lambda: 14 * spoken(_RATE, -18, -70)),
        finds=("sound.clipped",), exits=0, within_s=25,
    ),
    Fault(
        id="sound-dead-channel", part=_S, what="one of two channels is dead; the other one counts",
        stage=recording("dead", _dead_channel), finds=("sound.good",), within_s=25,
    ),
    Fault(
        id="sound-32-channel-file", part=_S, what="32 channels, 31 of them dead", stage=recording("many", _many_channels),
        finds=("sound.good",), within_s=25,
    ),
    Fault(
        id="sound-not-numbers", part=_S, what="samples that are no numbers are never good",
        stage=recording("nan", _not_numbers, _RATE, "FLOAT"), finds=("sound.muted",), exits=1, within_s=25,
    ),
    # ---- the recording
    Fault(
        id="sound-empty-file", part=_S, what="an empty file", stage=content("empty.wav", b"", "microphone", "sound"),
        finds=("sound.error",), exits=3, within_s=8,
    ),
    Fault(
        id="sound-text-file", part=_S, what="a text in place of a recording",
        stage=content("text.wav", b"no recording\n" * 100, "microphone", "sound"),
        finds=("sound.error",), exits=3, within_s=8,
    ),
    Fault(
        id="sound-lying-header", part=_S, what="a header that promises four gigabytes",
        stage=content("lying.wav", _lying_header(), "microphone", "sound"),
        finds=("sound.not-responding",), exits=3, within_s=12,
    ),
    # ---- the sound server
    Fault(
        id="sound-no-server", part=_S, what="no sound server runs", stage=no_pulse("sound", "room"),
        finds=("sound.no-microphone", "room.error"), exits=1, within_s=15,
    ),
    Fault(
        id="sound-muted", part=_S, what="the microphone is muted",
        stage=pulse(lambda server: server.control("set-source-mute", "mic", "1")),
        finds=("sound.muted",), exits=1, within_s=20,
    ),
    Fault(
        id="sound-suspended", part=_S, what="the source is suspended: it opens, and nothing comes",
        stage=pulse(_suspend),
        finds=("sound.not-responding",), exits=3, within_s=20,
    ),
    Fault(
        id="sound-server-killed", part=_S, what="the sound server is killed in the middle",
        stage=pulse(midway=lambda server: server.signal(signal.SIGKILL)),
        finds=("sound.not-responding|sound.no-microphone",), exits=None, within_s=25,
    ),
    Fault(
        id="sound-server-frozen", part=_S, what="the sound server freezes in the middle: close never returns",
        stage=pulse(midway=lambda server: server.signal(signal.SIGSTOP)),
        finds=("sound.not-responding",), exits=3, within_s=25, window=True,
    ),
    Fault(
        id="sound-server-frozen-before", part=_S, what="the sound server is frozen from the start",
        stage=pulse(lambda server: server.signal(signal.SIGSTOP)),
        finds=("sound.not-responding",), exits=3, within_s=25,
    ),
    Fault(
        id="sound-unplugged", part=_S, what="the headset is pulled out in the middle",
        stage=pulse(midway=lambda server: server.unplug()),
        finds=("sound.not-responding",), exits=3, within_s=25,
    ),
    Fault(
        id="sound-unknown-name", part=_S, what="the chosen microphone is not there",
        stage=pulse(arguments=("sound", "--microphone", "No such thing")),
        finds=("sound.no-microphone",), exits=1, within_s=15,
    ),
    # ---- the card's driver
    Fault(
        id="sound-no-portaudio", part=_S, what="the system's sound library is missing", stage=double("sound-no-portaudio"),
        finds=("sound.missing-part",), exits=3, within_s=8,
    ),
    Fault(
        id="sound-no-device", part=_S, what="no sound card", stage=double("sound-none"),
        finds=("sound.no-microphone",), exits=1, within_s=8,
    ),
    Fault(
        id="sound-list-hangs", part=_S, what="listing the sound cards never returns", stage=double("sound-list-hangs"),
        finds=("sound.not-responding",), exits=3, within_s=15,
    ),
    Fault(
        id="sound-list-crashes", part=_S, what="the driver crashes while it lists", stage=double("sound-list-crashes"),
        finds=("sound.crashed",), exits=3, within_s=8,
    ),
    Fault(
        id="sound-broken-alsa", part=_S, what="the sound system's own configuration is broken: its library aborts",
        stage=then(lambda s: s.check("sound"), lambda s: s.setenv("ALSA_CONFIG_PATH", os.devnull)),
        finds=("sound.crashed",), exits=3, within_s=8,
    ),
    Fault(
        id="sound-busy", part=_S, what="the card is taken by another program", stage=double("sound-busy"),
        finds=("sound.not-responding",), exits=3, within_s=10,
    ),
    Fault(
        id="sound-one-rate", part=_S, what="the card takes one rate only, and one channel", stage=double("sound-one-rate"),
        finds=("sound.good",), within_s=15,
    ),
    Fault(
        id="sound-32-channels", part=_S, what="a mixing desk with 32 channels", stage=double("sound-32-channels"),
        finds=("sound.good",), within_s=15,
    ),
    Fault(
        id="sound-stops", part=_S, what="the card is pulled out: no more samples, and it says it is active",
        stage=double("sound-stops-midway"), finds=("sound.not-responding",), exits=3, within_s=15,
    ),
    Fault(
        id="sound-callback-fails", part=_S, what="the driver hands over nonsense in the middle",
        stage=double("sound-callback-fails"), finds=("sound.not-responding",), exits=3, within_s=15,
    ),
    Fault(
        id="sound-close-hangs", part=_S, what="closing never returns; what was heard is kept",
        stage=double("sound-close-hangs"), finds=("sound.good",), within_s=20,
    ),
    Fault(
        id="sound-voice-cut", part=_S, what="a recording that ends in the middle of a word",
        stage=recording("cut", lambda: np.concatenate([noise("pink", 3 * _RATE, _RATE, -60), voice(_RATE, -24)[: _RATE // 4]])),
        finds=("sound.no-speech",), exits=3, within_s=15,
    ),
)  # fmt: skip
