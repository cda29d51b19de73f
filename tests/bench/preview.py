"""What a watched camera costs and how soon it shows something, next to OpenCV alone in the same run."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from readiness.core.check import Sample
from readiness.core.setup import Setup, Sources
from readiness.probe.parent import Probe, make_launch
from readiness.tips.camera import CameraCheck
from tests.bench.scenes import Scene, frames
from tests.clips import write

FPS = 15.0
TURNS = 7
WATCH_S = 8.0
BARE = """
import sys, cv2
source = sys.argv[1]
capture = cv2.VideoCapture(source.removeprefix("file:"), cv2.CAP_FFMPEG if "file:" in source else cv2.CAP_V4L2)
print(capture.read()[1].shape, flush=True)
"""


@dataclass
class Watched:
    """Seconds from the child's start, and what a while of watching cost."""

    picture_s: float = 0.0
    reading_s: float = 0.0
    end_s: float = 0.0
    child_share: float = 0.0
    parent_share: float = 0.0
    pictures: int = 0


def bare_s(source: str) -> float:
    """A bare child process to its first frame."""
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", BARE, source], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        taken = time.perf_counter() - started
        child.wait()
    return taken


async def watch(source: str, seconds: float, show: Any = None, watching: bool = True) -> Watched:
    """Our own child on the same source, shown in the window's own widget where there is one."""
    seen = Watched()
    probe = Probe(CameraCheck(), Setup(sources=Sources(camera=source), watching=watching), make_launch("camera"))
    started = time.perf_counter()

    def take(sample: Sample[Any]) -> None:
        now = time.perf_counter() - started
        if sample.live is not None and sample.live.picture_jpeg is not None:
            seen.picture_s = seen.picture_s or now
            seen.pictures += 1
            pictures.set()
            if show is not None:
                show(sample.live.picture_jpeg)
        if sample.reading is not None:
            seen.reading_s = seen.reading_s or now

    pictures = asyncio.Event()
    task = asyncio.create_task(probe.run(take))
    if seconds:
        await asyncio.sleep(3.0)  # started, settled
        child = psutil.Process().children()[0]
        before, ours = child.cpu_times(), time.process_time()
        shown, since = seen.pictures, time.perf_counter()
        await asyncio.sleep(seconds)
        after, passed = child.cpu_times(), time.perf_counter() - since
        seen.child_share = (after.user + after.system - before.user - before.system) / passed
        seen.parent_share = (time.process_time() - ours) / passed
        seen.pictures -= shown
    if watching:
        await pictures.wait()
        probe.stop()
    await task
    seen.end_s = time.perf_counter() - started
    return seen


def first_picture(source: str, turns: int) -> tuple[float, str]:
    """How many times as long as a bare child ours needs to its first picture (medians, in turn), and that in words.

    Both run compiled, as what is installed does, whatever this environment says about byte code.
    """
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as compiled, mock.patch.dict(os.environ, PYTHONPYCACHEPREFIX=compiled):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(turns + 1):  # the first one compiles
            bare.append(bare_s(source))
            ours.append(asyncio.run(watch(source, 0)).picture_s)
    ours_s, bare_median_s = statistics.median(ours[1:]), statistics.median(bare[1:])
    ratio = ours_s / bare_median_s
    return ratio, f"ours {ours_s:.3f} s, bare {bare_median_s:.3f} s, ratio {ratio:.2f} (medians of {turns}, in turn)"


def painter() -> Any:
    """The window's own picture, painted as often as a picture comes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from readiness.core.translation import Words
    from readiness.wizard.pages.live import Picture
    from readiness.wizard.style.theme import Appearance, Theme

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    widget = Picture(Appearance(theme=Theme.LIGHT), Words("en"))
    widget.resize(470, 264)
    widget.show()

    def show(jpeg: bytes) -> None:
        widget.show_jpeg(jpeg)
        application.processEvents()

    show.keep = (application, widget)  # type: ignore[attr-defined]
    return show


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene("good", person="astronaut", size=(1280, 720), fps=FPS, seed=3)
        clip = f"file:{write(Path(folder) / 'clip.avi', frames(scene, 4.0), fps=FPS)}"
        ratio, words = first_picture(clip, TURNS)
        print(f"first picture, at most 1.3 times a bare child's: {words}")
        seen = asyncio.run(watch(clip, WATCH_S, painter()))
        share = seen.child_share + seen.parent_share
        print(f"{FPS:.0f} fps preview: {100 * share:.0f} % of one core (at most 20):", end=" ")
        print(f"child {100 * seen.child_share:.0f}, window {100 * seen.parent_share:.0f},", end=" ")
        print(f"{seen.pictures / WATCH_S:.1f} pictures a second")
        first = seen.reading_s - seen.picture_s
        print(f"first verdict {first:.2f} s after the first picture while watched (at most 2 after exposure settles)")
        alone = asyncio.run(watch(clip, 0, watching=False))
        last = alone.end_s - seen.picture_s
        print(f"the final verdict, all included, {last:.2f} s after the first picture (at most 4)")
    return 0 if ratio <= 1.3 and share <= 0.2 and first <= 2 and last <= 4 else 1


if __name__ == "__main__":
    sys.exit(main())
