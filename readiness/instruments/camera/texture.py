"""Can anything be made out? A cover of any colour shows only shading, stripes and noise, however it was coded. Pure."""

from __future__ import annotations

import functools
import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.camera.opencv import cv2

Grey = NDArray[np.float64]
"""Brightness, 0 to 255; shape (height, width)."""

_WIDTH, _HEIGHT = 80, 60
_TILE: Final = 10
MIN_CONTRAST: Final = 1.5
"""Levels of 255 within a tile. What a sensor's noise leaves after averaging stays below; a dim face does not."""
NEARLY_BLACK: Final = 20.0
MIN_CONTRAST_BLACK: Final = 1.0
"""Where nearly everything is black there is less of the noise, and less of the face."""
BEYOND_CHANCE: Final = 3.0

STRONGEST_STRIPES: Final = 8.0
"""Levels of 255 by which a sensor's rows are off at most: the lines of a page of text differ by more."""

LAG: Final = 3
"""Looks, of ten a second, after which a picture is compared with itself."""
LASTING: Final = 0.4
"""Correlation. Noise of any coarseness comes to 0.3 at most, a scene in the dark, full of noise, to 0.7."""
EVEN: Final = 0.25
"""Coefficient of variation of the contrast from tile to tile. Noise, however slow it is, has the same everywhere
(0.05 to 0.2); in a scene, a dark one too, some tiles are full and some are plain (0.37 and more in 200 clips)."""
SLOWLY: Final = 0.9
"""Correlation. What is alike everywhere and yet changes by this much is noise; a page of text is alike, and stays."""
STRONG_CONTRAST: Final = 12.0
"""Levels of 255 within a tile. No camera's noise is as strong and as coarse: it needs not last to be the world,
which may be swept past by somebody who carries a laptop through the room."""


def _shrink_coarsely(grey: Any) -> Grey:
    return np.asarray(cv2.resize(grey, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.float64)


@functools.cache
def _smooth_shading() -> NDArray[np.float64]:
    """Build an orthonormal basis of brightness that varies as a quadratic over a tile."""
    y, x = np.mgrid[-1 : 1 : _TILE * 1j, -1 : 1 : _TILE * 1j].reshape(2, -1)
    basis, _ = np.linalg.qr(np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1))
    return np.asarray(basis)


def _remove_shading(coarse: Grey) -> Grey:
    """Take the shading of each tile out of a coarse picture. Same shape.

    Tile by tile, because light that leaks past a cover, or glows through a finger, falls off in any shape over
    the whole picture; over an eighth of it every such shape is a quadratic, and no edge is one.
    """
    rows, columns = coarse.shape[0] // _TILE, coarse.shape[1] // _TILE
    tiles = coarse.reshape(rows, _TILE, columns, _TILE).transpose(0, 2, 1, 3).reshape(-1, _TILE * _TILE)
    basis = _smooth_shading()
    rest = tiles - (tiles @ basis) @ basis.T
    return np.asarray(rest.reshape(rows, columns, _TILE, _TILE).transpose(0, 2, 1, 3).reshape(coarse.shape))


