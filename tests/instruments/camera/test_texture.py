"""Whether anything can be made out: noise of every coarseness on covers of every colour, scenes of every darkness."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import cv2
import numpy as np
import pytest

from readiness.instruments.camera.image import small_grey
from readiness.instruments.camera.texture import Texture, cross_correlation
from tests.clips import Frame, blotchy, flat, grainy, moving, scene

COVERED = 0.12


LOOKS = 11


def structure(frames: Iterator[Frame]) -> float:
    """What is seen by ten looks, a tenth of a second from one to the next."""
    seen, share = Texture(), 0.0
    for frame in islice(frames, LOOKS):
        share = seen.add(small_grey(frame))
    return share


@pytest.mark.parametrize("level", [(5, 5, 5), (30, 30, 160), (240, 240, 240), (120, 60, 20)])
@pytest.mark.parametrize("sigma", [1.0, 6.0, 15.0])
def test_a_cover_of_any_colour_has_none(level: tuple[int, int, int], sigma: float) -> None:
    assert structure(flat(level, sigma=sigma)) < COVERED


@pytest.mark.parametrize("size", [4, 8, 16, 32])
@pytest.mark.parametrize("level", [16, 90, 200])
def test_noise_that_denoising_made_coarse_is_still_noise(size: int, level: int) -> None:
    assert structure(blotchy((level, level, level), sigma=6.0, size=size)) < COVERED


@pytest.mark.parametrize("level", [(30, 40, 170), (110, 110, 110), (230, 235, 240)])
@pytest.mark.parametrize("width", [0.05, 0.15, 0.4])
def test_light_that_leaks_past_a_cover_in_any_shape_has_none(level: tuple[int, int, int], width: float) -> None:
    y, x = np.mgrid[0:1:480j, 0:1:640j]
    glow = 0.3 + 0.8 * np.exp(-((x - 0.9) ** 2 + (y - 0.2) ** 2) / width)
    lit = np.clip(np.array(level) * glow[:, :, None], 0, 255).astype(np.uint8)
    assert structure(grainy(lit, 3.0, at) for at in range(LOOKS)) < COVERED


def test_a_fine_pattern_that_stays_is_no_noise() -> None:
    picture = scene() // 2
    picture[np.random.default_rng(6).random((480, 640)) < 0.06] += 100
    assert structure(grainy(picture, 1.0, at) for at in range(LOOKS)) > 0.5


def test_pure_noise_has_none() -> None:
    noise = np.random.default_rng(3)
    assert structure(noise.integers(0, 255, (480, 640, 3), dtype=np.uint8) for _ in range(LOOKS)) < COVERED


def stripes(axis: int, sigma: float) -> Iterator[Frame]:
    """A sensor's read-out in the dark: each row or column a little off, always the same or not."""
    shape = (480, 1, 1) if axis == 0 else (1, 640, 1)
    fixed = np.random.default_rng(1).normal(0, sigma, shape)
    for _ in range(LOOKS):
        yield np.clip(60 + np.broadcast_to(fixed, (480, 640, 3)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("axis", [0, 1])
def test_stripes_of_a_sensor_have_none(axis: int) -> None:
    assert structure(stripes(axis, 6.0)) < COVERED


@pytest.mark.parametrize("gain", [0.08, 0.3, 1.0])
@pytest.mark.parametrize("sigma", [1.0, 5.0])
def test_a_scene_has_it_even_in_the_dark(gain: float, sigma: float) -> None:
    dim = (scene() * gain).astype(np.uint8)
    assert structure(grainy(dim, sigma, at) for at in range(LOOKS)) > 0.5


def test_a_scene_that_moves_has_it() -> None:
    assert structure(moving(LOOKS)) > 0.5


@pytest.mark.parametrize("level", [16, 120])
def test_noise_that_hardly_changes_from_look_to_look_is_still_noise(level: int) -> None:
    """As a camera's own denoising leaves it: it lasts, but it is alike everywhere."""
    rng, noise = np.random.default_rng(5), np.zeros((120, 160, 1))
    frames = []
    for _ in range(20 + LOOKS):
        noise = 0.85 * noise + rng.normal(0, 4, noise.shape)
        frames.append(np.clip(level + np.kron(noise, np.ones((4, 4, 3))), 0, 255).astype(np.uint8))
    assert structure(iter(frames[20:])) < COVERED


def test_a_page_of_text_is_a_picture() -> None:
    page = np.full((720, 1280, 3), 245, np.uint8)
    for row in range(50, 700, 44):
        cv2.putText(page, "your visit is on Tuesday, your doctor calls", (30, row), 0, 1.0, (30, 30, 30), 2)
    assert structure(page for _ in range(LOOKS)) > COVERED


def test_wide_bars_are_a_picture() -> None:
    bars = np.repeat(np.array([200, 30, 160, 90, 220, 10, 130, 60], np.uint8), 80)
    frame = np.broadcast_to(bars[np.newaxis, :, np.newaxis], (480, 640, 3)).copy()
    assert structure(frame for _ in range(LOOKS)) > 0.5


@pytest.mark.parametrize("step", [1, 9, 40])
def test_a_scene_that_is_swept_past_has_it(step: int) -> None:
    wide = scene(width=2560)
    assert structure(np.roll(wide, step * at, axis=1)[:, :640] for at in range(LOOKS)) > 0.5


def test_opened_and_closed_it_follows_within_a_second() -> None:
    seen, shares = Texture(6), []
    closed = list(flat((5, 5, 5), 15))
    for frame in [*closed, *moving(15), *closed]:
        shares.append(seen.add(small_grey(frame)))
    assert shares[14] < COVERED
    assert shares[25] > 0.5  # opened a second ago
    assert shares[40] < COVERED  # closed a second ago


def test_likeness_finds_what_has_moved() -> None:
    rng = np.random.default_rng(2)
    one = rng.normal(0, 1, (60, 80))
    assert cross_correlation(one, np.roll(one, (5, -9), (0, 1))) == pytest.approx(1.0)
    assert abs(cross_correlation(one, rng.normal(0, 1, (60, 80)))) < 0.2
    assert cross_correlation(np.zeros((60, 80)), one) == 0.0
