"""Thirty computers, each asked as the real machine is: what the three tips find on it, and what else it tells."""

from __future__ import annotations

import os
import plistlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from readiness.core.check import NoCommands
from readiness.core.clinic import Profile
from readiness.core.finding import Judgement
from readiness.core.setup import Setup
from readiness.core.translation import ENGLISH
from readiness.machine.base import Machine
from readiness.machine.linux.computer import Linux
from readiness.machine.macos.computer import MacOS
from readiness.machine.windows.computer import Windows
from readiness.profile.known_programs import resolve_programs
from readiness.profile.reader import read_profile
from readiness.tips import load_check
from tests.machine.computers import COMPUTERS, NOW_H, Computer
from tests.machine.windows.registries import registry_of

WATCHED_S = 10.0
OWN = 4000
"""The process number of our program on them."""


@dataclass
class Counters:
    """What the processor did; `later` is ten seconds on."""

    busy: dict[str, float]
    at: int = 0

    def later(self) -> None:
        self.at = 1

    @property
    def busy_s(self) -> float:
        return self.at * (sum(self.busy.values()) / 100 * WATCHED_S + 1.0)

    @property
    def idle_s(self) -> float:
        return 1000.0 + self.at * WATCHED_S - self.busy_s

    def processes(self) -> dict[int, tuple[str, float]]:
        """Number to name and seconds. Ours takes a second meanwhile, which is nobody's business."""
        others = {
            500 + at: (name, self.at * share / 100 * WATCHED_S) for at, (name, share) in enumerate(self.busy.items())
        }
        return {**others, OWN: ("readiness", float(self.at))}


