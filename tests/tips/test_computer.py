"""The computer tip: its rule by a table, its measurement by recorded facts and a machine that only counts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.check import NoCommands
from readiness.core.clinic import Limits, Profile, Systems
from readiness.core.setup import Setup, Sources
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Verdict
from readiness.machine.base import Load, Power
from readiness.machine.load import PsutilMachine
from readiness.tips.computer import ComputerCheck, measure
from readiness.tips.computer.reading import ComputerReading

CHECK = ComputerCheck()
GOOD = ComputerReading(82.0, True, 6.0, 40.0, 100.0)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, ["good"]),
        ({"battery_percent": 5.0}, ["good"]),
        ({"battery_percent": 29.9, "plugged": False}, ["battery"]),
        ({"battery_percent": 29.9, "plugged": None}, ["battery"]),
        ({"battery_percent": 30.0, "plugged": False}, ["good"]),
        ({"battery_percent": None, "plugged": None}, ["good"]),
        ({"cpu_percent": 50.0}, ["good"]),
        ({"cpu_percent": 50.1}, ["busy"]),
        ({"memory_percent": 90.0}, ["good"]),
        ({"memory_percent": 90.1}, ["memory"]),
        ({"disk_free_gb": 1.0}, ["good"]),
        ({"disk_free_gb": 0.0}, ["disk"]),
        ({"cpu_percent": None, "memory_percent": None}, ["good"]),
        (
            {
                "battery_percent": 1.0,
                "plugged": False,
                "cpu_percent": 99.0,
                "memory_percent": 99.0,
                "disk_free_gb": 0.1,
            },
            ["battery", "busy", "memory", "disk"],
        ),
        ({"battery_percent": None, "cpu_percent": None, "memory_percent": None, "disk_free_gb": None}, ["error"]),
    ],
)
def test_rule(changes: dict[str, float | None], names: list[str]) -> None:
    found = CHECK.judge(replace(GOOD, **changes), Setup(), {})  # type: ignore[arg-type]
    assert [finding.name for finding in (found.main, *found.also)] == names


def test_nothing_measured_is_not_a_pass() -> None:
    assert CHECK.judge(ComputerReading(), Setup(), {}).main.verdict is Verdict.UNKNOWN


def test_the_profile_sets_the_limits() -> None:
    limits = Limits(battery_percent_warn=90, cpu_percent_warn=5, memory_percent_warn=30, disk_free_gb_warn=200)
    found = CHECK.judge(replace(GOOD, plugged=False), Setup(profile=Profile(limits=limits)), {})
    assert [finding.name for finding in (found.main, *found.also)] == ["battery", "busy", "memory", "disk"]


@pytest.mark.parametrize(
    ("programs", "words"),
    [
        ((), "Then close the programs that you do not need."),
        (("Zoom", "<b>{percent}"), "Then close Zoom, <b>{percent}."),
    ],
)
def test_busy_programs_are_named(programs: tuple[str, ...], words: str) -> None:
    found = CHECK.judge(replace(GOOD, cpu_percent=99.0, busy_programs=programs), Setup(), {})
    assert ENGLISH.say(found.main.fixes[0].says, found.values).endswith(words)


@pytest.mark.parametrize(
    ("programs", "work", "words"),
    [
        ((), "updates", ["busy with updates. Wait until that is done.", "restart your computer"]),
        (("Steam",), "virus-scan", ["busy with a virus scan.", "close Steam.", "restart your computer"]),
        (("Steam",), "", ["close Steam.", "restart your computer"]),
    ],
)
def test_nobody_is_asked_to_close_what_cannot_be_closed(programs: tuple[str, ...], work: str, words: list[str]) -> None:
    told = replace(GOOD, cpu_percent=80.0, busy_programs=programs, busy_work=work)
    found = CHECK.judge(told, Setup(), {})
    steps = [ENGLISH.say(fix.says, found.values) for fix in found.main.fixes]
    assert len(steps) == len(words)
    assert all(word in step for word, step in zip(words, steps, strict=True)), steps


@pytest.mark.parametrize(
    ("oldest", "system", "version", "refused"),
    [
        ({}, "windows", "6.1.7601", False),
        ({"windows": "10"}, "windows", "6.1.7601", True),
        ({"windows": "10"}, "windows", "10.0.19045", False),
        ({"windows": "11"}, "windows", "10.0.19045", True),
        ({"windows": "11"}, "windows", "10.0.22631", False),
        ({"windows": "10.0.22621"}, "windows", "10.0.22000", True),
        ({"macos": "13"}, "macos", "12.7.6", True),
        ({"macos": "13"}, "macos", "13.0", False),
        ({"ubuntu": "22.04", "debian": "12"}, "ubuntu", "20.04", True),
        ({"ubuntu": "22.04"}, "debian", "9", False),
        ({"debian": "12"}, "debian", None, False),
        ({"debian": "12"}, None, None, False),
    ],
)
def test_a_system_that_the_clinic_refuses(
    oldest: dict[str, str], system: str | None, version: str | None, refused: bool
) -> None:
    told = replace(GOOD, system=system, system_version=version, system_name="Big <b>System")
    setup = Setup(profile=Profile(systems=Systems(oldest)))
    found = CHECK.judge(told, setup, {})
    assert found.main.name == ("old-system" if refused else "good")
    if refused:
        assert "Big <b>System, is old" in ENGLISH.say(found.main.says, found.values)


def test_the_battery_is_told_in_whole_percent() -> None:
    found = CHECK.judge(replace(GOOD, battery_percent=7.8, plugged=False), Setup(), {})
    assert ENGLISH.say(found.main.says, found.values) == "Your battery is low: 7 %."


def test_measured_from_recorded_facts(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    told = {"battery_percent": 20, "plugged": False, "cpu_percent": 80, "memory_percent": 50, "disk_free_gb": 9}
    facts.write_text(json.dumps({"system": "linux", "busy_programs": ["Zoom"], **told}), encoding="utf-8")
    (sample,) = CHECK.measure(Setup(sources=Sources(facts=str(facts))), NoCommands())
    assert sample.reading == ComputerReading(20, False, 80, 50, 9, ("Zoom",))


class _Counting(PsutilMachine):
    """A computer whose load is known."""

    settle_s = 0.3
    watched: int | None = None

    def watch_load(self, own_pid: int) -> _Counting:
        self.watched = own_pid
        return self

    def so_far(self) -> Load:
        return Load(12.0)

    def power(self) -> Power:
        return Power()

    def release(self) -> None:
        return None


def test_the_load_is_watched_before_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = _Counting()
    monkeypatch.setattr(measure, "machine_for", lambda _: machine)
    monkeypatch.setattr(measure, "TICK_S", 0.01)
    *early, last = CHECK.measure(Setup(own_pid=77), NoCommands())
    assert machine.watched == 77
    assert len(early) >= 2
    assert all(each.reading is None and each.live is not None and each.live.doing for each in early)
    assert [each.live.done for each in early if each.live] == sorted(
        each.live.done or 0.0 for each in early if each.live
    )
    assert last.reading is not None and last.reading.cpu_percent == 12.0


def test_somebody_who_watches_sees_it_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "machine_for", lambda _: _Counting())
    monkeypatch.setattr(measure, "TICK_S", 0.01)
    commands = NoCommands()
    readings = 0
    for sample in CHECK.measure(Setup(watching=True), commands):
        readings += sample.reading is not None
        commands.stopped = readings == 3
    assert readings == 3


def test_a_real_load_needs_three_seconds() -> None:
    assert PsutilMachine().settle_s >= 3
