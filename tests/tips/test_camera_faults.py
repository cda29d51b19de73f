"""Cameras that misbehave, each through a real child: the right finding within the deadline, and nobody left behind."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from readiness.core.report import TipResult
from readiness.core.setup import Setup, Sources
from readiness.instruments.camera import capture
from readiness.instruments.camera.capture import Camera, CameraDevice, CameraState, choose_camera, list_back_ends
from readiness.instruments.camera.image import encode_jpeg
from readiness.probe.parent import Probe, make_launch
from readiness.probe.runner import Runner, conclude
from readiness.tips.camera import CameraCheck
from tests.clips import moving, write
from tests.places import WINDOWS
from tests.processes import children

STALL_S = 15.0
PICTURES = [encode_jpeg(frame) for frame in moving(50)]
SMALLER = [encode_jpeg(frame) for frame in moving(50, width=320, height=240)]

Part = tuple[bytes, float]
"""What is sent, and how many seconds pass after it."""


def whole(picture: bytes) -> bytes:
    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n".encode()
    return head + picture + b"\r\n"


def paced(pictures: list[bytes], count: int, fps: float) -> Iterator[Part]:
    for at in range(count):
        yield whole(pictures[at % len(pictures)]), 1 / fps


def for_a_while() -> Iterator[Part]:
    """Two seconds of pictures by the clock: a server that others slow down sends fewer of them, for no longer."""
    until_s = time.monotonic() + 2.0
    while time.monotonic() < until_s:
        yield from paced(PICTURES, 1, 25)


def stalls() -> Iterator[Part]:
    yield from for_a_while()
    yield b"", STALL_S


def half_a_frame_then_nothing() -> Iterator[Part]:
    yield from for_a_while()
    yield whole(PICTURES[0])[: len(PICTURES[0]) // 2], STALL_S


def two_late_pictures() -> Iterator[Part]:
    """What a decoder gives out when the wait was given up is no sign of life, be it two of them."""
    yield from for_a_while()
    yield b"", 1.9
    yield whole(PICTURES[0]) + whole(PICTURES[1]) + whole(PICTURES[2]), STALL_S


def one_every_two_seconds() -> Iterator[Part]:
    yield from for_a_while()
    for at in range(8):
        yield b"", 1.9
        yield whole(PICTURES[at]), 0.0


def another_size_midway() -> Iterator[Part]:
    yield from paced(PICTURES, 30, 25)
    yield from paced(SMALLER, 400, 25)


def three_a_second() -> Iterator[Part]:
    yield from paced(PICTURES, 15, 25)
    yield from paced(PICTURES, 100, 3)


def closes() -> Iterator[Part]:
    yield from paced(PICTURES, 20, 25)


def no_picture_at_all() -> Iterator[Part]:
    for _ in range(400):
        yield whole(b"this is no picture"), 0.04


STARTING_S = 3.0
"""The deadline counts from the child's first word, and nine of them start at once."""
STREAMS = {
    "stalls": (stalls, {"camera.frozen"}),
    "half a frame, then nothing": (half_a_frame_then_nothing, {"camera.frozen"}),
    "stalls, with late pictures": (two_late_pictures, {"camera.frozen"}),
    "one every two seconds": (one_every_two_seconds, {"camera.frozen"}),
    # OpenCV brings the later pictures to the first one's size, and both findings are true; the FFmpeg of its wheel for
    # Windows gives no more pictures.
    "another size midway": (another_size_midway, {"camera.frozen"} if WINDOWS else {"camera.good", "camera.small"}),
    "drops to 3 fps": (three_a_second, {"camera.slow"}),
    "closes and comes back": (closes, {"camera.frozen"}),
    "no picture at all": (no_picture_at_all, {"camera.absent", "camera.not-responding"}),
}


class Server(BaseHTTPRequestHandler):
    """Serves each of the streams above under its number."""

    def do_GET(self) -> None:
        make, _ = list(STREAMS.values())[int(self.path.strip("/"))]
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for data, pause_s in make():
            try:
                self.wfile.write(data)
            except OSError:
                return
            time.sleep(pause_s)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


async def measure(source: str) -> tuple[TipResult, float]:
    check, setup = CameraCheck(), Setup(sources=Sources(camera=source))
    started = time.monotonic()
    outcome = await Runner().measure(check, setup, lambda sample: None)
    return conclude(check, outcome, setup, {}), time.monotonic() - started


