"""Is there a face in the picture, how is it lit, and does it sit well in it? Only in the probe; nothing is kept.

A search over the whole picture costs several times what one picture may, so it is cut into jobs, one a picture.
Once there is a face, only its surroundings are looked at. Where a face is never leaves this module's callers:
a reading has brightness and one word on framing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.camera.opencv import cv2

Grey = NDArray[np.uint8]
"""Brightness, height x width."""

_WINDOW: Final = 24
"""The cascade's window, pixels: no smaller face can be found."""
_STEP: Final = 1.1
_NEAR_STEP: Final = 1.12
_NEAR_SIDE: Final = 1.4 * _WINDOW
"""A face that is followed is brought to about this size, pixels: no finer than it must be."""
_NEIGHBOURS: Final = 3
_STAYS: Final = 8
"""So many looks without a face, then the place where it was says nothing any more."""
_MISSES: Final = 2
"""A face that was there is looked for in its place this many times before the whole picture is searched again."""


@dataclass(frozen=True, slots=True)
class Box:
    """A face's square, in shares of the picture's width (x, width) and height (y, height)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Job:
    """One part of a search: the picture brought to this width, a range of sizes, a part from left to right."""

    width: int
    smallest: int
    largest: int
    left: float = 0.0
    right: float = 1.0
    lift: float = 1.0
    """How much brighter the picture is made: what has little contrast, such as a face in the dark, is skipped else."""


_LIFT: Final = 3.0
_NEAR: Final = _Job(100, 24, 100)
_USUAL: Final = _Job(160, 24, 42)
_IN_THE_DARK: Final = _Job(160, 24, 90, lift=_LIFT)
# Faces of a seventh to a quarter of the height are rare and dear: a third of the picture at a time.
_SEARCH: Final = (
    *(_USUAL, _IN_THE_DARK, _NEAR, _Job(320, 24, 52, 0.3, 0.7)),
    *(_USUAL, _IN_THE_DARK, _NEAR, _Job(320, 24, 52, 0.0, 0.4)),
    *(_USUAL, _IN_THE_DARK, _NEAR, _Job(320, 24, 52, 0.6, 1.0)),
)


@functools.cache
def _load_detector() -> Any:
    """Load OpenCV's detector of frontal faces (R. Lienhart's alt2), once: 12 ms."""
    return load_cascade(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml")


def load_cascade(place: Path) -> Any | None:
    """Load a detector's data; None where there are none.

    By their text: given a path, OpenCV on Windows finds no file in a folder whose name the code page cannot write.
    """
    try:
        text = place.read_text(encoding="utf-8")
    except OSError:
        return None
    cascade = cv2.CascadeClassifier()
    data = cv2.FileStorage(text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
    return cascade if cascade.read(data.getFirstTopLevelNode()) and not cascade.empty() else None


def can_find() -> bool:
    """Tell whether the detector's data is here. A bundle may have left it out: then nothing is said about faces."""
    return _load_detector() is not None


def _detect_largest(grey: Grey, smallest: int, largest: int, step: float) -> tuple[int, int, int, int] | None:
    """Find the largest face between these sizes: its left, top, width and height. All in pixels."""
    cascade = _load_detector()
    smallest = max(smallest, _WINDOW)
    if cascade is None or largest < smallest or min(grey.shape) < smallest:
        return None
    found = cascade.detectMultiScale(
        grey, scaleFactor=step, minNeighbors=_NEIGHBOURS, minSize=(smallest, smallest), maxSize=(largest, largest)
    )
    best = max(found, key=lambda each: int(each[2]), default=None)
    return None if best is None else (int(best[0]), int(best[1]), int(best[2]), int(best[3]))


@dataclass(slots=True)
class FaceFinder:
    """Follows the largest face from picture to picture."""

    _last: Box | None = None
    _lift: float = 1.0
    _misses: int = 0
    _at: int = 0
    _place: Box | None = None
    _place_looks: int = 0

    @property
    def place(self) -> Box | None:
        """Where a face is, or was a moment ago: a face that turns away or is dazzled for a moment is still there."""
        return self._place

    def find(self, grey: Grey) -> Box | None:
        """Find the face in this picture (320 pixels wide), as far as it is known by now."""
        found = self._find(grey)
        self._place_looks = 0 if found is not None else self._place_looks + 1
        if found is not None or self._place_looks > _STAYS:
            self._place = found
        return found

    def _find(self, grey: Grey) -> Box | None:
        if self._last is not None:
            found = self._nearby(grey, self._last)
            self._misses = 0 if found else self._misses + 1
            if found is not None or self._misses <= _MISSES:
                self._last = found or self._last
                return found
            self._last = None
        job = _SEARCH[self._at % len(_SEARCH)]
        self._at += 1
        self._last, self._lift = self._search(grey, job), job.lift
        return self._last

    def _nearby(self, grey: Grey, last: Box) -> Box | None:
        height, width = grey.shape
        side = last.width * width
        scale = min(1.0, _NEAR_SIDE / side)
        left, right = (last.x - last.width * 0.3) * width, (last.x + last.width * 1.3) * width
        top, bottom = (last.y - last.height * 0.3) * height, (last.y + last.height * 1.3) * height
        area = (max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom)))
        sizes = (int(side * 0.78 * scale), int(side * 1.28 * scale) + 1)
        return _find_in_area(grey, area, scale, sizes, self._lift, step=_NEAR_STEP)

    def _search(self, grey: Grey, job: _Job) -> Box | None:
        height, width = grey.shape
        area = (int(job.left * width), 0, int(job.right * width), height)
        return _find_in_area(grey, area, job.width / width, (job.smallest, job.largest), job.lift, step=_STEP)


