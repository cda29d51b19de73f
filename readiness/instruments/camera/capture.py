"""Frames from a camera, a stream or a file, one way for all; what became of the source when none come.

Only ever used in the probe: a driver may block here without end, and the parent kills the process then.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np

from readiness.core.characters import make_visible
from readiness.core.setup import file_source
from readiness.instruments.camera.image import Image
from readiness.instruments.camera.opencv import cv2

FIRST_FRAME_S: Final = 6.0
"""A camera that opened and shows nothing for this long does not answer."""
GAP_S: Final = 2.0
"""A camera that had shown pictures and shows none for this long has stopped."""
ASK_EVERY_S: Final = 0.25
"""A camera that shows nothing is asked so often whether it is still there."""
LATE_S: Final = 1.8
"""A picture this late may be the torn rest of one, given out when the wait for it was given up: no sign of life."""
MOST_PAUSES: Final = 2
"""A camera that makes people wait so long for a picture once more has stopped, though single ones still come."""
MAX_FILE_FPS: Final = 240.0


class CameraState(StrEnum):
    """What became of the source."""

    SHOWING = "showing"
    ABSENT = "absent"
    """There is none, it cannot be opened, or it went away."""
    SILENT = "silent"
    """It opened and never showed a picture."""
    STOPPED = "stopped"
    """It showed pictures, is still there, and shows none any more."""


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """One camera as the system lists it."""

    name: str
    path: str
    index: int
    backend: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One captured picture. `at_s` is the source's own time: a file's media time, else the clock at capture.

    `after_pause`: the camera had made us wait for so long that nothing from before it counts.
    """

    image: Image
    at_s: float
    after_pause: bool = False


def _enumerate_cameras(backend: int) -> list[Any]:
    from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415  5 ms, and a file needs no list

    return list(enumerate_cameras(backend))


def list_cameras() -> tuple[CameraDevice, ...]:
    """List the cameras of this computer, best backend first, in the system's order."""
    # Never CAP_ANY: it tries back ends that block. Windows and macOS were never run on a real system.
    backends = {"win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW), "darwin": (cv2.CAP_AVFOUNDATION,)}.get(
        sys.platform, (cv2.CAP_V4L2,)
    )
    for backend in backends:
        found = [_device_from(each) for each in _enumerate_cameras(backend)]
        if found:
            return tuple(sorted(found, key=lambda device: device.index))
    return ()


def _device_from(listed: Any) -> CameraDevice:
    return CameraDevice(make_visible(listed.name), str(listed.path or ""), listed.index, listed.backend)


def list_back_ends(device: CameraDevice, listed: Iterable[CameraDevice]) -> tuple[CameraDevice, ...]:
    """Find the same camera as other back ends list it: by its path, else by a name that is the only one."""
    others = [each for each in listed if each.backend != device.backend]
    same = [each for each in others if each.path == device.path] if device.path else []
    alike = [each for each in others if each.name == device.name]
    return tuple(same or (alike if len(alike) == 1 else ()))


def _also_listed() -> list[CameraDevice]:
    """List the cameras by the back ends that are asked second. Windows alone has one; never run on a real Windows."""
    if sys.platform != "win32":
        return []
    return [_device_from(each) for each in _enumerate_cameras(cv2.CAP_DSHOW)]


def choose_camera(source: str | None, listed: tuple[CameraDevice, ...]) -> CameraDevice | None:
    """Choose the camera with this path, index or name; the first one where none is named; None where there is none."""
    if source is None:
        return listed[0] if listed else None
    for device in listed:
        if source in (device.path, device.name, str(device.index % 100)):
            return device
    alike = [device for device in listed if source.casefold() in device.name.casefold()]
    if len(alike) == 1:
        return alike[0]
    with contextlib.suppress(OSError):  # a node that the list left out, or another name (by-id) of one in it
        real = str(Path(source).resolve(strict=True))
        for device in listed:
            if real == device.path:
                return device
        return CameraDevice(Path(source).name, real, -1, cv2.CAP_V4L2)
    return None


