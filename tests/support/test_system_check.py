"""A system check as somebody sends it: what is as expected, what is not, and what nobody should have changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readiness.support.evidence import SupportError
from readiness.support.system_check import EXPECTED, Fact, judge, read_system_check

GOOD: dict[str, dict[str, Fact]] = {
    "system": {"release": "10.0.22631", "uptime_hours": 3.5, "restart_pending": False, "fast_startup": True},
    "power": {"charger": "in", "battery_percent": 80.0, "memory_percent": 41.0, "disk_free_gb": 120.0},
    "programs": {"browser": "edge", "found": 2, "edge": "131.0.2903.70", "zoom": "6.2.11"},
    "rules": {
        **{"camera_allowed": True, "microphone_allowed": True, "camera_users": 0, "microphone_held": False},
        **{"browser_without_camera": False, "browser_without_microphone": False},
    },
    "network": {"kind": "wifi", "wifi_percent": 88.0},
    "devices": {"listed": True, "cameras": 1, "microphones": 1, "speakers": 2},
    "camera": {"measured": True, "state": "showing", "width": 1280, "readings": 4},
    "sound": {"measured": True, "microphone": "sound", "duration_s": 9.0},
    "processes": {"gone": True},
    "saving": {"replaced": True, "login_start": True},
}
"""A computer as docs/windows.md wants it."""


def written(facts: dict[str, dict[str, Fact]] | None = None, **more: Any) -> dict[str, Any]:
    """The file's object, with these facts instead of the good ones."""
    steps = [
        {"id": step, "seconds": 0.1, "facts": {**GOOD[step], **(facts or {}).get(step, {})}, "error": ""}
        for step in GOOD
    ]
    return {"system_check": 1, "version": "0.2.0", "system": "windows", "steps": steps, **more}


def wrong(told: dict[str, Any]) -> dict[str, list[str]]:
    """What is judged to be amiss, by step."""
    checked = read_system_check(json.dumps(told).encode(), "check.json")
    assert checked is not None
    return {step: words for step, words in judge(checked).items() if words}


def test_a_computer_as_it_should_be() -> None:
    assert wrong(written()) == {}
    checked = read_system_check(json.dumps(written()).encode(), "x")
    assert checked is not None
    text = checked.as_text()
    assert text.startswith("System check by Readiness 0.2.0 on windows\n")
    assert text.endswith("10 of 10 steps are as expected.\n")


AMISS: list[tuple[str, dict[str, Fact], str]] = [
    ("system", {"release": None}, "a release of Windows 10"),
    ("system", {"release": "6.1.7601"}, "a release of Windows 10"),
    ("system", {"release": "10.0.9200"}, "a release of Windows 10"),
    ("system", {"uptime_hours": 0.0}, "the hours since"),
    ("system", {"uptime_hours": None}, "the hours since"),
    ("power", {"charger": None}, "whether the charger"),
    ("power", {"memory_percent": 140.0}, "the memory in use"),
    ("power", {"disk_free_gb": None}, "free disk space"),
    ("programs", {"browser": None}, "the browser"),
    ("programs", {"found": 0}, "known video program"),
    ("rules", {"camera_allowed": False}, "to use the camera"),
    ("rules", {"microphone_allowed": False}, "to use the microphone"),
    ("network", {"kind": None}, "network connection"),
    ("devices", {"listed": False}, "in time"),
    ("devices", {"cameras": 0}, "at least one camera"),
    ("devices", {"microphones": 0}, "at least one microphone"),
    ("devices", {"speakers": 0}, "at least one speaker"),
    ("rules", {"camera_users": 2}, "using the camera"),
    ("rules", {"microphone_held": True}, "using the microphone"),
    ("rules", {"browser_without_camera": True}, "forbids the browser the camera"),
    ("rules", {"browser_without_microphone": True}, "forbids the browser the microphone"),
    ("camera", {"measured": False}, "within its deadline"),
    ("camera", {"state": "absent"}, "pictures from"),
    ("camera", {"width": None}, "picture size"),
    ("sound", {"measured": False}, "within its deadline"),
    ("sound", {"microphone": "zeros"}, "digital silence"),
    ("sound", {"microphone": "no-device", "duration_s": 9.0}, "digital silence"),
    ("sound", {"duration_s": 0.0}, "one second"),
    ("sound", {"duration_s": True}, "one second"),
    ("processes", {"gone": False}, "is gone"),
    ("saving", {"replaced": False}, "written, replaced"),
    ("saving", {"login_start": False}, "next login"),
]


@pytest.mark.parametrize(("step", "facts", "told"), AMISS)
def test_each_answer_that_should_be_another(step: str, facts: dict[str, Fact], told: str) -> None:
    [(found, words)] = wrong(written({step: facts})).items()
    assert found == step
    assert any(told in each for each in words)


def test_every_expectation_has_such_an_answer_above() -> None:
    """Or one could be deleted, or hold always, without a test that fails."""
    assert all(any(told in each.words for _, _, told in AMISS) for each in EXPECTED)


@pytest.mark.parametrize(
    "facts",
    [
        {"network": {"kind": "wifi", "wifi_percent": None}},
        {"system": {"fast_startup": None}},
        {"power": {"charger": "no battery", "battery_percent": None}},
        {"saving": {"login_start": None, "arranged_before": True}},
    ],
    ids=["location switched off", "cannot hibernate", "desktop", "a restart is arranged"],
)
def test_computers_that_are_well(facts: dict[str, dict[str, Fact]]) -> None:
    assert wrong(written(facts)) == {}


def test_what_is_about_windows_alone_is_not_asked_of_others() -> None:
    bare: dict[str, dict[str, Fact]] = {"system": {"release": "12", "restart_pending": None, "fast_startup": None}}
    assert wrong(written(bare, system="linux")) == {}


def test_a_step_that_raised_and_one_that_is_missing() -> None:
    told = written()
    told["steps"][0]["error"] = "OSError"
    del told["steps"][-1]
    assert wrong(told) == {"system": ["it failed with OSError"], "saving": ["it is missing"]}


@pytest.mark.parametrize(
    "change",
    [
        {"system_check": 2},
        {"system_check": True},
        {"version": "<b>0.2.0</b>"},
        {"system": "beos"},
        {"steps": [{"id": "a\x1b[31m", "seconds": 1}]},
        {"steps": [{"id": "system", "seconds": 1, "facts": {"release": "C:\\Users\\Pat"}}]},
        {"steps": [{"id": "system", "seconds": 1, "facts": {"release": ["a"]}}]},
        {"steps": [{"id": "system", "seconds": 1, "facts": {"a" * 50: 1}}]},
        {"steps": [{"id": "system", "seconds": 1, "facts": {f"f{n}": 1 for n in range(100)}}]},
        {"steps": [{"id": "system", "seconds": 1}] * 2},
        {"steps": [{"id": "another", "seconds": 1}]},
        {"steps": [{"id": "system", "seconds": 1, "error": "OSError: /home/pat"}]},
        {"more": 1},
    ],
)
def test_what_the_program_does_not_write_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SupportError, match=r"^check\.json: This system check .+ Ask for it again\.$"):
        read_system_check(json.dumps(written(**change)).encode(), "check.json")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": 1, "tips": []}', b"\xff\xfe"])
def test_what_is_no_system_check_is_left_to_others(content: bytes) -> None:
    assert read_system_check(content, "x") is None


def test_one_that_was_cut_off() -> None:
    with pytest.raises(SupportError, match="damaged"):
        read_system_check(json.dumps(written()).encode()[:300], "check.json")
