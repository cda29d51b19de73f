"""A real V4L2 camera (vivid) in every state that it can be put into, through the whole program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.lab.guest import Tally, finish, sh, start, wait_for

DRIVER = "/sys/bus/platform/drivers/vivid"


def control(settings: str) -> None:
    sh(f"v4l2-ctl -d /dev/video0 -c {settings}")


class Loopback:
    """Any moving picture as a V4L2 camera of any name and number (v4l2loopback), fed by ffmpeg."""

    def __init__(self, number: int, name: str) -> None:
        sh(f'modprobe v4l2loopback video_nr={number} exclusive_caps=1 card_label="{name}"')
        self._node = f"/dev/video{number}"
        self._feed: subprocess.Popen[bytes] | None = None

    def show(self, source: str, picture: str = "null") -> None:
        """Feed it from this source (ffmpeg's input arguments) through this filter. Waits until pictures flow."""
        self.stop()
        # Filtered and unpacked before it is played, so that software emulation can keep its rate.
        sh(f"ffmpeg -loglevel error -y {source} -vf {picture} -c:v rawvideo -pix_fmt yuyv422 {SHOWN}")
        words = f"ffmpeg -loglevel error -re -stream_loop -1 -i {SHOWN} -pix_fmt yuyv422 -f v4l2 {self._node}"
        self._feed = subprocess.Popen(words.split(), stdin=subprocess.DEVNULL)
        time.sleep(3)

    def stop(self) -> None:
        if self._feed is not None:
            self._feed.kill()
            self._feed.wait()
            self._feed = None

    def unplug(self) -> None:
        self.stop()
        sh("modprobe -r v4l2loopback")


CLIP = "assets/demo/face.mp4"
SHOWN = "/tmp/shown.avi"


def portrait(tally: Tally) -> None:
    """Somebody before a camera, and what can be wrong with that; the camera's name tells a virtual one."""
    sh(f"ffmpeg -loglevel error -y -i {CLIP} -frames:v 1 /tmp/one.png")
    camera = Loopback(10, "HD Webcam")
    loop = f"-i {CLIP}"
    for what, source, picture, expected in (
        ("a portrait", loop, "null", "camera.good"),
        ("a portrait in the dark", loop, "lutyuv=y=val*0.2", "camera.dark"),
        ("a portrait at 8 fps", loop, "fps=8", "camera.slow"),
        ("a portrait out of focus", loop, "gblur=sigma=7", "camera.blurred"),
        ("one picture of a portrait", "-loop 1 -framerate 30 -t 4 -i /tmp/one.png", "null", "camera.frozen"),
        ("a small portrait", loop, "scale=320:240", "camera.small"),
        ("tape", "-f lavfi -i color=c=0x603018:s=640x480:r=30:d=4", "noise=alls=6:allf=t", "camera.covered"),
    ):
        camera.show(source, picture)
        tips = finish(start("camera"))
        reading = tips["camera"]["reading"] or {}
        note = f"{reading.get('fps')} fps luma {reading.get('luma')} also {tips['camera']['also']}"
        tally.expect(what, tips["camera"]["finding"], expected, note=note)
    camera.unplug()
    tally.expect("unplugged", finish(start("camera", "--camera", "HD Webcam"))["camera"]["finding"], "camera.absent")
    camera = Loopback(12, "HD Webcam")
    camera.show(loop)
    tips = finish(start("camera", "--camera", "HD Webcam"))
    tally.expect("back under another number", tips["camera"]["finding"], "camera.good")
    camera.unplug()
    camera = Loopback(10, "OBS Virtual Camera")
    camera.show(loop)
    tips = finish(start("camera"))
    tally.expect("by its name no camera", tips["camera"]["finding"], "camera.virtual", note=tips["camera"]["says"])
    camera.unplug()


def first_picture() -> None:
    """How soon somebody sees the first picture of a device, beside OpenCV alone: told, not judged.

    Software emulation translates every line of code that is run for the first time, so what a start loads weighs
    more here than on any processor, and this camera shows its first picture at once, as no real one does. The limit
    of 1.3 is `make bench`'s.
    """
    from tests.bench import preview

    print(f"the first picture of a device: {preview.first_picture('/dev/video0', 5)[1]}", flush=True)


def main() -> None:
    tally = Tally()
    tips = finish(start("camera"))
    tally.expect("no camera", tips["camera"]["finding"], "camera.absent")
    tally.expect("its exit code", tips["exit"]["code"], 1)
    sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
    first_picture()
    for what, settings, *expected in (
        ("moving", "horizontal_movement=5", "camera.good"),
        ("black", "osd_text_mode=2,test_pattern=5", "camera.covered"),
        ("white", "test_pattern=6", "camera.covered"),
        ("noise", "test_pattern=21", "camera.covered"),
        ("frozen", "test_pattern=0,horizontal_movement=3", "camera.frozen"),
        ("few frames", "horizontal_movement=5,percentage_of_dropped_buffers=80", "camera.slow"),
        ("no frames", "percentage_of_dropped_buffers=100", "camera.not-responding"),
        ("frames again", "percentage_of_dropped_buffers=0", "camera.good"),
    ):
        control(settings)
        tips = finish(start("camera"))
        reading = tips["camera"]["reading"]
        note = f"{reading['width']}x{reading['height']} {reading['fps']} fps luma {reading['luma']}" if reading else ""
        tally.expect(what, tips["camera"]["finding"], *expected, note=note)

    for what, fault, finding in (
        ("disconnected midway", "disconnect=1", "camera.absent"),
        ("stops midway", "inject_fatal_streaming_error=1", "camera.frozen"),
    ):
        program = start("camera")
        wait_for(program, "Looking at the picture")
        control(fault)
        tally.expect(what, finish(program)["camera"]["finding"], finding)

    holder = subprocess.Popen(["v4l2-ctl", "-d", "/dev/video0", "--stream-mmap"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    tips = finish(start("camera"))
    tally.expect("held by another program", tips["camera"]["finding"], "camera.in-use", note=tips["camera"]["says"])
    holder.kill()
    holder.wait()

    # vivid comes back as soon as nobody has it open any more.
    with Path("/dev/video0").open("rb", buffering=0):
        control("disconnect=1")
        tally.expect("disconnected", finish(start("camera"))["camera"]["finding"], "camera.absent")

    sh(f"echo vivid.0 > {DRIVER}/unbind")
    tally.expect("unplugged", finish(start("camera"))["camera"]["finding"], "camera.absent")
    sh(f"echo vivid.0 > {DRIVER}/bind")
    control("horizontal_movement=5")
    tally.expect("plugged in again", finish(start("camera"))["camera"]["finding"], "camera.good")
    sh("modprobe -r vivid")
    portrait(tally)
    tally.exit()


if __name__ == "__main__":
    main()
