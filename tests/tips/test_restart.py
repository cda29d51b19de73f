"""The restart tip: its rule by a table, its measurement by recorded facts."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from readiness.core.check import NoCommands
from readiness.core.clinic import Limits, Profile
from readiness.core.setup import Setup, Sources
from readiness.core.verdict import Verdict
from readiness.machine.recorded import FactsError
from readiness.tips.restart import RestartCheck, measure
from readiness.tips.restart.reading import RestartReading
from tests.machine.linux.tree import Tree

CHECK = RestartCheck()
FIVE_YEARS_H = 5 * 365 * 24


@pytest.mark.parametrize(
    ("hours", "pending", "names"),
    [
        (0.0, False, ["recent"]),
        (3.0, None, ["recent"]),
        (23.99, False, ["recent"]),
        (24.0, False, ["long-ago"]),
        (FIVE_YEARS_H, False, ["long-ago"]),
        (FIVE_YEARS_H + 1, False, ["unreadable"]),
        (-0.01, False, ["unreadable"]),
        (float("inf"), False, ["unreadable"]),
        (float("nan"), False, ["unreadable"]),
        (None, False, ["unreadable"]),
        (3.0, True, ["pending"]),
        (30.0, True, ["pending", "long-ago"]),
        (None, True, ["pending", "unreadable"]),
    ],
)
def test_rule(hours: float | None, pending: bool | None, names: list[str]) -> None:
    found = CHECK.judge(RestartReading(hours, pending, "linux"), Setup(), {})
    assert [finding.name for finding in (found.main, *found.also)] == names


def test_the_profile_sets_the_limit() -> None:
    setup = Setup(profile=Profile(limits=Limits(restart_hours_warn=2.0)))
    assert CHECK.judge(RestartReading(3.0, False, "linux"), setup, {}).main.name == "long-ago"


def test_on_windows_shut_down_is_not_the_same() -> None:
    def steps(system: str) -> str:
        found = CHECK.judge(RestartReading(30.0, False, system), Setup(), {})
        assert (found.main.code, found.main.verdict) == ("restart.long-ago", Verdict.WARN)
        return " ".join(fix.says.message for fix in found.main.fixes)

    assert "Choose Restart. Shut down is not the same." in steps("windows")
    assert "Shut down" not in steps("linux") + steps("macos")


def test_measured_from_recorded_facts(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        json.dumps({"system": "windows", "uptime_hours": 700.123, "restart_pending": True}), encoding="utf-8"
    )
    setup = Setup(sources=Sources(facts=str(facts)))
    (sample,) = CHECK.measure(setup, NoCommands())
    assert sample.reading == RestartReading(700.12, True, "windows")
    facts.unlink()
    with pytest.raises(FactsError):
        next(CHECK.measure(setup, NoCommands()))


@pytest.mark.linux("reads /proc/uptime")
def test_a_clock_that_jumps_changes_nothing_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    tree.file("/proc/uptime", "7200.00 1.00\n")
    monkeypatch.setattr(measure, "machine_for", lambda _: tree.machine())
    readings = []
    for clock_s in (0.0, 1e9, 4e9):
        monkeypatch.setattr(time, "time", lambda clock_s=clock_s: clock_s)
        (sample,) = CHECK.measure(Setup(), NoCommands())
        readings.append(sample.reading)
    assert readings == [RestartReading(2.0, None, "linux", fast_startup=False)] * 3


def test_measured_here() -> None:
    (sample,) = CHECK.measure(Setup(), NoCommands())
    assert sample.reading is not None
    assert sample.reading.uptime_hours is None or sample.reading.uptime_hours >= 0