def _noise_left(grey: Any, between: float) -> float:
    """Estimate how much noise averaging leaves in the coarse picture: of single pixels, and of whole rows and columns.

    The noise of pixels is at most what two looks differ by: a fine pattern that stays is none.

    Pixel noise after J. Immerkaer, Fast Noise Variance Estimation, CVIU 64 (1996), which no stripe adds to;
    stripes by the median second difference of the lines' means, which no edge adds to. Averaging n independent
    values divides their standard deviation by the root of n.
    """
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    residual = cv2.filter2D(grey, cv2.CV_16S, kernel)[1:-1, 1:-1]
    pixels = math.sqrt(math.pi / 2) / 6 * cv2.norm(residual, cv2.NORM_L1) / residual.size
    variance = min(pixels**2 * _WIDTH * _HEIGHT / grey.size, between**2)
    for axis, lines in ((0, _WIDTH), (1, _HEIGHT)):
        means = cv2.reduce(grey, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()
        stripes = 1.4826 * _median(np.abs(np.diff(means, 2))) / math.sqrt(6)
        variance += min(stripes, STRONGEST_STRIPES) ** 2 * lines / means.size
    return float(np.sqrt(variance))


def _tile_contrasts(detail: Grey) -> Grey:
    """Measure the standard deviation within each tile, whose mean `_remove_shading` has taken away."""
    rows, columns = detail.shape[0] // _TILE, detail.shape[1] // _TILE
    square = np.square(detail).reshape(rows, _TILE, columns, _TILE)
    return np.asarray(np.sqrt(square.sum(axis=1).sum(axis=2) / _TILE**2))


def _noise_between(one: Grey, other: Grey) -> float:
    """Estimate the standard deviation of the noise by which two looks at one thing differ; what moves adds to it."""
    return 1.4826 * _median(np.abs(one - other)[::2, ::2].reshape(-1)) / math.sqrt(2)


def _median(values: Any) -> float:
    """Find the median by sorting: NumPy's own takes three times as long over so few."""
    return float(np.sort(values)[values.size // 2])


def cross_correlation(one: Grey, other: Grey) -> float:
    """Find the greatest normalised cross-correlation, -1 to 1, of all shifts (around the edges)."""
    scale = float(np.linalg.norm(one) * np.linalg.norm(other))
    if scale == 0.0:
        return 0.0
    # OpenCV's transform in single precision: a third of the time of NumPy's.
    both = [cv2.dft(np.asarray(each, np.float32)) for each in (one, other)]
    product = cv2.mulSpectrums(both[0], both[1], 0, conjB=True)
    return float(cv2.dft(product, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE).max()) / scale


@dataclass(slots=True)
class Texture:
    """The share of the picture in which something can be made out that lasts, over the last `looks` looks at it.

    The world is still there a moment later, here or a little further; noise is not, however coarse it is.
    """

    looks: int = 10
    _details: deque[Grey] = field(init=False)
    _shares: deque[float] = field(init=False)
    _strong: deque[float] = field(init=False)
    _lasting: deque[float] = field(init=False)
    _unevenness: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._details = deque(maxlen=LAG + 1)
        self._shares = deque(maxlen=self.looks)
        self._strong = deque(maxlen=self.looks)
        self._lasting = deque(maxlen=self.looks)
        self._unevenness = deque(maxlen=self.looks)

    def add(self, grey: Any) -> float:
        """Note one look at the picture (grey, 320 pixels wide) and return the share by all looks so far, 0 to 1."""
        coarse = _shrink_coarsely(grey)
        black = np.count_nonzero(coarse < NEARLY_BLACK) > coarse.size / 2
        self._details.append(_remove_shading(coarse))
        # In the dark a sensor may add a fine pattern.
        between = math.inf if black or len(self._details) == 1 else _noise_between(*list(self._details)[-2:])
        chance = BEYOND_CHANCE * _noise_left(grey, between)
        # Edges may lie just between tiles: once more, half a tile aside.
        aside = _remove_shading(coarse[_TILE // 2 : -_TILE // 2, _TILE // 2 : -_TILE // 2])
        contrasts = (_tile_contrasts(self._details[-1]), _tile_contrasts(aside))
        least = max(MIN_CONTRAST_BLACK if black else MIN_CONTRAST, chance)
        self._shares.append(max(float((each > least).mean()) for each in contrasts))
        self._strong.append(max(float((each > max(STRONG_CONTRAST, chance)).mean()) for each in contrasts))
        if len(self._details) > 1:
            self._lasting.append(cross_correlation(self._details[-1], self._details[0]))
        self._unevenness.append(float(contrasts[0].std() / max(contrasts[0].mean(), 1e-9)))
        lasts = median(self._lasting) if self._lasting else 1.0
        noise = lasts < (SLOWLY if median(self._unevenness) < EVEN else LASTING)
        return median(self._strong if noise else self._shares)
