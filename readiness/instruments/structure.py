"""Can anything be made out? A cover of any colour shows only shading, stripes and noise, however it was coded. Pure."""

from __future__ import annotations

import functools
from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
"""Brightness, 0 to 255; shape (height, width)."""

_WIDTH, _HEIGHT = 80, 60
_TILE: Final = 10
MIN_CONTRAST: Final = 1.5
"""Levels of 255 within a tile. What a sensor's noise leaves after averaging stays below; a dim face does not."""
BEYOND_CHANCE: Final = 3.0

LAG: Final = 3
"""Looks, of ten a second, after which a picture is compared with itself."""
LASTING: Final = 0.4
"""Correlation. Noise of any coarseness comes to 0.2 at most, a scene in the dark, full of noise, to 0.8."""
STRONG_CONTRAST: Final = 12.0
"""Levels of 255 within a tile. No camera's noise is as strong and as coarse: it needs not last to be the world,
which may be swept past by somebody who carries a laptop through the room."""


def _coarse(grey: Any) -> Grey:
    import cv2

    return np.asarray(cv2.resize(grey, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.float64)


@functools.cache
def _smooth_shading() -> NDArray[np.float64]:
    """Orthonormal basis of brightness that varies as a quadratic over the picture: vignettes, a glowing finger."""
    y, x = np.mgrid[-1 : 1 : _HEIGHT * 1j, -1 : 1 : _WIDTH * 1j].reshape(2, -1)
    basis, _ = np.linalg.qr(np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1))
    return np.asarray(basis)


def _detail(grey: Any) -> Grey:
    """What is left of the coarse picture without smooth shading. Shape (60, 80)."""
    flat = _coarse(grey).reshape(-1)
    basis = _smooth_shading()
    return np.asarray((flat - basis @ (basis.T @ flat)).reshape(_HEIGHT, _WIDTH))


def _noise_left(grey: Any) -> float:
    """How much noise averaging leaves in the coarse picture: of single pixels, and of whole rows and columns.

    Pixel noise after J. Immerkaer, Fast Noise Variance Estimation, CVIU 64 (1996), which no stripe adds to;
    stripes by the median second difference of the lines' means, which no edge adds to. Averaging n independent
    values divides their standard deviation by the root of n.
    """
    import cv2

    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    residual = cv2.filter2D(grey, cv2.CV_32F, kernel)[1:-1, 1:-1]
    pixels = float(np.sqrt(np.pi / 2) / 6 * np.abs(residual).mean())
    variance = pixels**2 * _WIDTH * _HEIGHT / grey.size
    for axis, lines in ((0, _WIDTH), (1, _HEIGHT)):
        means = grey.mean(axis=axis)
        stripes = 1.4826 * float(np.median(np.abs(np.diff(means, 2)))) / np.sqrt(6)
        variance += stripes**2 * lines / means.size
    return float(np.sqrt(variance))


def _tile_contrasts(detail: Grey) -> Grey:
    """Standard deviation within each tile. Shape (6, 8)."""
    return np.asarray(detail.reshape(_HEIGHT // _TILE, _TILE, _WIDTH // _TILE, _TILE).std(axis=(1, 3)))


def likeness(one: Grey, other: Grey) -> float:
    """Normalised cross-correlation, -1 to 1, at the shift at which it is greatest."""
    scale = float(np.linalg.norm(one) * np.linalg.norm(other))
    if scale == 0.0:
        return 0.0
    spectrum = np.fft.rfft2(one) * np.conj(np.fft.rfft2(other))
    return float(np.fft.irfft2(spectrum, s=one.shape).max()) / scale


@dataclass(slots=True)
class Structure:
    """The share of the picture in which something can be made out that lasts, over the last `looks` looks at it.

    The world is still there a moment later, here or a little further; noise is not, however coarse it is.
    """

    looks: int = 10
    _details: deque[Grey] = field(init=False)
    _shares: deque[float] = field(init=False)
    _strong: deque[float] = field(init=False)
    _lasting: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._details = deque(maxlen=LAG + 1)
        self._shares = deque(maxlen=self.looks)
        self._strong = deque(maxlen=self.looks)
        self._lasting = deque(maxlen=self.looks)

    def add(self, grey: Any) -> float:
        """One look at the picture: grey, 320 pixels wide. Returns the share by all looks so far, 0 to 1."""
        self._details.append(_detail(grey))
        tiles, chance = _tile_contrasts(self._details[-1]), BEYOND_CHANCE * _noise_left(grey)
        self._shares.append(float((tiles > max(MIN_CONTRAST, chance)).mean()))
        self._strong.append(float((tiles > max(STRONG_CONTRAST, chance)).mean()))
        if len(self._details) > 1:
            self._lasting.append(likeness(self._details[-1], self._details[0]))
        lasts = not self._lasting or median(self._lasting) >= LASTING
        return median(self._shares if lasts else self._strong)
