"""The device faults on a real V4L2 camera and a real ALSA card, through the whole program: finding, time, device free."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.lab.guest import finish, sh, start, wait_for

SLOW = 8.0
"""Software emulation has its own idea of a second: every deadline is this many times as long here."""
DRIVER = "/sys/bus/platform/drivers/vivid"
CARD = "/sys/bus/platform/drivers/snd_aloop"
LOOKING = "Looking at the picture"
Program = subprocess.Popen[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One line: what is wrong, how it is brought about before and midway, what must be found, and until when."""

    what: str
    finds: str
    exits: int | None
    within_s: float
    before: str = ""
    midway: Callable[[Program], None] | None = None
    arguments: tuple[str, ...] = ("camera",)
    after: str = ""
    holder: str = ""
    """Somebody else's program that runs meanwhile."""


def control(settings: str) -> str:
    return f"v4l2-ctl -d /dev/video0 -c {settings}"


def shell(command: str) -> Callable[[Program], None]:
    def midway(program: Program) -> None:
        wait_for(program, LOOKING)
        sh(command)

    return midway


def probes() -> list[int]:
    found = subprocess.run(["pgrep", "-f", "readiness.* probe "], capture_output=True, encoding="utf-8", check=False)
    return [int(pid) for pid in found.stdout.split()]


def to_the_probe(number: signal.Signals) -> Callable[[Program], None]:
    def midway(program: Program) -> None:
        wait_for(program, LOOKING)
        for pid in probes():
            os.kill(pid, number)

    return midway


def to_the_program(number: signal.Signals) -> Callable[[Program], None]:
    def midway(program: Program) -> None:
        wait_for(program, LOOKING)
        program.send_signal(number)

    return midway


UNPLUG, PLUG = f"echo vivid.0 > {DRIVER}/unbind", f"echo vivid.0 > {DRIVER}/bind"
MOVING = control("osd_text_mode=2,test_pattern=0,horizontal_movement=5,percentage_of_dropped_buffers=0")

CAMERA = (
    Fault("moving: nothing is wrong", "camera.good", 0, 8, MOVING),
    Fault("a shutter: black", "camera.covered", 1, 8, control("test_pattern=5,horizontal_movement=0"), after=MOVING),
    Fault("the same picture again and again", "camera.frozen", 1, 8, control("horizontal_movement=3"), after=MOVING),
    Fault("few pictures", "camera.slow", 0, 10, control("percentage_of_dropped_buffers=80"), after=MOVING),
    Fault(
        "opens, and no picture comes",
        "camera.not-responding",
        3,
        12,
        control("percentage_of_dropped_buffers=100"),
        after=MOVING,
    ),
    Fault("unplugged in the middle", "camera.absent", 1, 10, MOVING, shell(control("disconnect=1"))),
    Fault("plugged in again", "camera.good", 0, 8, f"{UNPLUG}; {PLUG}; {MOVING}"),
    Fault(
        "the stream breaks in the middle", "camera.frozen", 1, 12, "", shell(control("inject_fatal_streaming_error=1"))
    ),
    Fault("held by another program", "camera.in-use", 1, 10, MOVING, holder="v4l2-ctl -d /dev/video0 --stream-mmap"),
    Fault(
        "another program has it open and does not use it", "camera.good", 0, 8, MOVING, holder="sleep 600 0</dev/video0"
    ),
    Fault("the measuring process is killed", "camera.crashed", 3, 8, MOVING, to_the_probe(signal.SIGKILL)),
    Fault("the program is asked to go", "camera.cancelled", 3, 8, MOVING, to_the_program(signal.SIGTERM)),
    Fault("the program is killed", "", None, 8, MOVING, to_the_program(signal.SIGKILL)),
    Fault("unplugged before", "camera.absent", 1, 6, UNPLUG, after=PLUG),
)
SOUND = (
    Fault("no sound card", "sound.no-microphone", 1, 10, arguments=("sound",)),
    Fault("exact zeros", "sound.muted", 1, 20, "modprobe snd-aloop; sleep 1", arguments=("sound",)),
)


@contextmanager
def beside(command: str) -> Iterator[None]:
    """Somebody else's program, meanwhile."""
    if not command:
        yield
        return
    process = subprocess.Popen(f"exec {command}", shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def holders(own: int = 0) -> list[str]:
    """Who has the camera or a sound card open."""
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            to = str(link.readlink())
        except OSError:
            continue
        if to.startswith(("/dev/video", "/dev/snd/pcm")) and link.parts[2] != str(own):
            found.append(f"{link.parts[2]} holds {to}")
    return found


def complaints(fault: Fault) -> tuple[list[str], float, str]:
    if fault.before:
        sh(fault.before)
    with beside(fault.holder):
        began = time.monotonic()
        program = start(*fault.arguments)
        if fault.midway is not None:
            fault.midway(program)
        wrong: list[str] = []
        if fault.exits is None:
            program.communicate(timeout=120)
            got = f"killed by {-program.returncode}"
        else:
            tips = finish(program)
            found = tips[fault.arguments[0]]
            got = found["finding"]
            wrong += [f"found {got}, not {fault.finds}"] if got != fault.finds else []
            wrong += [f"exit code {tips['exit']['code']}"] if tips["exit"]["code"] != fault.exits else []
            wrong += ["FALSE PASS"] if found["verdict"] == "pass" and got != fault.finds else []
        seconds = time.monotonic() - began
    wrong += [f"too late: {seconds:.1f} s"] if seconds > fault.within_s * SLOW + 1 else []
    time.sleep(1)
    wrong += [f"processes left: {probes()}"] if probes() else []
    wrong += holders()
    if fault.after:
        sh(fault.after)
    return wrong, seconds, got


def main() -> None:
    right = whole = 0
    for faults, module in ((SOUND, ""), (CAMERA, "vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")):
        if module:
            sh(f"modprobe {module}")
        for fault in faults:
            wrong, seconds, got = complaints(fault)
            whole += 1
            right += not wrong
            allowed = fault.within_s * SLOW
            print(
                f"{'PASS' if not wrong else 'FAIL'}  {fault.what:50} {seconds:5.1f} s of {allowed:3.0f}  {got}",
                flush=True,
            )
            for each in wrong:
                print(f"      {each}", flush=True)
    print(f"{right} of {whole}")
    sys.exit(0 if right == whole else 1)


if __name__ == "__main__":
    main()
