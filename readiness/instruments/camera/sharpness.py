"""How soft a picture is, whatever its contrast: the width of its sharpest edges."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from readiness.instruments.camera.opencv import cv2

SIGMA_1: Final = 1.0
SIGMA_2: Final = 2.0
"""The picture is blurred on purpose by these, pixels: the first one also takes the sensor's noise away."""
STRONGEST_PERCENT: Final = 2.0
SHARPEST_PERCENT: Final = 25.0
STEP: Final = 0.02
"""Of a level per pixel, and of a pixel: finer than anything that is decided."""
FAINTEST: Final = 1.5
"""Levels per pixel. A weaker edge is as well noise or shading, and says nothing."""


def blur_percent(grey: Any) -> float | None:
    """Measure the standard deviation of the blur in percent of the width; None where there is no clear edge.

    An edge that is blurred once more loses much of its steepness if it was sharp and little if it was soft;
    the ratio tells its width (S. Zhuo, T. Sim, Defocus map estimation from a single image, Pattern
    Recognition 44, 2011). The sharpest quarter of the strongest edges decides: a soft wall behind is no fault.
    """
    once = cv2.magnitude(*_gradients(cv2.GaussianBlur(grey, (0, 0), SIGMA_1)))
    for rim in (np.s_[:4], np.s_[-4:], np.s_[:, :4], np.s_[:, -4:]):
        once[rim] = 0.0
    count = max(20, int(once.size * STRONGEST_PERCENT / 100))
    strong = _percentile(once[4:-4:2, 4:-4].reshape(-1), 100 - STRONGEST_PERCENT, STEP)
    clear = np.flatnonzero(once > max(FAINTEST, strong))
    if clear.size < count // 4:
        return None
    across, down = (each.reshape(-1)[clear] for each in _gradients(cv2.GaussianBlur(grey, (0, 0), SIGMA_2)))
    ratio = np.maximum(once.reshape(-1)[clear] / np.maximum(np.hypot(across, down), 1e-3), 1.0 + 1e-3)
    # steepness is 1/sqrt(s² + a²): ratio² = (s² + SIGMA_2²) / (s² + SIGMA_1²)
    square = (SIGMA_2**2 - ratio**2 * SIGMA_1**2) / (ratio**2 - 1)
    sigma = np.sqrt(np.maximum(square, 0.0))
    return _percentile(sigma, SHARPEST_PERCENT, STEP) / float(grey.shape[1]) * 100


def _percentile(values: Any, percent: float, step: float) -> float:
    """Find the percentile by counting, to the step: NumPy's partition of floats crashes under emulation (QEMU 7.2)."""
    counts = np.bincount((values / step).astype(np.int32))
    return float(np.searchsorted(np.cumsum(counts), values.size * percent / 100)) * step


def _gradients(smooth: Any) -> tuple[Any, Any]:
    """Measure the gradients across and down, levels per pixel."""
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    return across, cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
