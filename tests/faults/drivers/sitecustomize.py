"""Python loads this first where a fault's scene says so: it puts a misbehaving driver in OpenCV's or PortAudio's place.

Only what the libraries themselves would do is done here: hang, lie, crash, chatter. Our own code is left alone.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, NoReturn

MODE = os.environ.get("READINESS_DOUBLE", "")
CLIP = os.environ.get("READINESS_DOUBLE_CLIP", "")
MODULE = os.environ.get("READINESS_DOUBLE_MODULE", "")
RECORDING = os.environ.get("READINESS_DOUBLE_RECORDING", "")


def _for_ever() -> NoReturn:
    while True:
        time.sleep(3600)


class _After(importlib.abc.MetaPathFinder):
    """Changes a module once it is loaded."""

    def __init__(self, name: Any, change: Any) -> None:
        self.name, self.change, self.met = name, change, False

    def find_spec(self, name: Any, path: Any = None, target: Any = None) -> Any:
        del path, target
        if name != self.name or self.met:
            return None
        self.met = True
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.loader is not None
        execute = spec.loader.exec_module

        def changed(module: Any) -> None:
            execute(module)
            self.change(sys.modules[name])

        spec.loader.exec_module = changed  # type: ignore[method-assign]
        return spec


# ---- a camera


def _cameras(_: Any = None) -> Any:
    if MODE == "camera-list-hangs":
        _for_ever()
    names = ("HD Webcam", "HD Webcam") if MODE == "camera-twins" else ("HD Webcam",)
    return [
        SimpleNamespace(name=name, path="", index=at, backend=200, vid=None, pid=None) for at, name in enumerate(names)
    ]


def _change_cv2(cv2: Any) -> None:
    real = cv2.VideoCapture

    class Capture:
        def __init__(self, *arguments: Any) -> None:
            if MODE == "camera-open-hangs":
                _for_ever()
            if MODE == "camera-open-crashes":
                os.kill(os.getpid(), signal.SIGSEGV)
            if MODE == "camera-deaf":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                _for_ever()
            if MODE == "camera-grandchild":
                subprocess.Popen(["sleep", "3600"])
                _for_ever()
            if MODE == "camera-twins" and arguments[0] == 0:
                raise cv2.error("the first of the two is broken")
            self._real: Any = real(CLIP) if CLIP else None
            self._count = 0
            self._next = time.monotonic()

        def isOpened(self) -> bool:
            return MODE != "camera-refused"

        def get(self, what: Any) -> Any:
            return 0.0 if self._real is None else self._real.get(what)

        def set(self, what: Any, value: Any) -> bool:
            return False

        def read(self) -> Any:
            self._count += 1
            if MODE == "camera-open-for-ever":
                return False, None
            if MODE == "camera-raises":
                raise cv2.error("a driver failed")
            if MODE == "camera-nonsense":
                raise SystemError("returned a result with an exception set")
            if MODE == "camera-chatters":
                os.write(1, b"libv4l2: error setting pixformat\n" * 50)
            if MODE == "camera-read-hangs" and self._count > 20:
                _for_ever()
            if MODE == "camera-crashes-midway" and self._count > 10:
                os.abort()
            if MODE == "camera-exits-midway" and self._count > 10:
                os._exit(0)
            self._next = max(self._next + 1 / 30, time.monotonic() - 0.1)
            time.sleep(max(0.0, self._next - time.monotonic()))
            if MODE == "camera-zeros":
                import numpy

                return True, numpy.zeros((480, 640, 3), numpy.uint8)
            ok, picture = self._real.read()
            if not ok:
                self._real = real(CLIP)
                ok, picture = self._real.read()
            return ok, picture

        def release(self) -> None:
            if MODE == "camera-release-hangs":
                _for_ever()

    cv2.VideoCapture = Capture


def _change_list(module: Any) -> None:
    module.enumerate_cameras = _cameras


# ---- a sound card


def _change_sound(sounddevice: Any) -> None:
    channels = 32 if MODE == "sound-32-channels" else 2
    one = {
        **{"name": "Card: Analog (hw:0,0)", "index": 0, "hostapi": 0, "default_samplerate": 48000.0},
        **{"max_input_channels": channels, "max_output_channels": 0},
        **{"default_low_input_latency": 0.01, "default_high_input_latency": 0.03},
        **{"default_low_output_latency": 0.01, "default_high_output_latency": 0.03},
    }
    host = {"name": "ALSA", "default_input_device": 0, "default_output_device": -1, "devices": [0]}

    def devices(device: Any = None, kind: Any = None) -> Any:
        if MODE == "sound-list-hangs":
            _for_ever()
        if MODE == "sound-list-crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        if device is not None or kind is not None:
            return one
        return [] if MODE == "sound-none" else [one]

    class Stream:
        def __init__(
            self, samplerate: Any, channels: Any, callback: Any, finished_callback: Any = None, **_: Any
        ) -> None:
            if MODE == "sound-busy":
                raise sounddevice.PortAudioError("Error opening InputStream: Device unavailable", -9985)
            if MODE == "sound-one-rate" and (samplerate, channels) != (16000, 1):
                raise sounddevice.PortAudioError("Error opening InputStream: Invalid sample rate", -9997)
            self.samplerate, self.channels = float(samplerate), channels
            self.latency, self.active = 0.02, False
            self._callback, self._finished = callback, finished_callback
            self._over = threading.Event()

        def start(self) -> None:
            self.active = True
            threading.Thread(target=self._play, daemon=True).start()

        def _play(self) -> None:
            import numpy
            import soundfile

            sound, rate = soundfile.read(RECORDING, dtype="float32")
            sound = sound[:: max(1, round(rate / self.samplerate))] if rate > self.samplerate else sound
            block = int(self.samplerate / 50)
            began, at = time.monotonic(), 0
            while not self._over.is_set():
                if MODE == "sound-stops-midway" and at > 2 * self.samplerate:
                    return  # `active` stays True, as with a card that was pulled out
                if MODE == "sound-callback-fails" and at > self.samplerate:
                    self._callback(None, block, None, None)
                piece = numpy.take(sound, range(at, at + block), mode="wrap").astype(numpy.float32)
                self._callback(numpy.tile(piece[:, None], (1, self.channels)), block, None, None)
                at += block
                time.sleep(max(0.0, began + at / self.samplerate - time.monotonic()))

        def stop(self, ignore_errors: Any = True) -> None:
            self.abort(ignore_errors)

        def abort(self, ignore_errors: Any = True) -> None:
            if MODE == "sound-close-hangs":
                _for_ever()
            self._over.set()
            self.active = False

        close = abort

    sounddevice.query_devices = devices
    sounddevice.query_hostapis = lambda index=None: host if index is not None else (host,)
    sounddevice.InputStream = Stream


class _Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name: Any, path: Any = None, target: Any = None) -> Any:
        del path, target
        if name == "sounddevice":
            raise OSError("PortAudio library not found")


# ---- a person's Ctrl-C, to the moment


def _interrupt(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)  # another thread may be the one to receive it


class _Interrupted(importlib.abc.MetaPathFinder):
    """As a module is looked for."""

    def find_spec(self, name: Any, path: Any = None, target: Any = None) -> Any:
        del path, target
        if name == MODULE:
            _interrupt()


def _interrupt_class(dataclasses: Any) -> None:
    """As a class is made: what is raised there comes out as a `RuntimeError` (Python 3.11)."""
    dataclasses.Field.__set_name__ = _interrupt


def _interrupt_end(cli: Any) -> None:
    main = cli.main

    def interrupted(arguments: Any) -> Any:
        code = main(arguments)
        _interrupt()
        return code

    cli.main = interrupted


if MODE == "interrupted" and MODULE == "the end":
    sys.meta_path.insert(0, _After("readiness.terminal.main", _interrupt_end))
elif MODE == "interrupted" and MODULE == "a class":
    sys.meta_path.insert(0, _After("dataclasses", _interrupt_class))
elif MODE == "interrupted":
    sys.meta_path.insert(0, _Interrupted())
elif MODE.startswith("camera-"):
    sys.meta_path.insert(0, _After("cv2", _change_cv2))
    sys.meta_path.insert(0, _After("cv2_enumerate_cameras", _change_list))
elif MODE == "sound-no-portaudio":
    sys.meta_path.insert(0, _Missing())
elif MODE.startswith("sound-"):
    sys.meta_path.insert(0, _After("sounddevice", _change_sound))
elif MODE == "python-no-children" and "check" in sys.orig_argv:

    def _no_more(*_: Any, **__: Any) -> NoReturn:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    subprocess._fork_exec = _no_more  # type: ignore[attr-defined]
