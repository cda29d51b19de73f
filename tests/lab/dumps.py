"""A crash where a program takes core dumps, as on most desktops: it is given none of a process that has pictures.

A program that takes cores is told of no limit but one of a single byte. Here it is a script that keeps what it gets.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from readiness.core.setup import Setup, Sources
from readiness.probe import protocol
from readiness.probe.parent import make_launch
from tests.lab.guest import ENV, Tally

TAKEN = Path("/tmp/taken")
TAKER = Path("/tmp/taker")
CLIP = "assets/demo/face.mp4"
WITHIN_S = 120.0


def take_cores() -> None:
    """Have the kernel hand every core to a script."""
    TAKER.write_text(f"#!/bin/sh\ncat > {TAKEN}/$1\n", encoding="utf-8")
    TAKER.chmod(0o755)
    TAKEN.mkdir(exist_ok=True)
    Path("/proc/sys/kernel/core_pattern").write_text(f"|{TAKER} %p", encoding="utf-8")


def taken(process: subprocess.Popen[bytes]) -> int:
    """Kill it by SIGSEGV; how many bytes of it the script was given, once it has had time to take them."""
    process.send_signal(signal.SIGSEGV)
    process.wait()
    core = TAKEN / str(process.pid)
    time.sleep(3)
    return core.stat().st_size if core.exists() else 0


def start(limit: str, *words: str) -> subprocess.Popen[bytes]:
    """Start this with this soft limit to its core."""
    limited = ["sh", "-c", f'ulimit -S -c {limit}; exec "$@"', "sh", *words]
    return subprocess.Popen(limited, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)


def look(limit: str) -> subprocess.Popen[bytes]:
    """A camera's child that has looked at a picture."""
    process = start(limit, *make_launch("camera"))
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(protocol.encode(Setup(sources=Sources(camera=f"file:{CLIP}"))))
    process.stdin.flush()
    until = time.monotonic() + WITHIN_S
    while b'"sample"' not in process.stdout.readline() and time.monotonic() < until:
        pass
    return process


def main() -> None:
    """Another program's crash first: or nothing could fail here."""
    tally = Tally()
    take_cores()
    for limit in ("unlimited", "0"):
        other = start(limit, sys.executable, "-c", "import time; time.sleep(60)")
        time.sleep(2)
        tally.expect(f"another program's core is taken at a limit of {limit}", taken(other) > 100_000, True)
        tally.expect(f"bytes of a camera's process that are taken at a limit of {limit}", taken(look(limit)), 0)
    tally.exit()


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    main()
