"""Recorded facts: the demonstration's computer, and files that are none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from readiness.core.assets import find_asset
from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.machine import here, machine_for, read_recorded
from readiness.machine.base import ListedCamera, Load, Power, System
from readiness.machine.recorded import FactsError
from readiness.profile.known_programs import Browser, friendly_name, load_table, resolve_programs


def test_the_demonstrations_computer_is_healthy() -> None:
    machine = read_recorded(find_asset("demo", "computer.json"))
    assert machine.uptime_hours() == 3.0
    assert machine.restart_pending() is False
    assert machine.power() == Power(82, True)
    assert machine.programs().evidence(resolve_programs((Application(id="zoom"),))[0])
    assert machine.programs().browser() == Browser("firefox", "Firefox")
    assert machine.settle_s == 0
    assert (machine.watch_load(1).so_far().cpu_percent or 100) < 50
    assert (machine.memory_percent() or 100) < 90
    assert (machine.disk_free_gb() or 0) > 1


def test_what_is_left_out_is_not_known(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"system": "windows"}', encoding="utf-8")
    machine = machine_for(f"file:{facts}")
    assert machine.system is System.WINDOWS
    unknown = (machine.uptime_hours(), machine.restart_pending(), machine.programs().browser(), machine.cameras())
    assert unknown == (None, None, None, None)
    assert machine.power() == Power()
    assert machine.watch_load(0).so_far() == Load()
    assert machine.programs().evidence(Application(id="zoom")) == ()
    assert machine.camera_users("0") == ()
    assert machine.camera_allowed("0")
    assert machine.settings_command(Pane.SOUND) is None


def test_a_camera_in_use(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        '{"system": "linux", "cameras": [{"path": "/dev/video0", "name": "Cam"}],'
        ' "camera_users": {"/dev/video0": ["Zoom"]}, "camera_allowed": false}',
        encoding="utf-8",
    )
    machine = machine_for(str(facts))
    assert machine.cameras() == (ListedCamera("/dev/video0", "Cam"),)
    assert machine.camera_users("/dev/video0") == ("Zoom",)
    assert not machine.camera_allowed("/dev/video0")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"system": "amiga"}',
        b'{"system": "linux", "uptime_hours": "3"}',
        b'{"system": "linux", "uptime": 3}',
        b'{"system": "linux", "memory_percent": NaN}',
        b'{"system": "linux", "busy_programs": "zoom"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    facts = tmp_path / "facts.json"
    facts.write_bytes(content)
    with pytest.raises(FactsError, match=r"facts\.json cannot be used: .+\.$"):
        machine_for(str(facts))


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(FactsError, match=r"cannot be read: .+\.$"):
            read_recorded(path)


@pytest.mark.parametrize(("platform", "name"), [("linux", "Linux"), ("win32", "Windows"), ("darwin", "MacOS")])
def test_the_system_is_chosen_once(monkeypatch: pytest.MonkeyPatch, platform: str, name: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setitem(sys.modules, "winreg", sys)  # any module: nothing is read yet
    assert type(here()).__name__ == name
    assert machine_for(None).system.value == name.lower()


def test_the_table_knows_the_common_programs() -> None:
    known = {application.id: application for application in load_table().applications}
    assert {"zoom", "teams", "webex"} <= set(known)
    assert {"doxy-me", "mychart"} <= {each.id for each in known.values() if each.in_browser}
    for application in known.values():
        if application.in_browser:
            continue
        assert application.name and application.download_page.startswith("https://")
        assert application.linux.url_schemes and application.windows.url_schemes and application.macos.bundle_ids
    assert {"firefox", "chrome", "edge", "safari"} <= {browser.id for browser in load_table().browsers}


def test_a_profiles_own_words_win_and_unknown_ids_are_names() -> None:
    zoom, own, unknown = resolve_programs(
        (Application(id="zoom", name="Our Zoom"), Application(name="Visit Now"), Application(id="other"))
    )
    assert (zoom.name, zoom.download_page) == ("Our Zoom", "https://zoom.us/download")
    assert (own.id, own.name) == ("Visit Now", "Visit Now")
    assert (unknown.id, unknown.name) == ("other", "other")


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("Zoom.exe", "Zoom"),
        ("firefox-esr", "Firefox"),
        ("x" * 99, "x" * 40),
        ("a\n\x1b<b>", "a<b>"),
        ("", ""),
        (".exe", ""),
    ],
)
def test_processes_have_friendly_names(process: str, name: str) -> None:
    assert friendly_name(process) == name
