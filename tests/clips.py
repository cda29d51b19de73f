"""Video clips for tests, made on the spot: a scene with structure, black, a cover, one repeated frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]


def scene(width: int = 640, height: int = 480) -> Frame:
    """Something to be made out: blocks of many brightnesses, as a person in a room gives."""
    noise = np.random.default_rng(7)
    coarse = noise.integers(40, 220, (height // 40 + 1, width // 40 + 1, 3), dtype=np.uint8)
    return np.kron(coarse, np.ones((40, 40, 1), np.uint8))[:height, :width]


def grainy(picture: Frame, sigma: float, seed: int) -> Frame:
    """The picture as a sensor sees it, with noise of this standard deviation."""
    noise = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def moving(frames: int = 60, gain: float = 1.0, **size: int) -> Iterator[Frame]:
    """A scene that drifts, with sensor noise."""
    still = scene(**size).astype(np.float64) * gain
    for at in range(frames):
        yield grainy(np.clip(np.roll(still, at, axis=1), 0, 255).astype(np.uint8), 2.0, at)


def flat(level: tuple[int, int, int], frames: int = 60, sigma: float = 4.0) -> Iterator[Frame]:
    """A covered lens: one colour (blue, green, red), brighter on one side, with sensor noise."""
    shade = np.linspace(0.8, 1.0, 640).reshape(1, 640, 1)
    for at in range(frames):
        yield grainy((np.full((480, 640, 3), level) * shade).astype(np.uint8), sigma, at)


def blotchy(level: tuple[int, int, int], frames: int = 60, sigma: float = 5.0, size: int = 16) -> Iterator[Frame]:
    """A covered lens as a cheap camera shows it: denoising and coding have made coarse blotches of the noise."""
    for at in range(frames):
        noise = np.random.default_rng(at).normal(0, sigma, (480 // size, 640 // size, 1))
        coarse = np.kron(noise, np.ones((size, size, 1)))
        yield np.clip(np.full((480, 640, 3), level) + coarse, 0, 255).astype(np.uint8)


def ring(frames: int = 60, pictures: int = 4) -> Iterator[Frame]:
    """A stuck driver shows its few buffers in turn."""
    buffers = list(moving(pictures))
    for at in range(frames):
        yield buffers[at % pictures]


def halting(pictures: Iterable[Frame], of: int = 24, stands: int = 12) -> Iterator[Frame]:
    """The last 12 of 24 pictures are the same one; then it goes on with what is there by then."""
    for at, picture in enumerate(pictures):
        if at % of <= of - stands:
            shown = picture
        yield shown


def black_between(pictures: Iterable[Frame], every: int = 4) -> Iterator[Frame]:
    """Every fourth picture is black."""
    for at, picture in enumerate(pictures):
        yield picture if at % every else np.zeros_like(picture)


def swinging(pictures: Iterable[Frame], period: int = 27) -> Iterator[Frame]:
    """Exposure that swings from black to white and back within a second."""
    for at, picture in enumerate(pictures):
        gain = 1 + np.sin(2 * np.pi * at / period)
        yield np.clip(picture * gain + 128 * max(0.0, gain - 1), 0, 255).astype(np.uint8)


def repeated(frames: int = 60) -> Iterator[Frame]:
    """One frame again and again."""
    one = grainy(scene(), 2.0, 1)
    for _ in range(frames):
        yield one


def write(path: Path, frames: Iterator[Frame], coding: str = "MJPG", fps: float = 30.0) -> Path:
    """The clip as a file. The coding is OpenCV's four letters."""
    import cv2

    first = next(frames)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*coding), fps, (first.shape[1], first.shape[0]))
    assert writer.isOpened()
    writer.write(first)
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path
