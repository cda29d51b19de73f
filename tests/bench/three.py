"""What the three cheap tips cost, children and all: `python -m tests.bench.three`. A bare interpreter beside them."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from typing import Final

RUNS: Final = 5
MOST_CPU_S: Final = 0.4
MOST_WALL_S: Final = 5.0
CHECK: Final = ("-m", "readiness", "check", "video-app", "restart", "computer", "--unattended", "--json")


def cost(*arguments: str) -> tuple[float, float]:
    """Seconds by the wall, and of the processor for it and all its children."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([sys.executable, *arguments], check=False, **quiet)  # type: ignore[call-overload]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, used


def main() -> int:
    """Print the medians; 1 where they are beyond what is promised."""
    cost(*CHECK)  # so that nothing is read from the disk for the first time
    runs = [cost(*CHECK) for _ in range(RUNS)]
    bare_s = statistics.median(cost("-c", "import asyncio, msgspec")[1] for _ in range(RUNS))
    wall_s, cpu_s = (statistics.median(each) for each in zip(*runs, strict=True))
    print(f"video-app, restart and computer: {wall_s:.2f} s, {cpu_s:.3f} s of the processor,")
    print(f"  {cpu_s / bare_s:.1f} times an interpreter that only loads asyncio and msgspec ({bare_s:.3f} s)")
    return int(cpu_s > MOST_CPU_S or wall_s > MOST_WALL_S)


if __name__ == "__main__":
    sys.exit(main())
