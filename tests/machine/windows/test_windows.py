"""What Windows knows, from its registry: the real one in Wine, a tree that reads alike elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import pytest

from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.machine.windows.computer import Windows
from readiness.machine.windows.registry import WindowsRegistry
from readiness.profile.known_programs import Browser, resolve_programs
from tests.machine.windows.registries import registry_of

RUN = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
USER_RUN = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion"
WEBCAM = r"\CapabilityAccessManager\ConsentStore\webcam"
ZOOM_EXE = r"C:\Users\pat\AppData\Roaming\Zoom\bin\Zoom.exe"
EDGE_EXE = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
CHROME_EXE = r"C:\Program Files\Google\Chrome\Application\chrome.exe"


def windows(keys: Mapping[str, Mapping[str, object]], *files: str) -> Windows:
    return Windows(registry_of(keys), exists=lambda path: path in files, running=lambda: None)


ZOOM, TEAMS, WEBEX = resolve_programs((Application(id="zoom"), Application(id="teams"), Application(id="webex")))


def uninstall(name: object, root: str = RUN) -> dict[str, dict[str, object]]:
    return {rf"{root}\Uninstall\Some Key": {"DisplayName": name}}


@pytest.mark.parametrize(
    ("application", "keys", "files", "signals"),
    [
        (ZOOM, {}, (), ()),
        (ZOOM, uninstall("Zoom Workplace (64-bit)"), (), ("installed-programs",)),
        (ZOOM, uninstall("Zoom", USER_RUN), (), ("installed-programs",)),
        (
            ZOOM,
            uninstall("Zoom(64bit)", r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion"),
            (),
            ("installed-programs",),
        ),
        (
            ZOOM,
            uninstall("Zoom 5.17", r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion"),
            (),
            ("installed-programs",),
        ),
        (ZOOM, uninstall("Zoom Player MAX"), (), ()),
        (ZOOM, uninstall(17), (), ()),
        (ZOOM, {rf"{RUN}\App Paths\Zoom.exe": {"": ZOOM_EXE}}, (ZOOM_EXE,), ("app-path",)),
        (ZOOM, {rf"{RUN}\App Paths\Zoom.exe": {"": ZOOM_EXE}}, (), ()),
        (
            ZOOM,
            {
                r"HKCU\SOFTWARE\Classes\zoommtg": {"URL Protocol": ""},
                r"HKCU\SOFTWARE\Classes\zoommtg\shell\open\command": {"": f'"{ZOOM_EXE}" "--url=%1"'},
            },
            (ZOOM_EXE,),
            ("url-handler",),
        ),
        (
            ZOOM,
            {
                r"HKCU\SOFTWARE\Classes\zoommtg": {"URL Protocol": ""},
                r"HKCU\SOFTWARE\Classes\zoommtg\shell\open\command": {"": f'"{ZOOM_EXE}" "--url=%1"'},
            },
            (),  # the program was deleted, its keys stayed
            (),
        ),
        (
            TEAMS,
            {
                r"HKCU\SOFTWARE\Classes\msteams": {"URL Protocol": ""},
                r"HKCU\SOFTWARE\Classes\msteams\shell\open\command": {"DelegateExecute": "{BFEC0C93}"},
            },
            (),
            ("url-handler",),
        ),
        (TEAMS, uninstall("Microsoft Teams Meeting Add-in for Microsoft Office"), (), ()),
        (WEBEX, uninstall("Cisco Webex Meetings"), (), ("installed-programs",)),
    ],
)
def test_applications(
    application: Application, keys: dict[str, dict[str, object]], files: tuple[str, ...], signals: tuple[str, ...]
) -> None:
    assert windows(keys, *files).programs().evidence(application) == signals


def test_pending_restart() -> None:
    assert windows({}).restart_pending() is False
    assert windows({rf"{RUN}\WindowsUpdate\Auto Update\RebootRequired": {}}).restart_pending() is True
    assert windows({rf"{RUN}\Component Based Servicing\RebootPending": {}}).restart_pending() is True


def test_browser() -> None:
    choice = {
        r"HKCU\SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice": {
            "ProgId": "ChromeHTML"
        },
        r"HKLM\SOFTWARE\Classes\ChromeHTML\shell\open\command": {"": f'"{CHROME_EXE}" --single-argument %1'},
        r"HKLM\SOFTWARE\Clients\StartMenuInternet\Microsoft Edge\shell\open\command": {"": EDGE_EXE},
    }
    assert windows(choice, CHROME_EXE, EDGE_EXE).programs().browser() == Browser("chrome", "Google Chrome")
    assert windows(choice, EDGE_EXE).programs().browser() == Browser("edge", "Microsoft Edge")
    assert windows(choice).programs().browser() is None
    assert windows({}).programs().browser() is None


CAMERAS = r"HKLM\SYSTEM\CurrentControlSet\Control\DeviceClasses\{e5323777-f976-4f5b-9b55-b94699c46e44}"
LOGITECH = r"##?#USB#VID_046D&PID_0825&MI_00#7&1234&0&0000#{e5323777-f976-4f5b-9b55-b94699c46e44}"
HEADSET = rf"{RUN}\MMDevices\Audio\Capture\{{0a1b2c3d-0000-0000-0000-000000000000}}"


def test_a_device_that_comes_or_goes_changes_the_fingerprint() -> None:
    def fingerprint(linked: int, state: int) -> object:
        camera = rf"{CAMERAS}\{LOGITECH}\#\Control"
        return windows({camera: {"Linked": linked}, HEADSET: {"DeviceState": state}}).devices_fingerprint()

    assert fingerprint(1, 1) == fingerprint(1, 1)
    assert len({fingerprint(1, 1), fingerprint(0, 1), fingerprint(1, 4), windows({}).devices_fingerprint()}) == 4


RENDER = rf"{RUN}\MMDevices\Audio\Render"
KIND, DEVICE = "{a45c254e-df1c-4efd-8020-67d146a850e0},2", "{b3f8fa53-0004-438e-9003-51a46e139bfc},6"
FORM_FACTOR = "{1da5d803-d492-4edd-8c23-e0c0ffee7f0e},0"


def output(kind: object, device: object, form_factor: object, state: int = 1) -> dict[str, dict[str, object]]:
    key = rf"{RENDER}\{{{len(str(kind))}{form_factor}{state}}}"
    return {key: {"DeviceState": state}, rf"{key}\Properties": {KIND: kind, DEVICE: device, FORM_FACTOR: form_factor}}


@pytest.mark.parametrize(
    ("keys", "name", "worn"),
    [
        ({}, "Speakers (Realtek(R) Audio)", None),
        (output("Speakers", "Realtek(R) Audio", 1), "Speakers (Realtek(R) Audio)", False),
        (output("Headphones", "Realtek(R) Audio", 3), "Headphones (Realtek(R) Audio)", True),
        # In the system's language, which our list of words need not know.
        (output("Sluchátka s mikrofonem", "USB Audio", 5), "Sluchátka s mikrofonem (USB Audio)", True),
        (output("Speakers", "HDMI", 9), "Speakers (HDMI)", False),
        ({**output("Speakers", "A", 1), **output("Headset Earphone", "A", 5)}, "Headset Earphone (A)", True),
        # MME cuts a name after 31 letters.
        (output("Headset Earphone", "Jabra EVOLVE 30 II", 5), "Headset Earphone (Jabra EVOLVE ", True),
        (output("Headphones", "Realtek(R) Audio", 3, state=4), "Headphones (Realtek(R) Audio)", None),
        (output("Headphones", "Realtek(R) Audio", "3"), "Headphones (Realtek(R) Audio)", None),
        (output(17, "Realtek(R) Audio", 3), "Headphones (Realtek(R) Audio)", None),
        (output("Headphones", "Realtek(R) Audio", 3), "", None),
    ],
)
def test_an_output_that_is_worn_on_the_head(keys: dict[str, dict[str, object]], name: str, worn: bool | None) -> None:
    assert windows(keys).is_headset(name) is worn


def test_who_uses_the_camera() -> None:
    apps = rf"{USER_RUN}{WEBCAM}"
    keys: dict[str, dict[str, object]] = {
        apps: {"Value": "Allow"},
        rf"{apps}\NonPackaged\C:#Users#pat#AppData#Roaming#Zoom#bin#Zoom.exe": {"LastUsedTimeStop": 0},
        rf"{apps}\NonPackaged\C:#Program Files#Readiness#Readiness.exe": {"LastUsedTimeStop": 0},
        rf"{apps}\NonPackaged\C:#Tools#old.exe": {"LastUsedTimeStop": 133000000000000000},
        rf"{apps}\Microsoft.WindowsCamera_8wekyb3d8bbwe": {"LastUsedTimeStop": 0},
    }
    machine = windows(keys)
    assert machine.camera_users("any") == ("Camera", "Zoom")
    assert machine.camera_allowed("any")
    assert machine.cameras() is None


@pytest.mark.parametrize("root", [RUN, USER_RUN])
@pytest.mark.parametrize("below", ["", r"\NonPackaged"])
def test_a_denied_camera(root: str, below: str) -> None:
    assert not windows({f"{root}{WEBCAM}{below}": {"Value": "Deny"}}).camera_allowed("any")


def test_settings() -> None:
    assert windows({}).settings_command(Pane.CAMERA_PRIVACY) == "ms-settings:privacy-webcam"
    assert windows({}).settings_command(Pane.DOWNLOAD) is None


class _Key(dict[str, object]):
    def __enter__(self) -> _Key:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Winreg:
    """The shape of winreg over one key."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER, KEY_READ, KEY_WOW64_64KEY, KEY_SET_VALUE, REG_SZ = 1, 2, 4, 8, 16, 1

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def CreateKeyEx(self, root: int, key: str, _: int, access: int) -> _Key:
        assert access == self.KEY_SET_VALUE | self.KEY_WOW64_64KEY
        if root != self.HKEY_CURRENT_USER:
            raise PermissionError(key)
        return _Key()

    def SetValueEx(self, _: _Key, name: str, __: int, kind: int, text: str) -> None:
        assert kind == self.REG_SZ
        self.written[name] = text

    def DeleteValue(self, _: _Key, name: str) -> None:
        if name not in self.written:
            raise FileNotFoundError(name)
        del self.written[name]

    def OpenKey(self, root: int, key: str, _: int, access: int) -> _Key:
        assert access == self.KEY_READ | self.KEY_WOW64_64KEY
        if (root, key) != (self.HKEY_LOCAL_MACHINE, "here"):
            raise FileNotFoundError(key)
        return _Key({"": "default", "Name": 1})

    def QueryInfoKey(self, _: _Key) -> tuple[int, int, int]:
        return (1, 2, 0)

    def EnumValue(self, key: _Key, at: int) -> tuple[str, Any, int]:
        return (*list(key.items())[at], 1)

    def EnumKey(self, _: _Key, at: int) -> str:
        return f"below {at}"


def test_the_real_reader_asks_winreg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "winreg", _Winreg())
    registry = WindowsRegistry()
    assert registry.values("HKLM", "here") == {"": "default", "Name": 1}
    assert registry.subkeys("HKLM", "here") == ("below 0",)
    assert registry.values("HKCU", "here") is None
    assert registry.subkeys("HKCU", "here") == ()


def test_the_real_writer_asks_winreg(monkeypatch: pytest.MonkeyPatch) -> None:
    winreg = _Winreg()
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    registry = WindowsRegistry()
    assert registry.set_text("HKCU", "here", "name", "text")
    assert winreg.written == {"name": "text"}
    assert registry.remove("HKCU", "here", "name") and not winreg.written
    assert registry.remove("HKCU", "here", "name"), "what is not there need not go"
    assert not registry.set_text("HKLM", "here", "name", "text")
    assert not registry.remove("HKLM", "here", "name")
