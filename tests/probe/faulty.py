"""A probe that misbehaves on purpose, as a real child process: `python -m tests.probe.faulty MODE PARENT_PID`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

from readiness.core.check import Check, Commands, Live, Sample
from readiness.core.finding import Finding, Judgement
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.probe.child import serve


@dataclass(frozen=True, slots=True)
class Count:
    """How many samples there were."""

    number: int


class FaultyCheck(Check[Count]):
    """Measures by counting, unless its mode says otherwise."""

    id: ClassVar[str] = "camera"
    title: ClassVar[Text] = Text("Faulty")
    why: ClassVar[Text] = Text("To see what becomes of it.")
    table: ClassVar[tuple[Finding, ...]] = (Finding("camera.good", Verdict.PASS, Text("It counted.")),)
    reading_type = Count
    deadline_s: ClassVar[float] = 1.5
    silence_s: ClassVar[float] = 1.0

    def __init__(self, mode: str = "") -> None:
        self.mode = mode

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[Count]]:
        for number in range(3):
            yield Sample(Count(number), Live(done=number / 3))
        match self.mode:
            case "hang":
                time.sleep(3600)
            case "chatter":
                while True:
                    yield Sample(Count(number), Live(done=0.5))
                    time.sleep(0.05)
            case "babble":
                while True:
                    yield Sample(cast(Count, {"other": "none of ours"}))
                    time.sleep(0.01)
            case "hang-deaf":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(3600)
            case "hang-with-grandchild":
                grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
                yield Sample(Count(grandchild.pid))
                time.sleep(3600)
            case "abort":
                os.abort()
            case "exit":
                os._exit(7)
            case "raise":
                raise ValueError("a driver said 0x80070005")
            case "noise":
                os.write(1, b"ALSA lib pcm.c:2664: unknown PCM\n" * 2000)
                print("driver greeting on stdout", flush=True)
                subprocess.run([sys.executable, "-c", "print('from a grandchild')"], check=True)
            case "no-reading":
                pass
            case "forever":
                while not commands.stopped:
                    number += 1
                    yield Sample(Count(number))
                    time.sleep(0.01)
                return
        yield Sample(Count(3))

    def judge(self, reading: Count | None, setup: Setup, answers: Answers) -> Judgement:
        return self.make_judgement("good")


class SilentCheck(FaultyCheck):
    """Ends well without ever having a reading."""

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[Count]]:
        yield Sample(None, Live(done=1.0))


if __name__ == "__main__":
    modes, parent_pid = sys.argv[1], int(sys.argv[2])
    if modes == "mute":
        time.sleep(3600)
    serve([SilentCheck() if mode == "no-reading" else FaultyCheck(mode) for mode in modes.split(",")], parent_pid)
