"""Your camera: the rule by a table, the measurement on real clips and a real stream, in a real child."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from readiness.core.assets import find_asset
from readiness.core.clinic import Limits, Profile
from readiness.core.report import TipResult
from readiness.core.setup import Setup, Sources
from readiness.instruments.camera.image import encode_jpeg
from readiness.probe.runner import Runner, conclude
from readiness.tips.camera import CameraCheck
from readiness.tips.camera.reading import CameraReading
from tests.clips import Frame, blotchy, flat, moving, repeated, ring, write
from tests.processes import children

GOOD = CameraReading("showing", 640, 480, 30.0, 120.0, 60.0, 500.0, 0.9, 118.0, False, 30.0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["good"]),
        ({"structure": 0.0}, ["covered"]),
        ({"structure": 0.0, "luma": 250.0, "median_luma": 250.0}, ["covered"]),
        ({"structure": 0.0, "stands_still": True, "new_fps": 0.0}, ["covered"]),  # a shutter shows one picture for ever
        ({"structure": 0.1, "luma": 6.0, "median_luma": 2.0}, ["covered"]),  # a time stamp on black
        ({"structure": 0.5, "luma": 20.0, "median_luma": 15.0}, ["dark"]),
        ({"stands_still": True, "new_fps": 0.0}, ["frozen"]),
        ({"luma": 49.0}, ["dark"]),
        ({"luma": 51.0}, ["good"]),
        ({"luma": 211.0}, ["too-bright"]),
        ({"new_fps": 14.9}, ["good"]),  # 15 fps, counted over two seconds
        ({"new_fps": 10.0}, ["slow"]),
        ({"new_fps": None}, ["slow"]),
        ({"halted_s": 0.3}, ["good"]),
        ({"halted_s": 0.43}, ["slow"]),  # the mean rate hides that it stands still now and then
        ({"brightness_swings": 2}, ["good"]),  # a lamp went off, and on again
        ({"brightness_swings": 3}, ["unsteady"]),
        ({"brightness_swings": 9, "judged_luma": 20.0}, ["unsteady"]),  # how bright a look met it is chance
        ({"brightness_swings": 9, "structure": 0.0}, ["covered"]),
        ({"width": 320, "height": 240}, ["small"]),
        ({"width": 480, "height": 640}, ["good"]),  # held upright
        ({"luma": 30.0, "new_fps": 8.0, "width": 320, "height": 240}, ["dark", "slow", "small"]),
        ({"state": "absent"}, ["absent"]),
        ({"state": "silent"}, ["not-responding"]),
        ({"state": "stopped"}, ["frozen"]),
        ({"state": "blocked"}, ["blocked"]),
        ({"state": "absent", "used_by": ("Zoom",)}, ["in-use"]),
        ({"structure": None}, ["not-responding"]),  # never a pass without a measurement
        ({"luma": 120.0, "judged_luma": 40.0}, ["dark"]),  # a bright room, a face that nobody can see
        ({"luma": 30.0, "judged_luma": 110.0}, ["good"]),  # a dark room, a lamp on the face
        ({"luma": 220.0, "judged_luma": 140.0}, ["good"]),  # a white wall behind
        ({"luma": 150.0, "judged_luma": 40.0, "backlight": 160.0}, ["backlit"]),
        ({"luma": 150.0, "judged_luma": 140.0, "backlight": 100.0}, ["good"]),  # a window, and a lamp in front
        ({"luma": 40.0, "judged_luma": 40.0, "backlight": 20.0}, ["dark"]),
        ({"blur_percent": 0.9}, ["blurred"]),
        ({"blur_percent": None}, ["good"]),  # no clear edge says nothing about the lens
        ({"blur_percent": None, "structure": 0.2}, ["covered"]),  # cloth right before the lens
        ({"blur_percent": 0.3, "structure": 0.2}, ["good"]),  # a bare wall, and somebody in a corner
        ({"flicker_percent": 6.0}, ["flicker"]),
        ({"virtual_by": "ManyCam"}, ["virtual"]),
        ({"virtual_by": "ManyCam", "stands_still": True}, ["frozen", "virtual"]),
        ({"virtual_by": "ManyCam", "structure": 0.0}, ["covered", "virtual"]),
        ({"framing": "well"}, ["good"]),
        ({"framing": "no-face"}, ["good", "no-face"]),
        ({"framing": "too-far", "new_fps": 9.0}, ["slow", "too-far"]),
        ({"framing": "no-face", "structure": 0.0}, ["covered"]),  # behind a cover there is no face to look for
    ],
)
def test_what_a_reading_means(changes: dict[str, Any], expected: list[str]) -> None:
    found = CameraCheck().judge(replace(GOOD, **changes), Setup(), {})
    assert [f.name for f in (found.main, *found.also)] == expected


def test_the_clinic_may_set_other_limits() -> None:
    setup = Setup(profile=Profile(limits=Limits(luma_dark=130)))
    assert CameraCheck().judge(GOOD, setup, {}).main.name == "dark"


def check(source: str, **more: Any) -> TipResult:
    """Run the real child on this source."""
    camera = CameraCheck()
    setup = Setup(sources=Sources(camera=source), **more)
    outcome = asyncio.run(Runner().measure(camera, setup, lambda sample: None))
    assert children() == []
    return conclude(camera, outcome, setup, {})


CLIPS: dict[str, tuple[Any, ...]] = {
    "good": (moving, (), "MJPG", 30.0),
    "covered": (flat, ((6, 6, 6),), "MJPG", 30.0),
    "covered-by-tape": (flat, ((40, 90, 200),), "mp4v", 30.0),
    "covered-denoised": (blotchy, ((90, 90, 90),), "MJPG", 30.0),
    "covered-black-denoised": (blotchy, ((16, 16, 16),), "MJPG", 30.0),
    "frozen-ring": (ring, (), "MJPG", 30.0),
    "frozen": (repeated, (), "MJPG", 30.0),
    "frozen-lossy": (repeated, (), "mp4v", 30.0),
    "frozen-short": (repeated, (12,), "mp4v", 30.0),
    "dark": (moving, (60, 0.15), "MJPG", 30.0),
    "slow": (moving, (40,), "MJPG", 8.0),
}


@pytest.mark.parametrize("name", CLIPS)
def test_the_finding_of_a_clip(name: str, tmp_path: Path) -> None:
    make, arguments, coding, fps = CLIPS[name]
    clip = write(tmp_path / ("clip.avi" if coding == "MJPG" else "clip.mp4"), make(*arguments), coding, fps)
    line = check(f"file:{clip}")
    assert line.found.main.code == f"camera.{name.partition('-')[0]}"
    assert line.reading is not None
    assert line.reading["width"] == 640


def test_a_small_clip(tmp_path: Path) -> None:
    line = check(f"file:{write(tmp_path / 'clip.avi', moving(width=320, height=240))}")
    assert line.found.main.code == "camera.small"
    assert line.reading is not None
    assert (line.reading["width"], line.reading["height"]) == (320, 240)


def test_a_file_that_is_no_video_is_not_a_pass(tmp_path: Path) -> None:
    noise = tmp_path / "clip.mp4"
    noise.write_bytes(bytes(range(256)) * 400)
    assert check(f"file:{noise}").found.main.code == "camera.absent"


def test_a_camera_that_is_not_there() -> None:
    assert check("No Such Camera 9000").found.main.code == "camera.absent"


def test_the_demonstrations_face_is_good() -> None:
    line = check(f"file:{find_asset('demo', 'face.mp4')}")
    assert line.found.main.code == "camera.good"
    assert line.reading is not None
    assert line.reading["fps"] == pytest.approx(30, abs=1)


def stream(frames: Iterator[Frame], stall_after: int | None, fps: float = 25.0) -> type[BaseHTTPRequestHandler]:
    """A camera on the network: MJPEG over HTTP, which may stop giving pictures while the line stays open."""
    pictures = [encode_jpeg(frame) for frame in frames]

    class Camera(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            for count in range(1500):
                if count == stall_after:
                    time.sleep(15)
                    return
                picture = pictures[count % len(pictures)]
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n".encode()
                try:
                    self.wfile.write(head + picture + b"\r\n")
                except OSError:
                    return
                time.sleep(1 / fps)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Camera


@pytest.mark.parametrize(
    ("stall_after", "expected"), [(None, "camera.good"), (20, "camera.frozen"), (0, "camera.absent")]
)
def test_a_stream(stall_after: int | None, expected: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), stream(moving(50), stall_after))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        started = time.monotonic()
        line = check(f"http://127.0.0.1:{server.server_port}/")
        assert time.monotonic() - started < CameraCheck.deadline_s + 5
    finally:
        server.shutdown()
        server.server_close()
    assert line.found.main.code == expected