@pytest.fixture(scope="module")
def results(address: str) -> dict[str, tuple[TipResult, float]]:
    """All at once, each in a child of its own: most of the time is waiting."""

    async def everything() -> list[tuple[TipResult, float]]:
        return await asyncio.gather(*(measure(f"{address}{number}") for number in range(len(STREAMS))))

    found = dict(zip(STREAMS, asyncio.run(everything()), strict=True))
    assert children() == []
    return found


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_misbehaves(name: str, results: dict[str, tuple[TipResult, float]]) -> None:
    line, seconds = results[name]
    assert line.found.main.code in STREAMS[name][1]
    assert seconds < CameraCheck.deadline_s + STARTING_S


def test_leaving_the_page_ends_a_child_that_waits_for_a_stalled_stream(address: str) -> None:
    async def leave() -> float:
        setup = Setup(sources=Sources(camera=f"{address}0"), watching=True)
        probe = Probe(CameraCheck(), setup, make_launch("camera"))
        pictures = asyncio.Event()
        task = asyncio.create_task(probe.run(lambda sample: pictures.set() if sample.reading else None))
        await asyncio.wait_for(pictures.wait(), 15)
        await asyncio.sleep(1.2)  # by now the stream stands still and the child hangs in a read
        probe.stop()
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.monotonic() - started

    assert asyncio.run(leave()) < 2.0
    assert children() == []


@pytest.mark.parametrize("name", ["zeros.avi", "empty.mp4", "text.mp4", "cut.avi"])
def test_a_file_that_is_no_good_video(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "zeros.avi":  # read() says True, and every pixel is 0
        write(path, iter([np.zeros((480, 640, 3), np.uint8)] * 30))
    elif name == "cut.avi":
        write(path, moving(30))
        path.write_bytes(path.read_bytes()[:200])
    else:
        path.write_text("not a video\n" * 50 if name == "text.mp4" else "", encoding="utf-8")
    line, seconds = asyncio.run(measure(f"file:{path}"))
    assert line.found.main.code == ("camera.covered" if name == "zeros.avi" else "camera.absent")
    assert seconds < CameraCheck.deadline_s


class Capture:
    """A driver's handle that says it is open for ever and never has a picture; or raises, which it may as well."""

    def __init__(self, raises: bool) -> None:
        self._raises = raises

    def isOpened(self) -> bool:
        return True

    def read(self) -> tuple[bool, Any]:
        if self._raises:
            raise cv2.error("a driver failed")
        return False, None

    def release(self) -> None:
        pass


@pytest.mark.parametrize("raises", [False, True])
def test_a_camera_that_is_open_for_ever_and_shows_nothing(raises: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "FIRST_FRAME_S", 0.3)
    monkeypatch.setattr(capture, "list_cameras", lambda: (CameraDevice("HD Webcam", "not a node", 0, 0),))
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: Capture(raises))
    with Camera(None) as opened:
        started = time.monotonic()
        assert all(frame is None for frame in islice(opened.frames(), 1000))
        assert time.monotonic() - started < 2
        assert opened.state is CameraState.SILENT


def test_a_camera_is_found_again_under_another_number() -> None:
    before = (CameraDevice("HD Webcam", "/dev/video0", 0, 200),)
    after = (CameraDevice("Other", "/dev/video0", 0, 200), CameraDevice("HD Webcam", "/dev/video3", 3, 200))
    assert choose_camera("HD Webcam", before) == before[0]
    assert choose_camera("HD Webcam", after) == after[1]


def test_a_camera_that_one_back_end_cannot_open_is_tried_by_the_next() -> None:
    twin = r"\\?\usb#vid_046d&pid_0825#2"
    first = CameraDevice("HD Webcam", r"\\?\usb#vid_046d&pid_0825#1", 1400, 1400)
    shows = (replace(first, path=twin, index=700, backend=700), replace(first, index=701, backend=700))
    assert list_back_ends(first, (first, *shows)) == (shows[1],), "by its path: two cameras have this name"
    assert list_back_ends(replace(first, path=""), (shows[0],)) == (shows[0],), "by a name that is the only one"
    assert list_back_ends(replace(first, path=""), shows) == (), "no other camera instead of the one that was chosen"


def test_two_cameras_of_one_name_can_both_be_chosen() -> None:
    twins = (CameraDevice("HD Webcam", "/dev/video0", 0, 200), CameraDevice("HD Webcam", "/dev/video2", 2, 200))
    assert [choose_camera(each.path, twins) for each in twins] == list(twins)
