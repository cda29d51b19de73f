"""macOS' answers from application folders made here (never a real macOS)."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.machine.macos.computer import MacOS
from readiness.profile.known_programs import Browser, resolve_programs

ZOOM, TEAMS = resolve_programs((Application(id="zoom"), Application(id="teams")))


class Mac:
    """Two folders of applications and a home."""

    def __init__(self, root: Path) -> None:
        self.home = root / "Users/pat"
        self.folders = (root / "Applications", self.home / "Applications")

    def machine(self) -> MacOS:
        return MacOS(self.folders, self.home)

    def install(self, name: str, identifier: str, *, folder: int = 0) -> Path:
        bundle = self.folders[folder] / f"{name}.app/Contents"
        (bundle / "MacOS").mkdir(parents=True)
        program = bundle / "MacOS" / name
        program.touch(mode=0o755)
        info = {"CFBundleIdentifier": identifier, "CFBundleExecutable": name, "CFBundleName": name}
        (bundle / "Info.plist").write_bytes(plistlib.dumps(info, fmt=plistlib.FMT_BINARY))
        return program


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


def test_applications(mac: Mac) -> None:
    assert mac.machine().programs().evidence(ZOOM) == ()
    program = mac.install("zoom.us", "us.zoom.xos")
    mac.install("Microsoft Teams", "com.microsoft.teams2", folder=1)
    assert mac.machine().programs().evidence(ZOOM) == ("application",)
    assert mac.machine().programs().evidence(TEAMS) == ("application", "name")
    program.unlink()
    assert mac.machine().programs().evidence(ZOOM) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bplist00",
        b"bplist00" + b"\xff" * 40,
        b"<plist",
        b"<plist><dict><key>a</key></dict></plist>",
        b"\xff",
        b"<?xml version='1.0'?><plist><array/></plist>",
    ],
)
def test_a_broken_property_list_is_passed_over(mac: Mac, content: bytes) -> None:
    broken = mac.folders[0] / "zoom.us.app/Contents/Info.plist"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(content)
    handlers = mac.home / "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
    handlers.parent.mkdir(parents=True)
    handlers.write_bytes(content)
    assert mac.machine().programs().evidence(ZOOM) == ()
    mac.install("Safari", "com.apple.Safari")
    assert mac.machine().programs().browser() == Browser("safari", "Safari")


def test_the_chosen_browser(mac: Mac) -> None:
    assert mac.machine().programs().browser() is None
    mac.install("Safari", "com.apple.Safari")
    mac.install("Firefox", "org.mozilla.firefox")
    mac.install("Arc", "company.thebrowser.Browser")
    choice = mac.home / "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
    choice.parent.mkdir(parents=True)
    handlers = [7, {"LSHandlerURLScheme": "https", "LSHandlerRoleAll": "company.thebrowser.browser"}]
    choice.write_bytes(plistlib.dumps({"LSHandlers": handlers}))
    assert mac.machine().programs().browser() == Browser("other", "Arc")
    choice.unlink()
    assert mac.machine().programs().browser() == Browser("firefox", "Firefox")


def test_what_a_mac_does_not_tell(mac: Mac) -> None:
    machine = mac.machine()
    assert machine.restart_pending() is None
    assert machine.cameras() is None
    assert machine.camera_users("any") == ()
    assert machine.camera_allowed("any")
    assert machine.devices_fingerprint() is None
    assert str(machine.settings_command(Pane.MICROPHONE_PRIVACY)).endswith("?Privacy_Microphone")
    assert str(machine.settings_command(Pane.CAMERA_PRIVACY)).endswith("?Privacy_Camera")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(None, True), (0, True), (1, False), (2, False), (3, True)],  # unknown, not asked, restricted, denied, authorised
)
def test_the_permissions_for_camera_and_microphone(status: int | None, allowed: bool, mac: Mac) -> None:
    def camera_alone(media: str) -> int | None:
        return status if media == "AVMediaTypeVideo" else 3

    def microphone_alone(media: str) -> int | None:
        return status if media == "AVMediaTypeAudio" else 3

    machine = MacOS(mac.folders, mac.home, status=camera_alone)
    assert (machine.camera_allowed("any"), machine.microphone_allowed()) == (allowed, True)
    machine = MacOS(mac.folders, mac.home, status=microphone_alone)
    assert (machine.camera_allowed("any"), machine.microphone_allowed()) == (True, allowed)