class Camera:
    """One open source. A context manager: leaving it releases the device and the light goes off."""

    def __init__(self, source: str | None) -> None:
        self._file = file_source(source)
        self._stream = source if source is not None and source.startswith(("http:", "https:", "rtsp:")) else None
        self._source = source
        self._capture: Any = None
        self.device: CameraDevice | None = None
        self.state = CameraState.ABSENT

    def __enter__(self) -> Camera:
        self._open()
        return self

    def __exit__(self, *error: object) -> None:
        if self._capture is not None:
            self._capture.release()

    def _open(self) -> bool:
        if self._capture is not None:
            self._capture.release()
        if self._file is not None:
            self._capture = cv2.VideoCapture(self._file, cv2.CAP_FFMPEG)
        elif self._stream is not None:
            # Without these a stream that stalls blocks for 30 s.
            limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 4000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 2000]
            self._capture = cv2.VideoCapture(self._stream, cv2.CAP_FFMPEG, limits)
        else:
            self.device = choose_camera(self._source, list_cameras())
            if self.device is None:
                return False
            self._open_device(self.device)
            if not self._capture.isOpened():
                for way in list_back_ends(self.device, _also_listed()):
                    self._open_device(way)
                    if self._capture.isOpened():
                        break
        return bool(self._capture.isOpened())

    def _open_device(self, device: CameraDevice) -> None:
        # By path where it has one: an index of another library's list may be another camera.
        name = device.path if device.path.startswith("/dev/") else device.index
        self._capture = cv2.VideoCapture(name, device.backend)

    def frames(self) -> Iterator[Frame | None]:
        """Yield frames as they are captured, None whenever there was none for a while; ends when `state` is final.

        A file plays at its own pace, again and again. Judge by frames alone: isOpened() and read() lie.
        """
        if self._capture is None or not self._capture.isOpened():
            return
        yield from self._file_frames() if self._file is not None else self._device_frames()

    def _device_frames(self) -> Iterator[Frame | None]:
        # Only waiting counts: a slow computer's own work between two pictures is no pause of the camera's.
        waited_s, asked_s, pauses = 0.0, time.monotonic(), 0
        seen = late = False
        while True:
            started_s = time.monotonic()
            image = self._read()
            now_s = time.monotonic()
            waited_s += now_s - started_s
            if image is not None and seen and not late and waited_s > LATE_S:
                late = True  # the one after it, if there is one, counts again
                pauses += 1
                if pauses > MOST_PAUSES:
                    self.state = CameraState.STOPPED
                    return
                yield None
            elif image is not None:
                paused, seen, late, waited_s = late, True, False, 0.0
                self.state = CameraState.SHOWING
                yield Frame(image, now_s, paused)
            elif now_s - asked_s > ASK_EVERY_S and not self.plugged_in:
                self.state = CameraState.ABSENT
                return
            elif waited_s > (GAP_S if seen else FIRST_FRAME_S):
                self.state = (
                    (CameraState.STOPPED if seen else CameraState.SILENT) if self._still_there() else CameraState.ABSENT
                )
                return
            else:
                asked_s = now_s if now_s - asked_s > ASK_EVERY_S else asked_s
                yield None
                time.sleep(0.02)  # a driver that fails at once must not spin
                waited_s += time.monotonic() - now_s

    def _still_there(self) -> bool:
        """Tell whether the source can still be opened.

        The node is asked before our own handle is closed: some drivers bring a device that was pulled out back only
        then, and it would look as if it had only paused.
        """
        return self.plugged_in and self._open()

    @property
    def plugged_in(self) -> bool:
        """Does the device answer at all? A node can stay behind, and be held open, when the device has gone."""
        if sys.platform == "win32" or self.device is None or not self.device.path.startswith("/dev/"):
            return self.device is not None or self._file is not None or self._stream is not None
        try:
            os.close(os.open(self.device.path, os.O_RDWR | os.O_NONBLOCK))
        except OSError as error:
            return error.errno not in (errno.ENODEV, errno.ENXIO, errno.ENOENT)
        return True

    def _file_frames(self) -> Iterator[Frame | None]:
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        fps = rate if 0 < rate <= MAX_FILE_FPS else 30.0
        start_s = time.monotonic()
        count = 0
        while True:
            before = count
            while (image := self._read()) is not None:
                time.sleep(max(0.0, start_s + count / fps - time.monotonic()))
                self.state = CameraState.SHOWING
                yield Frame(image, count / fps)
                count += 1
            if count == before or not self._open():
                self.state = CameraState.STOPPED if count else CameraState.ABSENT
                return

    def _read(self) -> Image | None:
        try:
            ok, image = self._capture.read()
        except Exception:  # OpenCV turns a driver's failure into cv2.error, or worse; either way there is no frame
            return None
        if not ok or image is None or image.size == 0:
            return None
        if image.ndim == 2:
            image = np.repeat(image[:, :, np.newaxis], 3, axis=2)
        return np.asarray(image, np.uint8)
