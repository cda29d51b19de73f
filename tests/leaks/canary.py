"""A picture and a sound that are known again in any write: as they are, in other orders and types, or coded as text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from tests.clips import Frame, moving, write
from tests.recordings import wav

RATE: Final = 16000
_CYCLE: Final = 16
_RUN: Final = 16
"""So many pixels or samples of the canary in a row are no chance."""
_BLOCK: Final = (slice(120, 360), slice(200, 440))
PICTURE_HEADS: Final = (
    *(b"\xff\xd8\xff\xe0\x00\x10JFIF", base64.b64encode(b"\xff\xd8\xff\xe0\x00\x10JFI")),
    *(b"\x89PNG\r\n\x1a\n", base64.b64encode(b"\x89PNG\r\n\x1a\n\0")),
)
"""How coded pictures begin: JPEG and PNG, as bytes and as base64."""


def clip(path: Path) -> Path:
    """A moving scene with a flat block of one known colour."""

    def frames() -> Iterator[Frame]:
        for frame in moving(60):
            marked = frame.copy()
            marked[_BLOCK] = (197, 58, 113)
            yield marked

    return write(path, frames(), coding="FFV1")


def tone(path: Path) -> Path:
    """A room, then a tone whose cycle is sixteen whole samples."""
    time = np.arange(6 * RATE) / RATE
    sound = 0.3 * np.sin(2 * np.pi * RATE / _CYCLE * time)
    room = np.random.default_rng(5).normal(0, 0.001, 3 * RATE)
    return wav(path, np.concatenate([room, sound]).astype(np.float32), RATE)


def patterns_of_picture(path: Path) -> dict[str, bytes]:
    """What the block looks like once it is decoded: as pixels, as grey, and either as base64."""
    import cv2

    capture = cv2.VideoCapture(str(path))
    _, frame = capture.read()
    capture.release()
    blue, green, red = (int(value) for value in frame[240, 320])
    grey = int(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)[240, 320])
    raw = {
        "BGR pixels": bytes((blue, green, red)) * _RUN,
        "RGB pixels": bytes((red, green, blue)) * _RUN,
        "BGRA pixels": bytes((blue, green, red, 255)) * _RUN,
        "RGBA pixels": bytes((red, green, blue, 255)) * _RUN,
        "grey pixels": bytes((grey,)) * 4 * _RUN,
    }
    return raw | _as_text(raw)


def patterns_of_sound(path: Path) -> dict[str, bytes]:
    """The tone's samples as every type that a library may hold them in."""
    import soundfile

    whole, _ = soundfile.read(path, dtype="int16")
    cycle = whole[5 * RATE : 5 * RATE + _CYCLE]
    twice = np.repeat(cycle, 2)
    raw = {
        "int16 samples": cycle.tobytes(),
        "int32 samples": (cycle.astype(np.int32) << 16).tobytes(),
        "float32 samples": (cycle / 32768).astype(np.float32).tobytes(),
        "float64 samples": (cycle / 32768).astype(np.float64).tobytes(),
        "int16 samples on two channels": twice.tobytes(),
        "float32 samples on two channels": (twice / 32768).astype(np.float32).tobytes(),
    }
    return raw | _as_text(raw)


def _as_text(raw: dict[str, bytes]) -> dict[str, bytes]:
    """The same in base64, for each of its three alignments."""
    found = {}
    for name, run in raw.items():
        for shift in range(3):
            whole = base64.b64encode(bytes(shift) + run * 2)
            found[f"{name} in base64, {shift}"] = whole[8 : 8 + 4 * (len(run) // 3)]
    return found