def made_like_psutil(told: Computer, counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows and macOS take from psutil."""

    def process(pid: int, name: str, used: float) -> SimpleNamespace:
        times = SimpleNamespace(user=used, system=0.0)
        about = {"ppid": 1, "name": name, "cpu_times": times, "create_time": 1.0}
        return SimpleNamespace(pid=pid, as_dict=lambda facts: {fact: about[fact] for fact in facts})

    def listed() -> list[SimpleNamespace]:
        running = {900 + at: (name, 0.0) for at, name in enumerate(told.running)}
        return [process(pid, name, used) for pid, (name, used) in {**counters.processes(), **running}.items()]

    def boot_time() -> float:
        if told.uptime_hours is None:
            raise psutil.AccessDenied
        return time.time() - told.uptime_hours * 3600

    battery = None if told.battery is None else SimpleNamespace(percent=told.battery[0], power_plugged=told.battery[1])
    instead: dict[str, Callable[..., Any]] = {
        "boot_time": boot_time,
        "sensors_battery": lambda: battery,
        "virtual_memory": lambda: SimpleNamespace(percent=told.memory_percent),
        "cpu_times": lambda: SimpleNamespace(user=counters.busy_s, idle=counters.idle_s, system=0.0),
        "process_iter": listed,
    }
    for name, function in instead.items():
        monkeypatch.setattr(psutil, name, function, raising=False)
    monkeypatch.setattr(time, "time", lambda: NOW_H * 3600)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=told.disk_free_gb * 1e9))


class LinuxFiles(Linux):
    """A tree whose counters move on when they are told to."""

    def __init__(self, root: Path, told: Computer, counters: Counters) -> None:
        super().__init__(root, {"HOME": str(root / "home/pat"), "PATH": str(root / "usr/bin")})
        self._told, self._moving = told, counters
        self.write()

    def write(self) -> None:
        """/proc as it is now."""
        proc, ticks = self._root / "proc", os.sysconf("SC_CLK_TCK")
        proc.mkdir(exist_ok=True)
        if self._told.uptime_hours is not None:
            (proc / "uptime").write_text(f"{self._told.uptime_hours * 3600:.2f} 1.00\n", encoding="utf-8")
        busy, idle = (round(each * ticks) for each in (self._moving.busy_s, self._moving.idle_s))
        (proc / "stat").write_text(f"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\n", encoding="utf-8")
        available = round(1e7 * (1 - self._told.memory_percent / 100))
        (proc / "meminfo").write_text(f"MemTotal: 10000000 kB\nMemAvailable: {available} kB\n", encoding="utf-8")
        for pid, (name, used) in self._moving.processes().items():
            (proc / str(pid)).mkdir(exist_ok=True)
            rest = f"S 1 1 1 0 -1 0 0 0 0 0 {round(used * ticks)} 0 0 0 20 0 1 0 77 1000 10"
            (proc / str(pid) / "stat").write_text(f"{pid} ({name}) {rest}\n", encoding="utf-8")


def built(
    told: Computer, counters: Counters, root: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Machine, Callable[[], None]]:
    """The machine, and what lets time pass on it."""
    for path, content in told.files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("SystemVersion.plist"):
            place.write_bytes(plistlib.dumps({"ProductVersion": content}))
        else:
            place.write_text(content, encoding="utf-8")
    for path in told.programs:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o755)
    if told.system == "linux":
        free = SimpleNamespace(f_bavail=told.disk_free_gb * 1e9, f_frsize=1)
        machine = LinuxFiles(root, told, counters)

        def pass_by() -> None:
            counters.later()
            machine.write()

        monkeypatch.setattr(os, "statvfs", lambda _: free)
        return machine, pass_by
    made_like_psutil(told, counters, monkeypatch)
    if told.system == "windows":
        registry = registry_of(told.registry)
        return Windows(registry, exists=lambda path: path in told.exist), counters.later
    for path, info in told.apps.items():
        contents = root / path / "Contents"
        (contents / "MacOS").mkdir(parents=True)
        (contents / "MacOS/it").touch(mode=0o755)
        (contents / "Info.plist").write_bytes(plistlib.dumps({"CFBundleExecutable": "it", **info}))
    preferences = root / "Users/pat/Library/Preferences/com.apple.LaunchServices"
    preferences.mkdir(parents=True)
    chosen = preferences / "com.apple.launchservices.secure.plist"
    chosen.write_bytes(plistlib.dumps({"LSHandlers": list(told.handlers)}))
    home = root / "Users/pat"
    return MacOS((root / "Applications", home / "Applications"), home, root), counters.later


@pytest.fixture
def profile_of(tmp_path: Path) -> Callable[[str], Profile]:
    def read(text: str) -> Profile:
        path = tmp_path / "profile.toml"
        path.write_text(text, encoding="utf-8")
        return read_profile(path)

    return read


LINUX = pytest.mark.linux("reads Linux's own files and devices")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[LINUX] if told.system == "linux" else []) for name, told in COMPUTERS.items()],
)
def test_a_computer(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile_of: Callable[[str], Profile]
) -> None:
    told = COMPUTERS[name]
    setup = Setup(profile=profile_of(told.profile), own_pid=OWN)
    counters = Counters(dict(told.busy))
    machine, pass_by = built(told, counters, tmp_path / "root", monkeypatch)
    for tip in ("video_app", "restart", "computer"):
        monkeypatch.setattr(f"readiness.tips.{tip}.measure.machine_for", lambda _: machine)
    monkeypatch.setattr(type(machine), "settle_s", 0.01)
    found: dict[str, Judgement] = {}
    for tip in ("video-app", "restart", "computer"):
        check = load_check(tip)
        reading = None
        for sample in check.measure(setup, NoCommands()):
            if tip == "computer":
                pass_by()
            reading = sample.reading
        found[tip] = check.judge(reading, setup, {})
        said = [
            ENGLISH.say(each, found[tip].values)
            for each in (found[tip].main.says, *(f.says for f in found[tip].main.fixes))
        ]
        assert not any("{" in sentence or "None" in sentence for sentence in said), said
    expects = dict(told.expects)
    also = expects.pop("also", "").split()
    assert {tip: each.main.name for tip, each in found.items()} == expects
    assert [each.name for each in found["computer"].also] == also

    wanted = resolve_programs(setup.profile.visit.applications)
    if wanted:
        assert machine.programs().version(wanted[0]) == told.version
    assert machine.camera_users("/dev/video0") == told.camera_users
    assert machine.camera_allowed("/dev/video0") is told.camera_allowed
    assert machine.microphone_allowed() is told.microphone_allowed
    assert machine.fast_startup() is told.fast_startup
    assert machine.system.value == told.system


def test_there_are_enough_of_them() -> None:
    assert len(COMPUTERS) >= 25
    assert {told.system for told in COMPUTERS.values()} == {"windows", "macos", "linux"}
