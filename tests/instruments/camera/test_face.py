"""A face is found, followed, and judged by where it sits; nothing else in a room is taken for one."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from readiness.instruments.camera.face import (
    Box,
    FaceFinder,
    behind_luma,
    face_luma,
    judge_framing,
    load_cascade,
    measure_silhouette,
)
from readiness.instruments.camera.image import small_grey
from tests.bench.portraits import REPORTING
from tests.bench.scenes import Scene, frames


def looked_at(scene: Scene, looks: int = 12) -> tuple[FaceFinder, Box | None]:
    finder, found = FaceFinder(), None
    for _, image in zip(range(looks), frames(scene), strict=False):
        found = finder.find(small_grey(image))
    return finder, found


@pytest.mark.parametrize("person", [each for each in REPORTING if each != "drawn-H"])  # whom the detector misses
def test_a_face_is_found_where_it_is(person: str) -> None:
    _, face = looked_at(Scene("good", person=person, at=(0.4, 0.45), face=0.4))
    assert face is not None
    assert face.x + face.width / 2 == pytest.approx(0.4, abs=0.06)
    assert face.y + face.height / 2 == pytest.approx(0.45, abs=0.08)
    assert face.height == pytest.approx(0.4, rel=0.35)


def test_the_detector_is_found_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """On Windows OpenCV opens no file whose path the code page cannot write."""
    folder = tmp_path / "José Müller 测试 العيادة"
    folder.mkdir()
    name = "haarcascade_frontalface_alt2.xml"
    shutil.copy(Path(cv2.__file__).parent / "data" / name, folder)
    cascade = load_cascade(folder / name)
    assert cascade is not None
    [image] = [image for _, image in zip(range(1), frames(Scene("good", person=REPORTING[0])), strict=False)]
    assert len(cascade.detectMultiScale(small_grey(image))) == 1
    assert load_cascade(folder / "none.xml") is None


def test_a_face_in_the_dark_is_found_in_a_brighter_picture() -> None:
    _, face = looked_at(Scene("dark", person="astronaut", face_luma=30.0, room_luma=25.0, noise=3.0))
    assert face is not None


@pytest.mark.parametrize("seed", range(6))
def test_an_empty_room_has_no_face(seed: int) -> None:
    scene = Scene("good", seed=seed)
    finder = FaceFinder()
    hits = sum(finder.find(small_grey(image)) is not None for image in frames(scene, 0.6))
    assert hits <= 4  # far from most of the looks, which is what counts


def test_a_face_that_left_is_given_up_and_found_again() -> None:
    scene = Scene("good", person="astronaut", face=0.4)
    finder, face = looked_at(scene)
    assert face is not None
    empty = small_grey(next(frames(Scene("good", seed=1))))
    assert [finder.find(empty) for _ in range(3)] == [None] * 3
    assert any(finder.find(small_grey(image)) is not None for image in frames(scene, 0.5))


def test_brightness_is_that_of_the_face_and_of_the_room_behind() -> None:
    grey = np.full((180, 320), 200, np.uint8)
    grey[60:110, 135:185] = 50
    face = Box(135 / 320, 60 / 180, 50 / 320, 50 / 180)
    assert face_luma(grey, face) == pytest.approx(50)
    assert behind_luma(grey, face) == pytest.approx(200)
    window = np.full((180, 320), 40, np.uint8)
    window[:, :110] = 240
    assert behind_luma(window, face) == pytest.approx(240)  # a third of the picture is enough


def test_a_dark_shape_before_a_bright_room_is_somebody_against_the_light() -> None:
    grey = np.full((180, 320), 220, np.uint8)
    assert measure_silhouette(grey) is None
    grey[40:130, 120:200] = 20
    grey[130:, 60:260] = 25
    assert measure_silhouette(grey) == (25.0, 220.0)
    assert measure_silhouette(grey // 4) is None  # a dark room is no backlight


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        (None, "no-face"),
        (Box(0.4, 0.25, 0.2, 0.35), "well"),
        (Box(0.45, 0.3, 0.08, 0.14), "too-far"),
        (Box(0.2, 0.05, 0.6, 0.85), "too-close"),
        (Box(0.02, 0.25, 0.2, 0.35), "off-centre"),
        (Box(0.78, 0.25, 0.2, 0.35), "off-centre"),
        (Box(0.4, 0.6, 0.2, 0.35), "off-centre"),
        (Box(0.4, 0.02, 0.2, 0.35), "off-centre"),
    ],
)
def test_how_a_face_sits(face: Box | None, expected: str) -> None:
    assert judge_framing(face, "well") == expected


def test_a_note_is_slower_to_go_than_to_come() -> None:
    at_the_limit = Box(0.4, 0.3, 0.12, 0.205)
    assert judge_framing(at_the_limit, "well") == "well"
    assert judge_framing(at_the_limit, "too-far") == "too-far"
    assert judge_framing(Box(0.4, 0.3, 0.13, 0.23), "too-far") == "well"
