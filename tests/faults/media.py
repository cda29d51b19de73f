"""Clips and recordings for the faults, each made once for all of them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from readiness.core.assets import find_asset
from tests.clips import Frame, write
from tests.recordings import wav

_LOCK: Final = threading.Lock()
_made: dict[str, Path] = {}
_folder: Path | None = None


def _place(name: str) -> Path:
    global _folder  # noqa: PLW0603  one folder for the process, gone at its end
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="fault-media-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder / name


def made(name: str, make: Callable[[Path], object]) -> Path:
    """The file of this name, made at its first use."""
    with _LOCK:
        if name not in _made:
            path = _place(name)
            make(path)
            _made[name] = path
        return _made[name]


def clip(name: str, frames: Callable[[], Iterator[Frame]], **options: float) -> Path:
    """A clip, as Motion JPEG."""
    return made(name, lambda path: write(path, frames(), **options))  # type: ignore[arg-type]


def recording(name: str, sound: Callable[[], np.ndarray], rate: int = 16000, subtype: str = "PCM_16") -> Path:
    """A WAV file. Shape (samples,) or (samples, channels)."""
    return made(name, lambda path: wav(path, sound(), rate, subtype))


FACE: Final = find_asset("demo", "face.mp4")
VOICE: Final = find_asset("demo", "voice.wav")
