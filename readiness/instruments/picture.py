"""What one picture and a run of pictures are like: brightness, structure, sharpness, standing still. Pure numpy/OpenCV.

OpenCV is imported inside the functions: this module is loaded only in the probe, and even there late.
"""

from __future__ import annotations

import functools
from collections import deque
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height x width x 3 in blue, green, red, 0 to 255."""

ANALYSIS_WIDTH: Final = 320
_COARSE: Final = (80, 60)
_TILE: Final = (10, 10)
MIN_TILE_CONTRAST: Final = 1.5
"""Levels of 255. What sensor noise leaves after averaging to 80x60 stays below it; a dim face does not."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture is like.

    luma: mean brightness, 0-255. contrast: its standard deviation. sharpness: variance of the Laplacian at
    320 pixels width. structure: share of the picture, 0-1, in which something can be made out.
    """

    luma: float
    contrast: float
    sharpness: float
    structure: float
    median_luma: float


@functools.cache
def _smooth_shading() -> NDArray[np.float64]:
    """Orthonormal basis of brightness that varies as a quadratic over the picture: vignettes, a glowing finger."""
    width, height = _COARSE
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].reshape(2, -1)
    basis, _ = np.linalg.qr(np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1))
    return np.asarray(basis)


def _noise_sigma(grey: Any) -> float:
    """Standard deviation of pixel noise. J. Immerkaer, Fast Noise Variance Estimation, CVIU 64 (1996)."""
    import cv2

    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    residual = cv2.filter2D(grey, cv2.CV_32F, kernel)[1:-1, 1:-1]
    return float(np.sqrt(np.pi / 2) / 6 * np.abs(residual).mean())


def _structure(grey: Any) -> float:
    """Share of tiles with structure that neither smooth shading nor pixel noise explains.

    A cover of any colour has none: what is left over it is noise, which averaging shrinks by a known amount.
    """
    import cv2

    coarse = cv2.resize(grey, _COARSE, interpolation=cv2.INTER_AREA).astype(np.float64).reshape(-1)
    basis = _smooth_shading()
    rest = coarse - basis @ (basis.T @ coarse)
    width, height = _COARSE
    tile_width, tile_height = _TILE
    tiles = rest.reshape(height // tile_height, tile_height, width // tile_width, tile_width)
    contrast = tiles.std(axis=(1, 3))
    # Averaging n independent pixels divides their noise by the root of n; three times that is beyond chance.
    left_over = _noise_sigma(grey) / np.sqrt(grey.size / coarse.size)
    return float((contrast > max(MIN_TILE_CONTRAST, 3 * left_over)).mean())


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


def look(image: Image) -> Look:
    """Measure one picture. About 0.6 ms for 1280x720."""
    return look_at(small_grey(image))


def look_at(grey: Any) -> Look:
    """Measure a picture that `small_grey` has made small."""
    import cv2

    mean, deviation = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return Look(
        luma=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        sharpness=float(edges[0, 0] ** 2),
        structure=_structure(grey),
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


@dataclass(slots=True)
class Motion:
    """Tells new pictures from repeated ones, over the last `window_s` seconds of capture time."""

    window_s: float = 2.0
    _changes: deque[tuple[float, float, bool]] = field(default_factory=deque)
    """When, the mean change, whether something moved."""
    _last: NDArray[np.int16] | None = None

    def add(self, image: Image, at_s: float) -> None:
        """One captured picture and when it was captured, in seconds of the camera's own time."""
        sample = image[::3, ::3, 1].astype(np.int16)  # not averaged: noise is what proves a live sensor
        last, self._last = self._last, sample
        if last is not None:
            self._changes.append((at_s, *_change(last, sample)))
            while self._changes[0][0] < at_s - self.window_s:
                self._changes.popleft()

    @property
    def seconds(self) -> float:
        """How much capture time the window holds now."""
        return self._changes[-1][0] - self._changes[0][0] if self._changes else 0.0

    @property
    def new_per_s(self) -> float | None:
        """New pictures per second; None before there is half a second of them."""
        if self.seconds < 0.5:
            return None
        return sum(mean > REPEATED_CHANGE for _, mean, _ in list(self._changes)[1:]) / self.seconds

    @property
    def stands_still(self) -> bool | None:
        """Is one picture repeated? None before there is a second of them."""
        if self.seconds < 1.0:
            return None
        means = sorted(mean for _, mean, _ in self._changes)
        moved = sum(moved for _, _, moved in self._changes)
        return fmean(means[: max(1, len(means) * 4 // 5)]) < LIVING_CHANGE and moved / self.seconds < MOVING_PER_S


def jpeg(image: Image, width: int = 640) -> bytes:
    """The picture for the screen, at most this wide. It goes through a pipe to our own window and nowhere else."""
    import cv2

    full_width = image.shape[1]
    scale = min(1.0, width / full_width)
    shown = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    encoded, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return bytes(data) if encoded else b""
