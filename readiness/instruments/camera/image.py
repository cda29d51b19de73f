"""What one picture is like: brightness, contrast, sharpness; and how it is made small. Pure numpy/OpenCV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from readiness.instruments.camera.opencv import cv2

if TYPE_CHECKING:  # the first picture would wait for it
    from numpy.typing import NDArray

Image = np.ndarray[Any, np.dtype[np.uint8]]
"""Height x width x 3 in blue, green, red, 0 to 255."""

ANALYSIS_WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class ImageStats:
    """What one picture is like.

    luma: mean brightness, 0-255. contrast: its standard deviation. sharpness: variance of the Laplacian at
    320 pixels width.
    """

    luma: float
    contrast: float
    sharpness: float
    median_luma: float


def small_grey(image: Image) -> Any:
    """Reduce the picture to its brightness at 320 pixels width, every pixel counted."""
    small: Any = image
    while small.shape[1] >= 2 * ANALYSIS_WIDTH:  # halving is exact, and OpenCV has a fast way for it
        small = cv2.resize(small, (small.shape[1] // 2, max(8, small.shape[0] // 2)), interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    if width != ANALYSIS_WIDTH:
        size = (ANALYSIS_WIDTH, max(8, round(height * ANALYSIS_WIDTH / width)))
        small = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)


def histogram(grey: Any) -> NDArray[np.float32]:
    """Count the pixels of each brightness; 256 numbers."""
    return np.asarray(cv2.calcHist([grey], [0], None, [256], [0, 256])[:, 0], np.float32)


def look_at(grey: Any) -> ImageStats:
    """Measure a picture that `small_grey` has made small."""
    mean, deviation = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return ImageStats(
        luma=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        sharpness=float(edges[0, 0] ** 2),
        median_luma=float(np.searchsorted(np.cumsum(histogram(grey)), grey.size / 2)),
    )


def encode_jpeg(image: Image, width: int = 640) -> bytes:
    """Encode the picture for the screen, at most this wide. It goes by a pipe to our own window and nowhere else."""
    full_width = image.shape[1]
    scale = min(1.0, width / full_width)
    shown = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    encoded, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return bytes(data) if encoded else b""