def _find_in_area(
    grey: Grey, area: tuple[int, int, int, int], scale: float, sizes: tuple[int, int], lift: float, *, step: float
) -> Box | None:
    """Find a face in a part of the picture (left, top, right, bottom), looked at in this scale."""
    height, width = grey.shape
    left, top, right, bottom = area
    part: Any = grey[top:bottom, left:right]
    if min(part.shape) * scale < _WINDOW:
        return None
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if lift != 1.0:
        part = cv2.convertScaleAbs(part, alpha=lift)
    found = _detect_largest(np.ascontiguousarray(part), *sizes, step)
    if found is None:
        return None
    x, y, side, tall = (each / scale for each in found)
    return Box((left + x) / width, (top + y) / height, side / width, tall / height)


def face_luma(grey: Grey, face: Box) -> float:
    """Measure the mean brightness of the face's middle, 0-255: hair and what is behind are left out."""
    height, width = grey.shape
    left, right = (face.x + face.width * 0.25) * width, (face.x + face.width * 0.75) * width
    top, bottom = (face.y + face.height * 0.25) * height, (face.y + face.height * 0.85) * height
    part = grey[max(0, int(top)) : max(1, int(bottom)), max(0, int(left)) : max(1, int(right))]
    return float(part.mean()) if part.size else 0.0


BRIGHT_PERCENTILE: Final = 75
"""A window behind counts when it fills a quarter of what is seen of the room."""


def behind_luma(grey: Grey, face: Box) -> float:
    """Measure how bright the brighter quarter of the room behind is, 0-255; head and body are left out."""
    grey = grey[::2, ::2]  # as good, and a quarter of the work
    height, width = grey.shape
    rest = np.ones(grey.shape, bool)
    left, right = int((face.x - face.width * 0.35) * width), int((face.x + face.width * 1.35) * width)
    rest[max(0, int((face.y - face.height * 0.3) * height)) :, max(0, left) : max(1, right)] = False
    body_left, body_right = int((face.x - face.width) * width), int((face.x + face.width * 2) * width)
    rest[int((face.y + face.height) * height) :, max(0, body_left) : max(1, body_right)] = False
    seen = grey[rest]
    if not seen.size:
        return face_luma(grey, face)
    counted = np.cumsum(np.bincount(seen, minlength=256))
    return float(np.searchsorted(counted, seen.size * BRIGHT_PERCENTILE / 100))


SILHOUETTE_LUMA: Final = 50.0
SILHOUETTE_BESIDES: Final = 150.0


def measure_silhouette(grey: Grey) -> tuple[float, float] | None:
    """Measure the brightness of a dark shape in the middle and of the bright room around it; None without such a shape.

    Against a strong light no detector sees a face: head and shoulders are one dark patch.
    """
    height, width = grey.shape
    head = grey[int(height * 0.3) : int(height * 0.7), int(width * 0.4) : int(width * 0.6)]
    body = grey[int(height * 0.8) :, int(width * 0.3) : int(width * 0.7)]
    sides = np.concatenate(
        [
            grey[: int(height * 0.6), : int(width * 0.2)].reshape(-1),
            grey[: int(height * 0.6), int(width * 0.8) :].reshape(-1),
        ]
    )
    dark = float(max(np.median(head), np.median(body)))
    bright = float(np.median(sides))
    return (dark, bright) if dark < SILHOUETTE_LUMA and bright > SILHOUETTE_BESIDES else None


TOO_FAR: Final = 0.20
TOO_CLOSE: Final = 0.75
"""Height of the face as a share of the picture's."""
OFF_SIDE: Final = 0.22
OFF_HIGH: Final = -0.25
OFF_LOW: Final = 0.22
"""How far the middle of the face may be from the picture's, in shares of its width and height; down is positive.
A face is meant to be above the middle: shoulders are below it."""
_SLACK: Final = 0.02
"""What was said is said on until the face is this much better placed."""


def judge_framing(face: Box | None, before: str) -> str:
    """Tell how the face sits: "no-face", "too-far", "too-close", "off-centre" or "well"; `before`: the last answer."""
    if face is None:
        return "no-face"

    def slack(name: str) -> float:
        return _SLACK if before == name else 0.0

    if face.height < TOO_FAR + slack("too-far"):
        return "too-far"
    if face.height > TOO_CLOSE - slack("too-close"):
        return "too-close"
    aside = abs(face.x + face.width / 2 - 0.5)
    down = face.y + face.height / 2 - 0.5
    less = slack("off-centre")
    if aside > OFF_SIDE - less or not OFF_HIGH + less <= down <= OFF_LOW - less:
        return "off-centre"
    return "well"
