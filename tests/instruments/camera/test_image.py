"""What a picture is like, and whether a run of pictures lives."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from readiness.instruments.camera.image import Image, encode_jpeg, look_at, small_grey
from readiness.instruments.camera.motion import Motion
from tests.bench.scenes import Scene, still
from tests.clips import Frame, grainy, moving, repeated, ring, scene

CLIPS = Path(__file__).parents[2] / "data" / "clips"


def test_brightness_and_contrast_are_those_of_the_picture() -> None:
    grey: Image = np.full((720, 1280, 3), 90, np.uint8)
    assert look_at(small_grey(grey)).luma == pytest.approx(90, abs=1)
    assert look_at(small_grey(grey)).contrast == pytest.approx(0, abs=0.1)
    half: Image = grey.copy()
    half[:, 640:] = 190
    assert look_at(small_grey(half)).luma == pytest.approx(140, abs=1)
    assert look_at(small_grey(half)).contrast == pytest.approx(50, abs=1)


def feed(frames: list[Image], fps: float = 30.0) -> Motion:
    motion = Motion()
    for at, frame in enumerate(frames):
        motion.add(frame, at / fps)
    return motion


def test_a_living_picture_moves_at_its_rate() -> None:
    motion = feed(list(moving(60)))
    assert motion.stands_still is False
    assert motion.new_per_s == pytest.approx(30, abs=0.5)


def test_a_person_who_sits_quite_still_is_not_frozen() -> None:
    still = scene()
    assert feed([grainy(still, 0.6, at) for at in range(60)]).stands_still is False


def test_a_repeated_frame_stands_still() -> None:
    motion = feed(list(repeated(60)))
    assert motion.stands_still is True
    assert motion.new_per_s == 0


def test_coding_noise_on_a_repeated_frame_is_no_life() -> None:
    still = scene()
    rng = np.random.default_rng(5)
    frames = []
    for at in range(60):
        frame = still.copy()
        if at % 3 == 0:  # every third frame is touched up a little, here and there
            frame[rng.random(still.shape) < 0.05] ^= 1
        frames.append(frame)
    assert feed(frames).stands_still is True


def test_a_small_thing_that_moves_is_life() -> None:
    frames = [np.full((480, 640, 3), 80, np.uint8) for _ in range(60)]
    for at, frame in enumerate(frames):
        frame[200:230, 300 + at * 4 : 330 + at * 4] = 200
    assert feed(frames).stands_still is False


def test_each_picture_shown_three_times_is_a_third_of_the_rate() -> None:
    frames = [frame for frame in moving(20) for _ in range(3)]
    motion = feed(frames)
    assert motion.stands_still is False
    assert motion.new_per_s == pytest.approx(10, abs=1)


def coded(frames: list[Frame], sigma: float = 0.4) -> list[Frame]:
    """As a lossy file gives them back: never quite the same, though it is the same picture."""
    rng = np.random.default_rng(4)
    out = []
    for frame in frames:
        noisy = np.clip(frame + rng.normal(0, sigma, frame.shape), 0, 255).astype(np.uint8)
        out.append(np.asarray(cv2.imdecode(cv2.imencode(".jpg", noisy, [1, 80])[1], cv2.IMREAD_COLOR), np.uint8))
    return out


def test_repeats_in_a_lossy_file_are_no_new_pictures() -> None:
    motion = feed(coded([frame for frame in moving(20) for _ in range(3)]))
    assert motion.stands_still is False
    assert motion.new_per_s == pytest.approx(10, abs=1)


def test_a_ring_of_pictures_in_a_lossy_file_is_no_life() -> None:
    buffers = list(moving(31))[::15]
    assert feed(coded([buffers[at % 3] for at in range(60)], 0.1)).stands_still is True


def test_lamps_that_beat_with_the_camera_are_no_ring() -> None:
    lit = (1.0, 0.7, 0.85)
    frames = [np.clip(frame * lit[at % 3], 0, 255).astype(np.uint8) for at, frame in enumerate(moving(60))]
    assert feed(frames).stands_still is False


def test_a_picture_coded_afresh_now_and_then_is_no_life() -> None:
    still = grainy(scene(), 2.0, 1)
    softer = np.asarray(cv2.GaussianBlur(still, (0, 0), 0.6), np.uint8)
    frames = [still if at // 12 % 2 else softer for at in range(60)]
    afresh = [np.asarray(cv2.addWeighted(still, 0.8, each, 0.2, 0), np.uint8) for each in frames]
    assert feed(afresh).stands_still is True


def test_somebody_in_the_dark_moves_by_little() -> None:
    frames = [np.asarray(frame * 0.06, np.uint8) for frame in moving(60)]
    assert feed(frames).stands_still is False
    assert feed([frames[0]] * 60).stands_still is True


def test_somebody_who_hardly_moves_in_a_smooth_file_is_alive() -> None:
    wide = cv2.resize(scene(1320, 960), (1320, 960))
    frames = []
    for at in range(60):
        slow = np.array([[0.5, 0, -at * 0.03], [0, 0.5, 0]])
        frames.append(np.asarray(cv2.warpAffine(wide, slow, (640, 480), flags=cv2.INTER_LINEAR), np.uint8))
    assert feed([frames[at // 4 * 4] for at in range(60)]).stands_still is False


def person(of: str, dim: float = 1.0) -> Image:
    return np.asarray(np.clip(still(Scene("good", person=of)) * dim, 0, 255), np.uint8)


def filmed(name: str, again: int = 3) -> list[Image]:
    """The pictures of a clip of `CLIPS`, again and again as a file is played."""
    capture = cv2.VideoCapture(str(CLIPS / name), cv2.CAP_FFMPEG)
    frames = []
    while (read := capture.read())[0]:
        frames.append(np.asarray(read[1], np.uint8))
    assert len(frames) > 60
    return frames * again


@pytest.mark.parametrize("name", sorted(each.name for each in CLIPS.glob("frozen-*")))
def test_few_bits_make_no_life_of_a_repeated_frame(name: str) -> None:
    frames = filmed(name)
    for end in (61, 76, 91, 106, 121, 151):  # key pictures, what refines them, and the clip's start over again
        assert feed(frames[:end]).stands_still is True


@pytest.mark.parametrize("name", sorted(each.name for each in CLIPS.glob("alive-*")))
def test_somebody_who_hardly_moves_is_alive_in_a_file_of_few_bits(name: str) -> None:
    frames = filmed(name)
    for end in (61, 76, 91, 106, 121, 151):
        assert feed(frames[:end]).stands_still is False


def test_a_sensors_faint_noise_is_life_though_nothing_moves() -> None:
    for dim in (1.0, 0.2):
        frames = coded([grainy(person("hopper", dim), 0.3, at) for at in range(60)], 0.01)
        assert feed(frames).stands_still is False


def test_light_that_grows_is_life() -> None:
    grows = [np.asarray(person("hopper") * (0.8 + at * 0.002), np.uint8) for at in range(60)]
    assert feed([grows[at // 15 * 15] for at in range(60)]).stands_still is False


def test_somebody_who_stops_moving_in_a_file_of_few_bits_stands_still() -> None:
    frames = [*filmed("alive-obama-h264.mp4", 1), *filmed("frozen-obama-h264.mp4", 2)]
    assert feed(frames[:94]).stands_still is False
    assert feed(frames[: 94 + 91]).stands_still is True


def test_a_few_pictures_in_turn_are_no_life() -> None:
    assert feed(list(ring(60))).stands_still is True
    assert feed(list(ring(60, pictures=15))).stands_still is False  # a short clip that is played again and again


def test_pauses_count_into_the_rate() -> None:
    motion = Motion()
    for at, frame in enumerate(moving(60)):
        motion.add(frame, at / 30 + at // 30 * 1.5)  # a second of pictures, a pause of one and a half
    assert motion.new_per_s is not None
    assert motion.new_per_s < 18


def test_too_little_is_no_answer() -> None:
    motion = feed(list(moving(10)))
    assert motion.stands_still is None
    assert motion.new_per_s is None


def test_a_change_of_size_midway_is_survived() -> None:
    motion = feed([*moving(30), *moving(30, width=320, height=240)])
    assert motion.stands_still is False


def test_the_preview_is_a_small_jpeg() -> None:
    data = encode_jpeg(scene(1280, 720))
    assert data[:2] == b"\xff\xd8"
    assert len(data) < 120_000
