"""Faults of the camera: its picture, its driver, its stream, its file."""

from __future__ import annotations

from typing import Final

from tests.clips import black_between, blotchy, flat, halting, moving, repeated, ring, swinging
from tests.faults.fault import Fault, Part
from tests.faults.stages import clip, content, double, stream

_C: Final = Part.CAMERA
_FIRST_S: Final = 12.0
"""A camera that opens and shows nothing is given 6 s, and the program its start."""

FAULTS: Final = (
    Fault(
        id="camera-none", part=_C, what="no camera at all", stage=lambda s: s.check("camera"),
        finds=("camera.absent",), exits=1, within_s=6, window=True,
    ),
    Fault(
        id="camera-unknown-name", part=_C, what="the chosen camera is not there",
        stage=lambda s: s.check("camera", "--camera", "No such camera"),
        finds=("camera.absent",), exits=1, within_s=6,
    ),
    # ---- its picture
    Fault(
        id="camera-black", part=_C, what="a shutter: black with sensor noise", stage=clip("black", lambda: flat((5, 5, 5))),
        finds=("camera.covered",), exits=1, within_s=8, window=True,
    ),
    Fault(
        id="camera-tape", part=_C, what="yellow tape before the lens", stage=clip("tape", lambda: flat((40, 150, 190))),
        finds=("camera.covered",), exits=1, within_s=8,
    ),
    Fault(
        id="camera-finger", part=_C, what="a finger, coarse blotches of noise",
        stage=clip("finger", lambda: blotchy((40, 50, 120))),
        finds=("camera.covered",), exits=1, within_s=8,
    ),
    Fault(
        id="camera-zeros", part=_C, what="read() says True and every pixel is 0", stage=double("camera-zeros"),
        finds=("camera.covered",), exits=1, within_s=8,
    ),
    Fault(
        id="camera-frozen", part=_C, what="the same picture again and again", stage=clip("frozen", repeated),
        finds=("camera.frozen",), exits=1, within_s=8, window=True,
    ),
    Fault(
        id="camera-ring", part=_C, what="a stuck driver shows its four buffers in turn", stage=clip("ring", ring),
        finds=("camera.frozen",), exits=1, within_s=8,
    ),
    Fault(
        id="camera-halts", part=_C, what="stands still for 0.4 s out of 0.8", stage=clip("halts", lambda: halting(moving(90))),
        finds=("camera.slow",), exits=0, within_s=8,
    ),
    Fault(
        id="camera-black-between", part=_C, what="every fourth picture is black", stage=clip("between", lambda: black_between(moving(90))),
        finds=("camera.unsteady",), exits=0, within_s=8, window=True,
    ),
    Fault(
        id="camera-swings", part=_C, what="exposure swings from black to white", stage=clip("swings", lambda: swinging(moving(90))),
        finds=("camera.unsteady",), exits=0, within_s=8,
    ),
    Fault(
        id="camera-dark", part=_C, what="a dark room", stage=clip("dark", lambda: moving(gain=0.15)),
        finds=("camera.dark",), exits=0, within_s=8,
    ),
    Fault(
        id="camera-slow", part=_C, what="eight pictures a second", stage=clip("slow", moving, fps=8.0),
        finds=("camera.slow",), exits=0, within_s=8,
    ),
    Fault(
        id="camera-small", part=_C, what="a tiny picture",
        stage=clip("small", lambda: moving(width=320, height=240)),
        finds=("camera.small",), exits=0, within_s=8,
    ),
    # ---- its driver
    Fault(
        id="camera-list-hangs", part=_C, what="listing the cameras never returns", stage=double("camera-list-hangs"),
        finds=("camera.not-responding",), exits=3, within_s=24,
    ),
    Fault(
        id="camera-open-hangs", part=_C, what="opening never returns", stage=double("camera-open-hangs"),
        finds=("camera.not-responding",), exits=3, within_s=24, window=True,
    ),
    Fault(
        id="camera-deaf", part=_C, what="opening never returns, and the process ignores SIGTERM",
        stage=double("camera-deaf"), finds=("camera.not-responding",), exits=3, within_s=24,
    ),
    Fault(
        id="camera-grandchild", part=_C, what="the driver leaves a process of its own behind, and hangs",
        stage=double("camera-grandchild"), finds=("camera.not-responding",), exits=3, within_s=24,
    ),
    Fault(
        id="camera-read-hangs", part=_C, what="after twenty pictures read() never returns",
        stage=double("camera-read-hangs"), finds=("camera.not-responding",), exits=3, within_s=24,
    ),
    Fault(
        id="camera-open-for-ever", part=_C, what="says it is open for ever, and no picture comes",
        stage=double("camera-open-for-ever"), finds=("camera.not-responding",), exits=3, within_s=_FIRST_S,
    ),
    Fault(
        id="camera-refused", part=_C, what="cannot be opened", stage=double("camera-refused"),
        finds=("camera.absent",), exits=1, within_s=8,
    ),
    Fault(
        id="camera-raises", part=_C, what="every read() raises OpenCV's error", stage=double("camera-raises"),
        finds=("camera.not-responding",), exits=3, within_s=_FIRST_S,
    ),
    Fault(
        id="camera-nonsense", part=_C, what="every read() raises what no library should",
        stage=double("camera-nonsense"), finds=("camera.not-responding",), exits=3, within_s=_FIRST_S,
    ),
    Fault(
        id="camera-open-crashes", part=_C, what="the driver crashes while it opens", stage=double("camera-open-crashes"),
        finds=("camera.crashed",), exits=3, within_s=6,
    ),
    Fault(
        id="camera-crashes-midway", part=_C, what="the driver aborts after ten pictures",
        stage=double("camera-crashes-midway"), finds=("camera.crashed",), exits=3, within_s=8, window=True,
    ),
    Fault(
        id="camera-exits-midway", part=_C, what="the driver ends the process, with exit code 0",
        stage=double("camera-exits-midway"), finds=("camera.crashed",), exits=3, within_s=8,
    ),
    Fault(
        id="camera-release-hangs", part=_C, what="closing never returns",
        stage=double("camera-release-hangs"), finds=("camera.not-responding",), exits=3, within_s=24,
    ),
    Fault(
        id="camera-chatters", part=_C, what="the driver writes to stdout; the camera is good all the same",
        stage=double("camera-chatters"), finds=("camera.good",), within_s=8,
    ),
    Fault(
        id="camera-twins", part=_C, what="two cameras of one name, the first is broken: the second is chosen",
        stage=double("camera-twins", "camera", "--camera", "1"), finds=("camera.good",), within_s=8,
    ),
    # ---- its stream
    Fault(
        id="camera-stalls", part=_C, what="unplugged: the pictures stop", stage=stream("stalls"),
        finds=("camera.frozen",), exits=1, within_s=16,
    ),
    Fault(
        id="camera-half-frame", part=_C, what="half a picture, then nothing", stage=stream("half a frame, then nothing"),
        finds=("camera.frozen",), exits=1, within_s=16,
    ),
    Fault(
        id="camera-drops", part=_C, what="drops to three pictures a second", stage=stream("drops to 3 fps"),
        finds=("camera.slow",), exits=0, within_s=16,
    ),
    Fault(
        id="camera-replugged", part=_C, what="goes away and comes back, again and again",
        stage=stream("closes and comes back"), finds=("camera.frozen",), exits=1, within_s=16,
    ),
    Fault(
        id="camera-no-picture", part=_C, what="sends what is no picture", stage=stream("no picture at all"),
        finds=("camera.not-responding",), exits=3, within_s=22,
    ),
    Fault(
        id="camera-dead-address", part=_C, what="nobody is at the stream's address",
        stage=lambda s: s.check("camera", "--camera", "http://127.0.0.1:9/"),
        finds=("camera.absent",), exits=1, within_s=8,
    ),
    # ---- its file
    Fault(
        id="camera-empty-file", part=_C, what="an empty file", stage=content("empty.mp4", b""),
        finds=("camera.absent",), exits=1, within_s=6,
    ),
    Fault(
        id="camera-text-file", part=_C, what="a text in place of a video",
        stage=content("text.mp4", b"not a video\n" * 50), finds=("camera.absent",), exits=1, within_s=6,
    ),
)  # fmt: skip
