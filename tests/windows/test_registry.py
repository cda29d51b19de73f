"""A registry as computers have it, by Windows' own functions: expanded, huge, of the wrong kind, unreadable."""

from __future__ import annotations

import os
import sys
import winreg
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import pytest

from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.machine import here
from readiness.machine.base import BrowserPolicies
from readiness.machine.windows.computer import Windows
from readiness.machine.windows.registry import MOST_KEYS, WindowsRegistry
from readiness.profile.known_programs import resolve_programs

if sys.platform == "win32":
    from tests.windows.registry import ExpandedText, give_roots_back, lead_roots

assert sys.platform == "win32"

RUN = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
UNINSTALL = rf"{RUN}\Uninstall"
[ZOOM] = resolve_programs((Application(id="zoom"),))
PROGRAM = r"C:\Program Files\Zoom\bin\Zoom.exe"
HUGE = "x" * 65_536


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[None]:
    yield
    give_roots_back()


def computer(keys: Mapping[str, Mapping[str, object]], *files: str) -> Windows:
    lead_roots(keys)
    return Windows(WindowsRegistry(), exists=lambda path: path in files, running=lambda: None)


def test_the_roots_lead_to_a_place_of_the_tests_and_back() -> None:
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, "SOFTWARE") as opened:
        before = winreg.QueryInfoKey(opened)[0]
    lead_roots({r"HKLM\Only\This": {"name": "value"}})
    registry = WindowsRegistry()
    assert registry.subkeys("HKLM", "Only") == ("This",)
    assert registry.values("HKLM", r"Only\This") == {"name": "value"}
    assert registry.values("HKLM", "SOFTWARE") is None
    give_roots_back()
    assert registry.values("HKLM", "Only") is None
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, "SOFTWARE") as opened:
        assert winreg.QueryInfoKey(opened)[0] == before


@pytest.mark.parametrize("there", [True, False])
def test_a_path_may_hold_variables(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNFILES", r"C:\Program Files")
    icon = ExpandedText(r"%OWNFILES%\Zoom\bin\Zoom.exe,0")
    path = ExpandedText(r'"%OWNFILES%\Zoom\bin\Zoom.exe"')
    machine = computer(
        {
            rf"{UNINSTALL}\ZoomUMX": {"DisplayName": "Zoom Workplace", "DisplayVersion": "6.2.3", "DisplayIcon": icon},
            rf"{RUN}\App Paths\Zoom.exe": {"": path},
        },
        *((PROGRAM,) if there else ()),
    )
    programs = machine.programs()
    assert programs.evidence(ZOOM) == (("app-path", "installed-programs") if there else ())
    assert programs.version(ZOOM) == ("6.2.3" if there else None)


@pytest.mark.parametrize("value", [HUGE, b"\xff" * 65_536, 17, 1 << 40, [HUGE, HUGE], None, "", "\U0001f600\u202e"])
def test_a_value_of_another_kind_or_size_says_nothing_and_breaks_nothing(value: Any) -> None:
    names = ("DisplayName", "DisplayVersion", "DisplayIcon", "", "Value", "LastUsedTimeStop", "LastUsedTimeStart")
    strange = dict.fromkeys(names, value)
    consent = rf"{RUN}\CapabilityAccessManager\ConsentStore"
    about = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
    machine = computer(
        {
            rf"{UNINSTALL}\Strange": strange,
            rf"{RUN}\App Paths\Zoom.exe": strange,
            rf"{consent}\webcam": {**strange, "Value": "Allow"},
            rf"{consent}\webcam\NonPackaged\C:#Tools#strange.exe": {**strange, "LastUsedTimeStop": value},
            about: {"CurrentBuild": value, "CurrentMajorVersionNumber": value, "CurrentVersion": value},
            r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Power": {"HiberbootEnabled": value},
            r"HKLM\SOFTWARE\Policies\Google\Chrome": {"VideoCaptureAllowed": value},
            r"HKCU\SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice": {"ProgId": value},
            rf"{UNINSTALL}\Zoom": {"DisplayName": "Zoom Workplace", "DisplayVersion": "6.2.3"},
        }
    )
    programs = machine.programs()
    assert programs.evidence(ZOOM) == ("installed-programs",)
    assert programs.version(ZOOM) == "6.2.3"
    assert programs.browser() is None
    assert machine.camera_allowed("any")
    assert machine.camera_users("any") == ()
    assert machine.release() is None
    assert machine.fast_startup() in (None, True)
    assert machine.browser_policies("chrome") == BrowserPolicies()


def test_thousands_of_programs_are_looked_through_to_the_last() -> None:
    many = {rf"{UNINSTALL}\Program {at}": {"DisplayName": f"Program {at}"} for at in range(MOST_KEYS - 1)}
    machine = computer({**many, rf"{UNINSTALL}\Zoom": {"DisplayName": "Zoom Workplace"}})
    assert machine.programs().evidence(ZOOM) == ("installed-programs",)


def test_a_key_that_may_not_be_read_is_as_if_it_were_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = computer({rf"{UNINSTALL}\Zoom": {"DisplayName": "Zoom Workplace"}})

    def refuse(*arguments: object) -> NoReturn:
        raise PermissionError(13, "Access is denied", None, 5)

    monkeypatch.setattr(winreg, "OpenKey", refuse)
    assert machine.programs().evidence(ZOOM) == ()
    assert machine.programs().browser() is None
    assert machine.restart_pending() is False
    assert machine.camera_allowed("any")
    assert machine.camera_users("any") == ()
    assert machine.release() is None
    assert machine.browser_policies("edge") == BrowserPolicies()


def test_this_computers_own_registry_answers() -> None:
    machine = here()
    assert isinstance(machine, Windows)
    release = machine.release()
    assert release is not None and release.name.startswith("Windows")
    assert machine.settings_command(Pane.SOUND) == "ms-settings:sound"
    assert machine.programs().evidence(ZOOM) == ()
    assert machine.uptime_hours() is not None
    assert os.path.exists(machine.restart_commands()[0][0])  # noqa: PTH110  as Windows itself looks
