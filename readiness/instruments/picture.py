"""What one picture and a run of pictures are like: brightness, structure, sharpness, standing still. Pure numpy/OpenCV.

OpenCV is imported inside the functions: this module is loaded only in the probe, and even there late.
"""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height x width x 3 in blue, green, red, 0 to 255."""

ANALYSIS_WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture is like.

    luma: mean brightness, 0-255. contrast: its standard deviation. sharpness: variance of the Laplacian at
    320 pixels width.
    """

    luma: float
    contrast: float
    sharpness: float
    median_luma: float


def small_grey(image: Image) -> Any:
    """The picture's brightness at 320 pixels width, every pixel counted."""
    import cv2

    small: Any = image
    while small.shape[1] >= 2 * ANALYSIS_WIDTH:  # halving is exact and has a fast way of its own in OpenCV
        small = cv2.resize(small, (small.shape[1] // 2, max(8, small.shape[0] // 2)), interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    if width != ANALYSIS_WIDTH:
        size = (ANALYSIS_WIDTH, max(8, round(height * ANALYSIS_WIDTH / width)))
        small = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)


def look_at(grey: Any) -> Look:
    """Measure a picture that `small_grey` has made small."""
    import cv2

    mean, deviation = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return Look(
        luma=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        sharpness=float(edges[0, 0] ** 2),
        median_luma=float(np.median(grey)),
    )


REPEATED_CHANGE: Final = 0.01
"""Mean change per pixel, levels of 255, up to which a picture is the one before it."""
LIVING_CHANGE: Final = 0.1
"""A lossy file of one repeated frame stays below this in four frames of five; a living sensor's noise is above."""
MOVING_CHANGE: Final = 0.5
LOCAL_LEVELS: Final = 24
LOCAL_SHARE: Final = 2e-4
"""Coding noise changes no pixel by this much; a blinking eye or a running clock does, in this share of them."""
MOVING_PER_S: Final = 2.0


def _change(before: NDArray[np.int16], after: NDArray[np.int16]) -> tuple[float, bool]:
    """Mean change per pixel, and whether something moved: more than coding makes of a repeated frame."""
    if before.shape != after.shape:
        return 255.0, True
    difference = np.abs(after - before)
    mean = float(difference.mean())
    return mean, mean > MOVING_CHANGE or float((difference >= LOCAL_LEVELS).mean()) > LOCAL_SHARE


RING: Final = 8
"""A stuck driver can show its few buffers in turn for ever: pictures that all come back again are no life."""


@dataclass(frozen=True, slots=True)
class _Step:
    """From one picture to the next."""

    at_s: float
    mean: float
    moved: bool
    fingerprint: int

    @property
    def new(self) -> bool:
        return self.mean > REPEATED_CHANGE


@dataclass(slots=True)
class Motion:
    """Tells new pictures from repeated ones, over the last `window_s` seconds of capture time."""

    window_s: float = 2.0
    _steps: deque[_Step] = field(default_factory=deque)
    _first_s: float = 0.0
    _last_s: float = 0.0
    _last: NDArray[np.int16] | None = None

    def add(self, image: Image, at_s: float) -> None:
        """One captured picture and when it was captured, in seconds of the camera's own time."""
        sample = image[::3, ::3, 1].astype(np.int16)  # not averaged: noise is what proves a live sensor
        last, self._last = self._last, sample
        self._last_s = at_s
        if last is None:
            self._first_s = at_s
            return
        self._steps.append(_Step(at_s, *_change(last, sample), zlib.crc32(sample.tobytes())))
        while self._steps[0].at_s <= at_s - self.window_s:
            self._steps.popleft()

    @property
    def seconds(self) -> float:
        """How much capture time the window holds now, pauses included."""
        return min(self.window_s, self._last_s - self._first_s)

    @property
    def per_s(self) -> float | None:
        """Pictures per second, new or not; None before there is half a second of them."""
        return None if self.seconds < 0.5 else len(self._steps) / self.seconds

    @property
    def new_per_s(self) -> float | None:
        """New pictures per second; None before there is half a second of them."""
        return None if self.seconds < 0.5 else sum(step.new for step in self._steps) / self.seconds

    @property
    def stands_still(self) -> bool | None:
        """Is one picture repeated, or a few of them in turn? None before there is a second of them."""
        if self.seconds < 1.0:
            return None
        means = sorted(step.mean for step in self._steps)
        moved = sum(step.moved for step in self._steps)
        quiet = means[: max(1, len(means) * 4 // 5)]
        if sum(quiet) / len(quiet) < LIVING_CHANGE and moved / self.seconds < MOVING_PER_S:
            return True
        different = len({step.fingerprint for step in self._steps})
        return different <= RING and sum(step.new for step in self._steps) >= 2 * different


def jpeg(image: Image, width: int = 640) -> bytes:
    """The picture for the screen, at most this wide. It goes through a pipe to our own window and nowhere else."""
    import cv2

    full_width = image.shape[1]
    scale = min(1.0, width / full_width)
    shown = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    encoded, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return bytes(data) if encoded else b""
