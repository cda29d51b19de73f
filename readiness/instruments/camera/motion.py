"""Living pictures told from repeated ones, by captured frame and never by the clock. Pure numpy/OpenCV."""

from __future__ import annotations

import math
import zlib
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.camera.image import Image
from readiness.instruments.camera.opencv import cv2

Sample = NDArray[np.uint8]
"""The green of every third pixel of every third row. Not averaged: noise is what proves a live sensor."""

REPEATED_CHANGE: Final = 0.01
"""Mean change per pixel, levels of 255, up to which a picture is the one before it."""
LIVING_CHANGE: Final = 0.1
"""A lossy file of one repeated frame mostly stays below this in four frames of five; a living sensor's noise is above.
"""
REFINED_CHANGE: Final = 1.0
"""Few bits that refine a repeated frame mostly change it by less: where more changed, its spread need not be known."""
SPREAD_SHARE: Final = 0.25
LIVING_SPREAD: Final = 0.5
"""A sensor's noise is all over the picture: it changes this share of the pixels in this share of the blocks. Where
few bits refine a repeated frame, they do so here and there."""
MOVING_CHANGE: Final = 5.0
"""A lossy file of one repeated frame is coded afresh now and then, and changes all over by less than this."""
LOCAL_LEVELS: Final = 24
LOCAL_SHARE: Final = 2e-4
"""Coding noise changes no pixel by this much; a blinking eye or a running clock does, in this share of them."""
KEEP_EVERY_S: Final = 0.25
SLOW_S: Final = 1.0
"""Somebody who hardly moves has moved after this long, where no step from picture to picture shows it."""
COARSE: Final = (40, 30)
"""Blocks across and down in which slow motion is looked for: in their means most of what coding does averages out."""
STIRRED_BLOCKS: Final = 4
STIRRED_LEVELS: Final = 5.0
"""By which so many blocks have changed at least where something moved: half a pixel of somebody's outline does it."""
STIRRED_TIMES: Final = 7.0
STIRRED_MORE: Final = 2.5
"""And by so many times the mean change of all blocks, and so many levels more. A picture coded afresh, as each
of a file's key pictures is (and the first one of a file that starts again), changes all over, and nowhere by this
much more than elsewhere."""
STIRRED_SURELY: Final = 32.0
"""Few bits make no block change by this much; a person who walks through the whole picture does."""
LIGHT_LEVELS: Final = 1.5
"""All of the picture grows brighter or darker by this much: light, for coding errs to both sides."""
ENOUGH_S: Final = 1.0
"""This much has to be seen before a picture is said to stand still, or to live."""
AGAIN_S: Final = 0.5
"""And this much where it had stood still: somebody waits for it."""
PAUSE_S: Final = 0.4
"""A camera that is only slow has no pauses this long."""
FULL_LIGHT: Final = 100.0
DIMMEST: Final = 0.2
"""In a picture darker than `FULL_LIGHT` everything changes by less, and the limits are less by the same share."""

RING: Final = 8
"""A stuck driver can show its few buffers in turn for ever: pictures that all come back again are no life."""
RING_CHANGE: Final = 0.7
RING_SHARE: Final = 0.15
"""A picture that comes back through a lossy file: it differs from itself by little, and from the others by much."""

BEAT_STEPS: Final = 4
BEAT_SHARE: Final = 0.9
BEAT_QUIET: Final = 0.25
"""Where a slow camera's pictures are each sent several times, all that moves does so in every third step, say."""


@dataclass(frozen=True, slots=True)
class FrameStep:
    """From one picture to the next. `lags`: mean change from the picture two to `RING` before, where there was one."""

    at_s: float
    mean: float
    moved: bool
    spread: float
    """The share of the picture's blocks in which noise may be: pixels enough changed, by however little."""
    fingerprint: int
    dim: float
    lags: tuple[float, ...]

    @property
    def new(self) -> bool:
        return self.mean > REPEATED_CHANGE


