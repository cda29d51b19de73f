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


def main() -> None:
    tally = Tally()
    tips = finish(start("camera"))
    tally.expect("no camera", tips["camera"]["finding"], "camera.absent")
    tally.expect("its exit code", tips["exit"]["code"], 1)
    sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
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
    tally.exit()


if __name__ == "__main__":
    main()
