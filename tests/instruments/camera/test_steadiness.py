"""Is the brightness steady from picture to picture?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import cv2
import numpy as np
import pytest

from readiness.instruments.camera.steadiness import Steadiness, find_swings, measure_luminance
from tests.clips import Frame, black_between, moving, swinging

FPS = 30.0
LIVING = list(moving(90))


def swings(frames: Iterable[Frame]) -> int | None:
    steadiness = Steadiness()
    for at, frame in enumerate(frames):
        steadiness.add(frame, at / FPS)
    return steadiness.swings


def lit(gain: Callable[[float], float]) -> Iterable[Frame]:
    """A scene that drifts, under a light that follows this function of the time in seconds."""
    for at, picture in enumerate(LIVING):
        yield np.clip(picture * gain(at / FPS), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("grey", "luminance"), [(0, 0.0), (118, 0.1812), (188, 0.5029), (255, 1.0)])
def test_luminance_is_that_of_the_standard(grey: int, luminance: float) -> None:
    picture = np.full((480, 640, 3), grey, np.uint8)
    assert measure_luminance(picture).mean() == pytest.approx(luminance, abs=2e-4)


def test_colours_count_by_what_eyes_see_of_them() -> None:
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[..., 1] = 255
    assert measure_luminance(picture).mean() == pytest.approx(0.7152, abs=1e-4)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([0.2] * 9, []),
        ([0.2, 0.25, 0.2, 0.25, 0.2], []),
        ([0.2, 0.3, 0.4, 0.5], [(0.2, 0.5)]),
        ([0.2, 0.3, 0.28, 0.5, 0.1], [(0.2, 0.5), (0.5, 0.1)]),
        ([0.5, 0.1, 0.5, 0.1], [(0.5, 0.1), (0.1, 0.5), (0.5, 0.1)]),
    ],
)
def test_what_goes_to_and_fro(levels: list[float], expected: list[tuple[float, float]]) -> None:
    assert find_swings(levels, 0.1) == expected


def test_a_living_picture_is_steady() -> None:
    assert swings(LIVING) == 0


@pytest.mark.parametrize("every", [2, 3, 4, 7])
@pytest.mark.parametrize("gain", [1.0, 0.3])
def test_black_pictures_among_the_others(every: int, gain: float) -> None:
    found = swings(np.asarray(each * gain, np.uint8) for each in black_between(LIVING, every))
    assert found is not None
    assert found >= 2 * 60 // every - 2


@pytest.mark.parametrize("period_s", [0.3, 0.5, 0.9])
def test_exposure_that_swings(period_s: float) -> None:
    found = swings(swinging(LIVING, round(period_s * FPS)))
    assert found is not None
    assert found > 2


def test_exposure_that_finds_its_way_at_first_is_no_fault() -> None:
    assert swings(lit(lambda at_s: 1 - math.exp(-at_s * 4) * math.cos(at_s * 9))) in (0, 1, 2)
    assert swings(list(black_between(LIVING, 2))[:9] + LIVING[9:]) == 0


@pytest.mark.parametrize(
    "gain",
    [
        lambda at_s: 0.6 + 0.2 * at_s,  # dawn
        lambda at_s: 1.0 if at_s < 2 else 0.4,  # a lamp goes off
        lambda at_s: 0.4 if 1.8 < at_s < 2.4 else 1.0,  # off and on again; a hand before the lens
        lambda at_s: 1 + 0.05 * math.sin(at_s * 25),  # a lamp that is not quite steady
    ],
)
def test_light_that_changes_as_it_does_in_a_room(gain: Callable[[float], float]) -> None:
    found = swings(lit(gain))
    assert found is not None
    assert found <= 2


@pytest.mark.parametrize("room", [1.0, 0.4, 0.25])
@pytest.mark.parametrize("bright", [120, 220])
def test_a_hand_that_waves_is_no_swing(room: float, bright: int) -> None:
    waving = []
    for at, picture in enumerate(LIVING):
        shown = np.asarray(picture * room, np.uint8)
        middle = (round(620 - 300 * abs(math.sin(at / FPS * math.pi))), 300)
        waving.append(np.asarray(cv2.ellipse(shown, middle, (150, 190), 0, 0, 360, (bright,) * 3, -1), np.uint8))
    found = swings(waving)
    assert found is not None
    assert found <= 2


def test_noise_in_the_dark_swings_nothing() -> None:
    rng = np.random.default_rng(3)
    assert swings(rng.integers(0, 12 + at % 2 * 6, (480, 640, 3), np.uint8) for at in range(90)) == 0


def test_nothing_is_said_before_there_is_anything() -> None:
    assert swings(LIVING[:9]) is None
