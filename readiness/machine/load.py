"""What psutil answers alike on every system: memory, disk, and what other programs ask of the processor."""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from readiness.machine.base import Load, LoadWatch, Power, SoundOutput
from readiness.profile.known_programs import friendly_name, system_work

SETTLE_S: Final = 3.0
"""Shorter looks catch single bursts."""
BUSY_PROGRAM_PERCENT: Final = 5.0
"""A program below this share of the whole processor is not named."""
PROGRAMS_NAMED: Final = 3
# guest times are contained in user and nice; Windows' interrupt times in system.
_KINDS: Final = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")


@dataclass(frozen=True, slots=True)
class Process:
    """One process at one moment. `cpu_s` is its own time, `ended_children_s` that of children it has buried."""

    parent: int
    name: str
    started: float
    cpu_s: float
    ended_children_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The processor's counters at one moment, in seconds summed over all its cores."""

    total_s: float
    busy_s: float
    processes: Mapping[int, Process] = field(default_factory=dict)


def family(processes: Mapping[int, Process], roots: Iterable[int]) -> frozenset[int]:
    """Collect these processes and all their descendants."""
    children: dict[int, list[int]] = {}
    for pid, process in processes.items():
        children.setdefault(process.parent, []).append(pid)
    found: set[int] = set()
    waiting = [pid for pid in roots if pid in processes]
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, ())
    return frozenset(found)


def load_between(before: Snapshot, after: Snapshot, own_roots: Iterable[int]) -> Load:
    """Measure what others used between two moments, without our own share and that of our children that ended."""
    total = after.total_s - before.total_s
    if total <= 0:
        return Load()
    roots = tuple(own_roots)
    own_before, own_after = family(before.processes, roots), family(after.processes, roots)
    own = _used(after, own_after) - _used(before, own_before)
    others = after.busy_s - before.busy_s - max(own, 0.0)
    by_program: defaultdict[str, float] = defaultdict(float)
    by_work: defaultdict[str, float] = defaultdict(float)
    for pid, process in after.processes.items():
        if pid and pid not in own_after and not _of_kernel(process, after):
            earlier = before.processes.get(pid)
            # A new process may have an old number.
            known_s = earlier.cpu_s if earlier is not None and earlier.started == process.started else 0.0
            used_s = process.cpu_s - known_s
            work = system_work(process.name)
            (by_work if work else by_program)[work or friendly_name(process.name)] += used_s
    return Load(
        round(min(max(others / total * 100, 0.0), 100.0), 1),
        tuple(_busiest(by_program, total)[:PROGRAMS_NAMED]),
        next(iter(_busiest(by_work, total)), ""),
    )


def _busiest(used_s: Mapping[str, float], total_s: float) -> list[str]:
    ordered = sorted(used_s, key=used_s.__getitem__, reverse=True)
    return [name for name in ordered if name and used_s[name] / total_s * 100 >= BUSY_PROGRAM_PERCENT]


def _of_kernel(process: Process, snapshot: Snapshot) -> bool:
    """Tell whether it is one of Linux' kernel threads, whose names help nobody."""
    parent = snapshot.processes.get(process.parent)
    return parent is not None and parent.name == "kthreadd"


def _used(snapshot: Snapshot, pids: Iterable[int]) -> float:
    return sum(snapshot.processes[pid].cpu_s + snapshot.processes[pid].ended_children_s for pid in pids)


def load_psutil() -> Any:
    """Load psutil where it is asked: where it cannot be loaded, the rest of this system still answers."""
    import psutil  # noqa: PLC0415  10 ms, and it has a part that is compiled for each system

    return psutil


def _list_processes(psutil: Any, *facts: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """List the processes by number, with these facts of each. One that ends while it is asked is left out alone."""
    for process in psutil.process_iter():
        try:
            about = process.as_dict(facts)
        except (psutil.Error, OSError):  # Wine calls it an invalid parameter
            continue
        yield process.pid, about


def snapshot() -> Snapshot | None:
    """Read the counters now; None where this system keeps them to itself."""
    psutil = load_psutil()
    try:
        times = psutil.cpu_times()
        kinds = {kind: float(getattr(times, kind, 0.0)) for kind in _KINDS}
        processes = {}
        for pid, about in _list_processes(psutil, "ppid", "name", "cpu_times", "create_time"):
            used = about["cpu_times"]
            if used is not None:
                processes[pid] = Process(
                    about["ppid"] or 0,
                    about["name"] or "",
                    about["create_time"] or 0.0,
                    used.user + used.system,
                    getattr(used, "children_user", 0.0) + getattr(used, "children_system", 0.0),
                )
    except (psutil.Error, OSError, ValueError, RuntimeError, IndexError):
        return None  # containers and chroots hide parts of /proc, in every way there is
    total = sum(kinds.values())
    return Snapshot(total, total - kinds["idle"] - kinds["iowait"], processes)


def process_names() -> frozenset[str] | None:
    """List the names of the programs that run, in small letters; None where they are not shown."""
    psutil = load_psutil()
    try:
        return frozenset((about["name"] or "").casefold() for _, about in _list_processes(psutil, "name"))
    except (psutil.Error, OSError, ValueError, RuntimeError):
        return None


class _Watch:
    def __init__(self, own_pid: int, look: Callable[[], Snapshot | None]) -> None:
        self._roots = (own_pid, os.getpid()) if own_pid else (os.getpid(),)
        self._look = look
        self._before = look()

    def so_far(self) -> Load:
        after = self._look()
        if self._before is None or after is None:
            return Load()
        return load_between(self._before, after, self._roots)


class PsutilMachine:
    """The part of a `Machine` that is alike everywhere."""

    settle_s: float = SETTLE_S

    def uptime_hours(self) -> float | None:
        """Count from the boot time, as psutil knows it."""
        psutil = load_psutil()
        try:
            return (time.time() - float(psutil.boot_time())) / 3600
        except (psutil.Error, OSError, RuntimeError):
            return None

    def started_s(self) -> float | None:
        """Tell when the system started, in seconds since 1970, by the clock as it is now."""
        hours = self.uptime_hours()
        return None if hours is None else time.time() - hours * 3600

    def power(self) -> Power:
        """Read psutil's battery."""
        psutil = load_psutil()
        try:
            battery = psutil.sensors_battery()
        except (psutil.Error, OSError, ValueError, RuntimeError):
            battery = None
        return Power() if battery is None else Power(battery.percent, battery.power_plugged)

    def memory_percent(self) -> float | None:
        """Read psutil's share: what is not available, caches not counted."""
        psutil = load_psutil()
        try:
            percent = float(psutil.virtual_memory().percent)
        except (psutil.Error, OSError, ValueError, KeyError, RuntimeError):
            return None
        return round(percent, 1)

    def disk_free_gb(self) -> float | None:
        """Measure the file system that holds the home folder, else the one that holds the current folder."""
        for place in (Path.home, Path.cwd):
            try:
                return round(shutil.disk_usage(place()).free / 1e9, 2)
            except (OSError, RuntimeError):
                continue
        return None

    def microphone_held(self, wanted: str | None = None) -> bool:
        """Return False: nothing is known of who holds a microphone."""
        return False

    def sound_output(self) -> SoundOutput | None:
        """Return None: nothing is known of the output."""
        return None

    def is_headset(self, name: str) -> bool | None:
        """Return None: nothing is known of the kind of an output."""
        return None

    def watch_load(self, own_pid: int) -> LoadWatch:
        """Compare two looks at the counters."""
        return _Watch(own_pid, self._counters)

    def _counters(self) -> Snapshot | None:
        return snapshot()
