"""Is the brightness steady from picture to picture? By every picture: a few looks a second meet a swing by chance."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.camera.image import Image
from readiness.instruments.camera.opencv import cv2

FLASH: Final = 0.10
"""Of the greatest relative luminance: a change that counts in a flash (WCAG 2.2, “general flash”; ITU-R BT.1702)."""
MID_GREY: Final = 0.18
"""The relative luminance that cameras expose for (ISO 12232). `FLASH` is 0.56 of it, and a picture that is darker is
judged by the same share of its own brightest level, as eyes adapt to the dark."""
DARKEST: Final = 0.007
"""Level 20 of 255, which is called nearly black: below it nothing swings that anybody would see."""
BRIGHTEST: Final = 0.80
"""Both pictures being brighter than this, a change is no flash (WCAG 2.2)."""
LARGE: Final = 0.50
"""A swing of half the range counts twice: one way and back is enough. A lamp in an ordinary room changes less than
`MID_GREY`."""
SETTLE_S: Final = 0.3
"""The first pictures may be black or white. Exposure then goes up, too far at most, and back: two swings as a rule."""
BLOCKS: Final = (4, 3)
EVERYWHERE: Final = 0.75
"""Of the blocks: a swing is the whole picture's. A hand that waves darkens or brightens a part of it."""
FEW: Final = 2
"""So few swings of the mean are no finding, whatever the blocks do: those take longer to count."""
_STEP: Final = 12

_CODE: Final = np.arange(256) / 255.0
_LINEAR: Final = np.where(_CODE <= 0.04045, _CODE / 12.92, ((_CODE + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""From a channel's 8 bits to linear light (IEC 61966-2-1)."""
_WEIGHTS: Final = np.array((0.0722, 0.7152, 0.2126), np.float32)
"""Of blue, green and red in the relative luminance (IEC 61966-2-1)."""


def measure_luminance(image: Image) -> NDArray[np.float32]:
    """Measure the relative luminance, 0 (black) to 1 (white), of each of `BLOCKS`; by every twelfth pixel both ways."""
    sample = cv2.LUT(np.ascontiguousarray(image[::_STEP, ::_STEP]), _LINEAR)
    blocks = cv2.resize(sample, BLOCKS, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    return np.asarray(blocks @ _WEIGHTS, np.float32)


@dataclass(slots=True)
class Steadiness:
    """Counts the swings of brightness in the last `window_s` seconds of capture time."""

    window_s: float = 2.0
    _levels: deque[tuple[float, float, NDArray[np.float32]]] = field(default_factory=deque)
    """When, the mean level, and that of each block."""
    _first_s: float | None = None

    def add(self, image: Image, at_s: float) -> float:
        """Note one captured picture and when it was captured, in seconds; return its relative luminance."""
        blocks = measure_luminance(image)
        level = float(blocks.mean())
        if self._first_s is None:
            self._first_s = at_s
        if at_s - self._first_s >= SETTLE_S:
            self._levels.append((at_s, level, blocks))
        while self._levels and self._levels[0][0] <= at_s - self.window_s:
            self._levels.popleft()
        return level

    @property
    def swings(self) -> int | None:
        """Count the changes to and fro that are part of a flash, a large one twice; None before there are pictures."""
        if len(self._levels) < 2:
            return None
        count = _count_swings([level for _, level, _ in self._levels])
        if count <= FEW:
            return count
        blocks = np.stack([blocks for _, _, blocks in self._levels], axis=1).tolist()
        everywhere = sorted(_count_swings(levels) for levels in blocks)[round((1 - EVERYWHERE) * len(blocks))]
        return min(count, everywhere)


def _count_swings(levels: Sequence[float]) -> int:
    changes = find_swings(levels, least=FLASH * min(1.0, max(DARKEST, *levels) / MID_GREY))
    flashes = [abs(end - start) for start, end in changes if min(start, end) < BRIGHTEST]
    return len(flashes) + sum(size >= LARGE for size in flashes)


def find_swings(levels: Sequence[float], least: float) -> list[tuple[float, float]]:
    """Find the changes to and fro of at least this size, each as from where to where; smaller ones are passed over."""
    found: list[tuple[float, float]] = []
    lowest = highest = start = extreme = levels[0]
    direction = 0
    for level in levels:
        if direction == 0:
            lowest, highest = min(lowest, level), max(highest, level)
            if highest - lowest >= least:
                direction = 1 if level == highest else -1
                start, extreme = (lowest, highest) if direction > 0 else (highest, lowest)
        elif (level - extreme) * direction > 0:
            extreme = level
        elif (extreme - level) * direction >= least:
            found.append((start, extreme))
            start, extreme, direction = extreme, level, -direction
    return [*found, (start, extreme)] if direction else found
