"""Linux' counters of processor and memory, straight from /proc: a tenth of what asking psutil costs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from readiness.machine.load import Process, Snapshot

_KINDS = 8
"""user, nice, system, idle, iowait, irq, softirq, steal; guest times are contained in user and nice."""
_IDLE, _IOWAIT = 3, 4


def _ticks_per_s() -> float:
    if sys.platform == "win32":
        return 100.0
    try:
        return float(os.sysconf("SC_CLK_TCK"))
    except (ValueError, OSError):
        return 100.0


def snapshot(root: Path) -> Snapshot | None:
    """Read the counters now; None where they are not shown, as in some containers.

    https://docs.kernel.org/filesystems/proc.html
    """
    ticks = _ticks_per_s()
    try:
        words = (root / "proc/stat").read_bytes().split(b"\n", 1)[0].split()
        counts = [int(word) / ticks for word in words[1 : 1 + _KINDS]]
        if words[0] != b"cpu" or len(counts) <= _IOWAIT:
            return None
        names = os.listdir(root / "proc")  # noqa: PTH208  # thousands of Path objects cost more than the reading
    except (OSError, ValueError, IndexError):
        return None
    total = sum(counts)
    processes = {}
    proc = f"{root}/proc"
    for name in names:
        if name.isdecimal():
            process = _process(f"{proc}/{name}/stat", ticks)
            if process is not None:
                processes[int(name)] = process
    return Snapshot(total, total - counts[_IDLE] - counts[_IOWAIT], processes)


def _process(path: str, ticks: float) -> Process | None:
    """Read it from /proc/PID/stat. The name in parentheses may hold anything; what follows the last one is plain."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            line = os.read(descriptor, 4096)
        finally:
            os.close(descriptor)
        start, end = line.index(b"("), line.rindex(b")")
        words = line[end + 2 :].split()
        own, children = int(words[11]) + int(words[12]), int(words[13]) + int(words[14])
        name = line[start + 1 : end].decode("utf-8", "replace")
        return Process(int(words[1]), name, float(words[19]), own / ticks, children / ticks)
    except (OSError, ValueError, IndexError):
        return None  # gone meanwhile, or not ours to see


def memory_percent(root: Path) -> float | None:
    """Measure what programs could not get any more, in percent of all: caches are not counted."""
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii", errors="replace").splitlines()
        kilobytes = {line.partition(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
        total, available = kilobytes["MemTotal"], kilobytes["MemAvailable"]
        return round((total - available) / total * 100, 1)
    except (OSError, ValueError, LookupError, ZeroDivisionError):
        return None
