"""Linux' counters from /proc, in trees as kernels write them, and beside psutil's on this computer."""

from __future__ import annotations

import os

import psutil
import pytest

from readiness.machine.linux.computer import Linux
from readiness.machine.linux.load import snapshot
from readiness.machine.load import Process
from readiness.machine.load import snapshot as psutil_snapshot
from tests.machine.linux.tree import Tree

TICKS = os.sysconf("SC_CLK_TCK")


def process(tree: Tree, pid: int, name: str, parent: int, ticks: int, *, ended: int = 0) -> None:
    rest = f"S {parent} 1 1 0 -1 4194304 100 0 0 0 {ticks} 0 {ended} 0 20 0 1 0 77 1000 10"
    tree.file(f"/proc/{pid}/stat", f"{pid} ({name}) {rest}\n")


def stat(tree: Tree, busy: int, idle: int) -> None:
    tree.file("/proc/stat", f"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 {busy} 0 0 {idle} 0 0 0 0 0 0\nintr 1\n")


def test_the_load_of_a_recorded_computer(tree: Tree) -> None:
    stat(tree, 1000 * TICKS, 5000 * TICKS)
    process(tree, 1, "init", 0, 0)
    process(tree, 50, "firefox", 1, 10 * TICKS)
    process(tree, 60, "some) S <b>", 1, 0)
    process(tree, 70, "readiness", 1, 0)
    watch = tree.machine().watch_load(70)
    stat(tree, 1009 * TICKS, 5001 * TICKS)
    process(tree, 50, "firefox", 1, 14 * TICKS)
    process(tree, 60, "some) S <b>", 1, 2 * TICKS)
    process(tree, 70, "readiness", 1, 1 * TICKS, ended=1 * TICKS)
    load = watch.so_far()
    assert load.cpu_percent == pytest.approx(70.0)
    assert load.programs == ("Firefox", "some) S <b>")


@pytest.mark.parametrize(
    "content", ["", "cpu\n", "cpu 1 2 3\n", "intr 1 2 3 4 5 6 7 8\n", "cpu a b c d e f g h\n", b"\xff"]
)
def test_counters_that_are_none(tree: Tree, content: str | bytes) -> None:
    assert snapshot(tree.root) is None
    tree.file("/proc/stat", content)
    assert snapshot(tree.root) is None
    assert tree.machine().watch_load(1).so_far().cpu_percent is None


def test_processes_that_end_or_hide_meanwhile_are_left_out(tree: Tree) -> None:
    stat(tree, 1, 1)
    process(tree, 5, "it", 1, TICKS)
    tree.file("/proc/6/stat", "6 (torn) S 1")
    tree.file("/proc/7/stat", b"\xff\xff")
    tree.file("/proc/8/status", "no stat")
    tree.file("/proc/self/stat", "no number")
    found = snapshot(tree.root)
    assert found is not None
    assert found.processes == {5: Process(1, "it", 77.0, 1.0, 0.0)}


@pytest.mark.parametrize(
    ("content", "percent"),
    [
        ("MemTotal:       16000000 kB\nMemFree: 100 kB\nMemAvailable:    4000000 kB\nHugePages_Total: 0\n", 75.0),
        ("MemTotal: 16000000 kB\n", None),
        ("MemTotal: 0 kB\nMemAvailable: 0 kB\n", None),
        ("MemTotal: many kB\n", None),
        ("", None),
    ],
)
def test_memory(tree: Tree, content: str, percent: float | None) -> None:
    assert tree.machine().memory_percent() is None
    tree.file("/proc/meminfo", content)
    assert tree.machine().memory_percent() == percent


def test_this_computers_counters_are_psutils() -> None:
    ours, theirs = Linux()._counters(), psutil_snapshot()
    assert ours is not None and theirs is not None
    assert ours.total_s == pytest.approx(theirs.total_s, rel=0.01)
    assert ours.busy_s == pytest.approx(theirs.busy_s, rel=0.05, abs=2.0)
    own = os.getpid()
    assert ours.processes[own].parent == theirs.processes[own].parent == os.getppid()
    assert ours.processes[own].cpu_s == pytest.approx(theirs.processes[own].cpu_s, abs=0.5)
    percent = Linux().memory_percent()
    assert percent == pytest.approx(psutil.virtual_memory().percent, abs=3.0)
