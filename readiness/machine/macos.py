"""macOS, by its property lists. Never run on a real macOS: the tests make their own application folders."""

from __future__ import annotations

import os
import plistlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from readiness.clinic import Application
from readiness.machine.applications import table
from readiness.machine.facts import Browser, Camera, Opening, System
from readiness.machine.login_start import LaunchAgent
from readiness.machine.vitals import Vitals
from readiness.model import Pane

_HANDLERS: Final = "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
# Recent systems keep Safari in a sealed volume of its own.
_FOLDERS: Final = ("/Applications", "/System/Applications", "/System/Cryptexes/App/System/Applications")
_SECURITY: Final = "x-apple.systempreferences:com.apple.preference.security"
_SETTINGS: Final[Mapping[Pane, str]] = {
    Pane.CAMERA_PRIVACY: f"{_SECURITY}?Privacy_Camera",
    Pane.MICROPHONE_PRIVACY: f"{_SECURITY}?Privacy_Microphone",
    Pane.SOUND: "x-apple.systempreferences:com.apple.preference.sound",
    Pane.NETWORK: "x-apple.systempreferences:com.apple.preference.network",
}


def read_plist(path: Path) -> Mapping[str, Any]:
    """A property list's dictionary; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = plistlib.load(file)
    except (OSError, ValueError, OverflowError, RecursionError, AttributeError, LookupError, ExpatError, TypeError):
        return {}  # plistlib lets its parsers' own errors through
    return content if isinstance(content, dict) else {}


class MacOS(Vitals):
    """A Mac."""

    system = System.MACOS

    def __init__(self, folders: Sequence[Path] | None = None, home: Path | None = None) -> None:
        self._home = home or Path("~").expanduser()
        self._folders = folders or (*(Path(each) for each in _FOLDERS), self._home / "Applications")

    def restart_pending(self) -> bool | None:
        """The system does not say without asking Apple's servers."""
        return None

    def evidence(self, application: Application) -> tuple[str, ...]:
        """By the identifier in an application's Info.plist, whose program must exist; else by its name."""
        identifiers = {each.casefold() for each in application.macos.bundle_ids}
        names = {each.casefold() for each in (application.name, *application.macos.display_names) if each}
        found = set()
        for path, info in self._bundles():
            if str(info.get("CFBundleIdentifier", "")).casefold() in identifiers:
                found.add("application")
            if names & {path.stem.casefold(), str(info.get("CFBundleName", "")).casefold()}:
                found.add("name")
        return tuple(sorted(found))

    def _bundles(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Applications that could start, also one folder down (Utilities, a maker's own)."""
        for folder in self._folders:
            for path in (*sorted(folder.glob("*.app")), *sorted(folder.glob("*/*.app"))):
                info = read_plist(path / "Contents/Info.plist")
                program = info.get("CFBundleExecutable")
                if isinstance(program, str) and os.access(path / "Contents/MacOS" / program, os.X_OK):
                    yield path, info

    def browser(self) -> Browser | None:
        """The person's choice for https links, else any browser that we know."""
        there = {str(info.get("CFBundleIdentifier", "")).casefold(): path.stem for path, info in self._bundles()}
        known = {each.casefold(): browser for browser in table().browsers for each in browser.macos.bundle_ids}
        for identifier in (*self._chosen(), *known):
            if identifier in there:
                browser = known.get(identifier)
                return Browser(browser.id, browser.name) if browser else Browser("other", there[identifier])
        return None

    def _chosen(self) -> Iterator[str]:
        handlers = read_plist(self._home / _HANDLERS).get("LSHandlers")
        for handler in handlers if isinstance(handlers, list) else ():
            if isinstance(handler, dict) and handler.get("LSHandlerURLScheme") == "https":
                yield str(handler.get("LSHandlerRoleAll", "")).casefold()

    def cameras(self) -> tuple[Camera, ...] | None:
        """Listed by the instruments, with the library that opens them."""
        return None

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """Nobody is known: the system tells no one, and shares a camera among programs anyway."""
        del device_path, own_pid
        return ()

    def camera_allowed(self, device_path: str) -> bool:
        """Not known here: Qt asks the system."""
        del device_path
        return True

    def settings_command(self, pane: Pane) -> Opening:
        """A link that macOS opens."""
        return _SETTINGS.get(pane)

    def restart_commands(self) -> tuple[list[str], ...]:
        """As the Apple menu does it: programs may ask to save first."""
        return (["/usr/bin/osascript", "-e", 'tell application "System Events" to restart'],)

    def login_start(self) -> LaunchAgent:
        """A file among the user's launch agents."""
        return LaunchAgent(self._home)
