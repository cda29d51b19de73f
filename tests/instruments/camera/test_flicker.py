"""Bands that roll are told from people who move."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.instruments.camera.flicker import Flicker
from tests.bench.scenes import Scene, frames
from tests.clips import Frame, moving


def percent(clip: list[Frame]) -> float | None:
    banding = Flicker()
    for frame in clip:
        banding.add(frame)
    return banding.percent


@pytest.mark.parametrize("seed", [2, 3])  # 100 and 120 Hz
@pytest.mark.parametrize("depth", [5.0, 10.0])
def test_the_depth_of_bands(seed: int, depth: float) -> None:
    measured = percent(list(frames(Scene("flicker", person="drawn-A", seed=seed, bands=depth))))
    assert measured == pytest.approx(depth, rel=0.4)


def test_a_steady_light_has_none() -> None:
    measured = percent(list(frames(Scene("good", person="drawn-A", seed=4))))
    assert measured is not None
    assert measured < 1


def test_a_scene_that_moves_sideways_has_none() -> None:
    measured = percent(list(moving(60)))
    assert measured is not None
    assert measured < 1.5


def test_a_hand_that_waves_up_and_down_is_no_band() -> None:
    clip = []
    for at, frame in enumerate(moving(60)):
        waved = frame.copy()
        top = 150 + round(120 * np.sin(at * 0.7))
        waved[top : top + 120, 380:560] = 200
        clip.append(waved)
    measured = percent(clip)
    assert measured is not None
    assert measured < 1.5


def test_little_or_tiny_is_no_answer() -> None:
    assert percent(list(moving(6))) is None
    assert percent([np.zeros((32, 32, 3), np.uint8)] * 40) is None
