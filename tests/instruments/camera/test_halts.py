"""A picture that stands still now and then."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from readiness.instruments.camera.halts import add_up_halts
from readiness.instruments.camera.motion import Motion
from tests.bench.scenes import Scene, frames
from tests.clips import Frame, halting, moving, repeated, scene, write

FPS = 30.0
ACCEPTABLE_S = 0.36
LIVING = list(moving(91))
CLIPS = Path(__file__).parents[2] / "data" / "clips"


def halted_s(pictures: Iterable[Frame], times_s: Sequence[float] | None = None) -> float:
    motion = Motion()
    for at, picture in enumerate(pictures):
        motion.add(picture, at / FPS if times_s is None else times_s[at])
    return add_up_halts(motion.steps)


def filmed(path: Path) -> list[Frame]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    pictures = []
    while (read := capture.read())[0]:
        pictures.append(np.asarray(read[1], np.uint8))
    return pictures


@pytest.mark.parametrize(("of", "stands"), [(24, 12), (30, 12), (18, 9), (14, 7), (60, 14)])
def test_what_stands_still_now_and_then(of: int, stands: int) -> None:
    whole = stands / FPS
    found = halted_s(halting(LIVING, of, stands))
    assert found > ACCEPTABLE_S
    assert found / whole == pytest.approx(round(found / whole)), "so many halts, each as long"


@pytest.mark.parametrize("coding", ["mp4v", "MJPG", "VP80"])
def test_it_is_seen_through_a_lossy_file(coding: str, tmp_path: Path) -> None:
    still = list(frames(Scene("good", person="astronaut", seed=3), 4.0))
    shown = [still[min(at, at // 24 * 24 + 12)] for at in range(len(still))]
    assert halted_s(filmed(write(tmp_path / "a.mkv", iter(shown), coding))) > ACCEPTABLE_S
    assert halted_s(filmed(write(tmp_path / "b.mkv", iter(still), coding))) == 0


@pytest.mark.parametrize("name", sorted(each.name for each in CLIPS.glob("alive-*")))
def test_somebody_who_hardly_moves_in_a_file_of_few_bits(name: str) -> None:
    assert halted_s(filmed(CLIPS / name) * 2) <= ACCEPTABLE_S


@pytest.mark.parametrize("again", [1, 2, 3, 6])
def test_a_slow_camera_is_slow_and_does_not_halt(again: int) -> None:
    assert halted_s(picture for picture in LIVING[: 90 // again] for _ in range(again)) == 0


@pytest.mark.parametrize("coding", ["", "mp4v"])
def test_somebody_who_nods_and_sits_still_in_pictures_without_noise(coding: str, tmp_path: Path) -> None:
    pictures = []
    wide = cv2.GaussianBlur(scene(), (0, 0), 2.0)
    for at in range(120):
        gone = min(at % 48, 30) / 30 * 2 * math.pi  # a second of nodding, six tenths of sitting still
        place = np.array([[1, 0, 0], [0, 1, 5 * math.sin(gone)]])
        pictures.append(np.asarray(cv2.warpAffine(wide, place, (640, 480)), np.uint8))
    assert halted_s(filmed(write(tmp_path / "a.mkv", iter(pictures), coding)) if coding else pictures) <= ACCEPTABLE_S


def test_what_stands_still_for_good_is_another_matter() -> None:
    assert halted_s([*LIVING[:40], *repeated(30)]) == 0


def late(by_s: float, behind: float) -> list[float]:
    """When 90 pictures came: the 60th and those after it late, each less so by this share of the usual time."""
    gone_s = [by_s - (at - 60) * behind / FPS if at >= 60 else 0.0 for at in range(90)]
    return [at / FPS + max(0.0, gone_s[at]) for at in range(90)]


def test_a_camera_that_paused_has_halted() -> None:
    assert halted_s(LIVING[:90], late(0.5, 0.0)) == pytest.approx(0.5 + 1 / FPS)


def test_pictures_that_had_been_waiting_for_us_are_no_halt() -> None:
    assert halted_s(LIVING[:90], late(0.5, 0.9)) == 0