def _measure_change(before: Sample, after: Sample, dim: float) -> tuple[float, bool, float]:
    """Measure the mean change per pixel, whether more moved than coding makes of a repeated frame, and the spread."""
    if before.shape != after.shape:
        return 255.0, True, 1.0
    difference = cv2.absdiff(before, after)
    mean = cv2.sumElems(difference)[0] / difference.size
    moved = mean > MOVING_CHANGE * dim or _share_changed(difference, dim) > LOCAL_SHARE
    if not REPEATED_CHANGE < mean < REFINED_CHANGE:
        return mean, moved, float(mean >= REFINED_CHANGE)
    _, changed = cv2.threshold(difference, 0, 255, cv2.THRESH_BINARY)
    _, noisy = cv2.threshold(_block_means(changed), SPREAD_SHARE * dim * 255, 1, cv2.THRESH_BINARY)
    return mean, moved, cv2.countNonZero(noisy) / math.prod(COARSE)


def _share_changed(difference: Any, dim: float) -> float:
    """Measure the share of pixels that changed by more than coding changes any."""
    _, changed = cv2.threshold(difference, math.ceil(LOCAL_LEVELS * dim) - 1, 1, cv2.THRESH_BINARY)
    return float(cv2.countNonZero(changed) / difference.size)


def _block_means(sample: Any) -> Sample:
    """Average `COARSE` blocks. Right and below up to a block's width is left out: whole ones are quick."""
    across, down = (max(1, side // blocks) for side, blocks in zip(sample.shape[::-1], COARSE, strict=True))
    whole = sample[: down * COARSE[1], : across * COARSE[0]]
    return np.asarray(cv2.resize(whole, COARSE, interpolation=cv2.INTER_AREA), np.uint8)


def _has_moved(before: Sample, after: Sample, dim: float) -> bool:
    """Tell whether block means show more than a picture coded twice: something moved, or the light changed."""
    signed = after.astype(np.int16) - before
    changes = np.abs(signed)
    mean = float(changes.mean())
    most = float(np.partition(changes, -STIRRED_BLOCKS, axis=None)[-STIRRED_BLOCKS])
    somewhere = most >= max(STIRRED_LEVELS * dim, STIRRED_MORE * dim + STIRRED_TIMES * mean)
    return somewhere or most >= STIRRED_SURELY * dim or abs(float(signed.mean())) > LIGHT_LEVELS * dim


@dataclass(slots=True)
class Motion:
    """Tells new pictures from repeated ones, over the last `window_s` seconds of capture time."""

    window_s: float = 2.0
    forgiven_s: float = 0.0
    """A pause up to this long, that still goes on, does not count into the rate: it may become a picture that stands.

    For somebody who watches, or a picture on its way to standing still would be called slow first.
    """
    _enough_s: float = ENOUGH_S
    _steps: deque[FrameStep] = field(default_factory=deque)
    _first_s: float = 0.0
    _last_s: float = 0.0
    _last: Sample | None = None
    _kept: deque[tuple[float, Sample]] = field(default_factory=lambda: deque(maxlen=round(SLOW_S / KEEP_EVERY_S) + 1))
    """Block means, the last ones of a second."""
    _stirred_s: float = -math.inf
    _thumbs: deque[Sample] = field(default_factory=lambda: deque(maxlen=RING + 1))

    def add(self, image: Image, at_s: float) -> None:
        """Note one captured picture and when it was captured, in seconds of the camera's own time."""
        sample = np.ascontiguousarray(image[::3, ::3, 1])
        last, self._last = self._last, sample
        self._last_s = at_s
        thumb = np.ascontiguousarray(sample[::4, ::4])
        if last is None or last.shape != sample.shape:
            self._thumbs.clear()
            self._kept.clear()
        self._thumbs.append(thumb)
        dim = min(1.0, max(DIMMEST, cv2.sumElems(thumb)[0] / thumb.size / FULL_LIGHT))
        if not self._kept or at_s - self._kept[-1][0] >= KEEP_EVERY_S:
            self._keep(_block_means(sample), at_s, dim)
        if last is None:
            self._first_s = at_s
            return
        earlier = list(self._thumbs)[-3::-1]
        lags = tuple(cv2.norm(thumb, each, cv2.NORM_L1) / thumb.size for each in earlier)
        self._steps.append(FrameStep(at_s, *_measure_change(last, sample, dim), zlib.crc32(sample.data), dim, lags))
        while self._steps[0].at_s <= at_s - self.window_s:
            self._steps.popleft()

    def _keep(self, blocks: Sample, at_s: float, dim: float) -> None:
        if any(_has_moved(before, blocks, dim) for _, before in self._kept):
            self._stirred_s = at_s
        self._kept.append((at_s, blocks))

    def restart(self) -> None:
        """Forget what was seen: a picture that stood still moves again, and its rate counts from now."""
        self._steps.clear()
        self._first_s = self._last_s
        self._enough_s = AGAIN_S

    @property
    def steps(self) -> Sequence[FrameStep]:
        """From picture to picture, those of the window."""
        return tuple(self._steps)

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
        if self.seconds < 0.5:
            return None
        beat = self._beat()
        new = sum(step.new for step in self._steps) if beat == 1 else len(self._steps) / beat
        pause_s = self._last_s - next((step.at_s for step in reversed(self._steps) if step.new), self._first_s)
        forgiven = PAUSE_S < pause_s <= self.forgiven_s and self.seconds - pause_s > PAUSE_S / 2
        return new / (self.seconds - pause_s if forgiven else self.seconds)

    def _beat(self) -> int:
        """Find how often each picture is sent: 1, or n where what moves does so in every nth step alone."""
        moved = [at for at, step in enumerate(self._steps) if step.moved]
        quiet = [step.mean for step in self._steps if not step.moved and step.new]
        if len(moved) < BEAT_STEPS or not quiet:  # repeats that are exact are no new pictures anyway
            return 1
        gaps = [later - earlier for earlier, later in pairwise(moved)]
        beat = Counter(gaps).most_common(1)[0][0]
        even = sum(gap % beat == 0 for gap in gaps) >= BEAT_SHARE * len(gaps)
        still = median(quiet) < BEAT_QUIET * median(self._steps[at].mean for at in moved)
        return beat if even and still else 1

    @property
    def stands_still(self) -> bool | None:
        """Is one picture repeated, or a few of them in turn? None before there is a second of them, or half of one."""
        if self.seconds < self._enough_s:
            return None
        dim = median(step.dim for step in self._steps)
        means = sorted(step.mean for step in self._steps)
        quiet = means[: max(1, len(means) * 4 // 5)]
        noisy = sum(quiet) / len(quiet) >= LIVING_CHANGE * dim
        if not (noisy and median(step.spread for step in self._steps) >= LIVING_SPREAD) and (
            self._last_s - self._stirred_s > SLOW_S or not any(step.new for step in self._steps)
        ):
            return True
        different = len({step.fingerprint for step in self._steps})
        if different <= RING and sum(step.new for step in self._steps) >= 2 * different:
            return True
        return noisy and self._comes_back(median(means), dim)

    def _comes_back(self, usual: float, dim: float) -> bool:
        """Tell whether every picture is the one of some steps before, but for coding."""
        most = min(RING_CHANGE * dim, RING_SHARE * usual)
        latest = [step.lags for step in list(self._steps)[-3:]]
        if len(self._steps) <= 2 * RING or most <= 0:
            return False
        for at in range(RING - 1):
            if all(len(lags) <= at or lags[at] >= most for lags in latest):
                continue  # the usual case, told cheaply
            lag = [step.lags[at] for step in self._steps if len(step.lags) > at]
            # Lately, too: a picture that stood still until a moment ago says nothing about now.
            if len(lag) > 2 * RING and median(lag) < most and median(lag[-2 * RING :]) < most:
                return True
        return False
