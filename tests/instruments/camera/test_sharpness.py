"""Softness is measured whatever the contrast, the noise and the size of the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from readiness.core.clinic import Limits
from readiness.instruments.camera.image import small_grey
from readiness.instruments.camera.sharpness import blur_percent
from tests.clips import Frame, grainy, scene


def softened(percent: float, gain: float = 1.0, noise: float = 2.0, width: int = 1280, height: int = 720) -> Frame:
    picture = (scene(width, height) * gain).astype(np.uint8)
    if percent:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), percent / 100 * width), np.uint8)
    return grainy(picture, noise, 3)


@pytest.mark.parametrize("gain", [0.5, 1.0])
@pytest.mark.parametrize("noise", [0.5, 3.0])
def test_softer_is_softer_whatever_the_contrast_and_the_noise(gain: float, noise: float) -> None:
    measured = [blur_percent(small_grey(softened(percent, gain, noise))) or 0.0 for percent in (0.3, 0.45, 0.8, 1.2)]
    assert measured == sorted(measured)
    assert measured[0] == pytest.approx(0.3, abs=0.1)
    assert measured[1] == pytest.approx(0.45, abs=0.1)
    assert measured[1] < Limits().blur_percent_warn < measured[2]


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 720), (1920, 1080)])
def test_a_sharp_picture_is_sharp_at_every_size(width: int, height: int) -> None:
    measured = blur_percent(small_grey(softened(0, width=width, height=height)))
    assert measured is not None
    assert measured < 0.3


def test_where_no_edge_is_clear_nothing_is_said() -> None:
    assert blur_percent(small_grey(grainy(np.full((480, 640, 3), 90, np.uint8), 1.0, 1))) is None
