"""Windows, by its registry. Never run on a real Windows: the tests ask recorded registry trees."""

from __future__ import annotations

import ntpath
import os
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from readiness.clinic import Application
from readiness.machine.applications import friendly, table
from readiness.machine.facts import Browser, Camera, Opening, System
from readiness.machine.login_start import RunOnce
from readiness.machine.registry import Registry, WindowsRegistry
from readiness.machine.vitals import Vitals
from readiness.model import Pane

_MACHINE: Final = "HKLM"
_USER: Final = "HKCU"
_WINDOWS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
_WINDOWS_32: Final = r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion"
_PLACES: Final = ((_USER, _WINDOWS), (_MACHINE, _WINDOWS), (_MACHINE, _WINDOWS_32))
# PendingFileRenameOperations is left out: it is set on most healthy computers.
_PENDING: Final = (
    rf"{_WINDOWS}\WindowsUpdate\Auto Update\RebootRequired",
    rf"{_WINDOWS}\Component Based Servicing\RebootPending",
)
_WEBCAM: Final = rf"{_WINDOWS}\CapabilityAccessManager\ConsentStore\webcam"
_HTTPS: Final = r"SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice"
_CLASSES: Final = r"SOFTWARE\Classes"
_INTERNET: Final = r"SOFTWARE\Clients\StartMenuInternet"
_OPEN: Final = r"shell\open\command"
_SETTINGS: Final[Mapping[Pane, str]] = {
    Pane.CAMERA_PRIVACY: "ms-settings:privacy-webcam",
    Pane.MICROPHONE_PRIVACY: "ms-settings:privacy-microphone",
    Pane.SOUND: "ms-settings:sound",
    Pane.NETWORK: "ms-settings:network",
}


def _program(command: str) -> str:
    """The program of a registered command line, which may or may not be in quotes."""
    command = ntpath.expandvars(command.strip())
    if command.startswith('"'):
        return command[1:].partition('"')[0]
    end = command.lower().find(".exe")
    return command[: end + 4] if end >= 0 else (shlex.split(command, posix=False) or [""])[0]


def _is_named(listed: str, name: str) -> bool:
    """Is this the program's whole name, or its name before a version? Its add-ins go on with a word."""
    rest = listed.removeprefix(name.casefold())
    return bool(name) and rest != listed and (not rest or re.match(r" [(\d]", rest) is not None)


class Windows(Vitals):
    """A Windows desktop."""

    system = System.WINDOWS

    def __init__(
        self,
        registry: Registry | None = None,
        exists: Callable[[str], bool] = os.path.exists,
        own_name: str = "readiness",
    ) -> None:
        self._registry = registry or WindowsRegistry()
        self._exists = exists
        self._own_name = own_name

    def restart_pending(self) -> bool | None:
        """By the two keys that mean it."""
        return any(self._registry.values(_MACHINE, key) is not None for key in _PENDING)

    def evidence(self, application: Application) -> tuple[str, ...]:
        """By the list of installed programs, App Paths, and link handlers whose program exists."""
        signals = application.windows
        found = set()
        beginnings = tuple(each.casefold() for each in signals.display_names)
        if any(name.startswith(beginnings) or _is_named(name, application.name) for name in self._installed()):
            found.add("installed-programs")
        if any(self._has_app_path(program) for program in signals.programs):
            found.add("app-path")
        if any(self._handles(scheme) for scheme in signals.url_schemes):
            found.add("url-handler")
        return tuple(sorted(found))

    def _installed(self) -> Iterator[str]:
        """The names in the list of installed programs, in small letters."""
        for hive, place in _PLACES:
            for _, values in self._below(hive, rf"{place}\Uninstall"):
                yield str(values.get("DisplayName", "")).casefold()

    def _has_app_path(self, program: str) -> bool:
        for hive, place in _PLACES:
            values = self._registry.values(hive, rf"{place}\App Paths\{program}")
            if values is not None and self._is_there(str(values.get("", ""))):
                return True
        return False

    def _handles(self, scheme: str) -> bool:
        """A handler of a packaged program (new Teams) names a class that starts it instead of a program."""
        for hive in (_USER, _MACHINE):
            root = rf"{_CLASSES}\{scheme}"
            if "URL Protocol" in (self._registry.values(hive, root) or {}):
                command = self._registry.values(hive, rf"{root}\{_OPEN}") or {}
                if self._is_there(str(command.get("", ""))) or command.get("DelegateExecute"):
                    return True
        return False

    def _is_there(self, command: str) -> bool:
        program = _program(command)
        return bool(program) and self._exists(program)

    def _below(self, hive: str, key: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        for name in self._registry.subkeys(hive, key):
            yield name, self._registry.values(hive, rf"{key}\{name}") or {}

    def browser(self) -> Browser | None:
        """The person's choice for https links, else any browser that registered itself."""
        choice = str((self._registry.values(_USER, _HTTPS) or {}).get("ProgId", ""))
        keys = [rf"{_CLASSES}\{choice}"] if choice else []
        for hive in (_USER, _MACHINE):
            keys += [rf"{_INTERNET}\{name}" for name in self._registry.subkeys(hive, _INTERNET)]
        for key in keys:
            for hive in (_USER, _MACHINE):
                command = str((self._registry.values(hive, rf"{key}\{_OPEN}") or {}).get("", ""))
                if self._is_there(command):
                    return _known(ntpath.basename(_program(command)))
        return None

    def cameras(self) -> tuple[Camera, ...] | None:
        """Listed by the instruments, with the library that opens them."""
        return None

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """Whose last use of any camera has not ended, as Windows notes it. A hint: it goes stale in a crash."""
        del device_path, own_pid
        names = set()
        for hive in (_USER, _MACHINE):
            for key in (_WEBCAM, rf"{_WEBCAM}\NonPackaged"):
                for name, values in self._below(hive, key):
                    # The path holds a user's name: the file's name alone may be told.
                    program = friendly(
                        name.rpartition("#")[2] if "#" in name else name.partition("_")[0].rpartition(".")[2]
                    )
                    if values.get("LastUsedTimeStop") == 0 and program.casefold() != self._own_name.casefold():
                        names.add(program)
        return tuple(sorted(names))

    def camera_allowed(self, device_path: str) -> bool:
        """False where the system or the person denies the camera to desktop programs."""
        del device_path
        keys = (_WEBCAM, rf"{_WEBCAM}\NonPackaged")
        return not any(
            (self._registry.values(hive, key) or {}).get("Value") == "Deny"
            for hive in (_MACHINE, _USER)
            for key in keys
        )

    def settings_command(self, pane: Pane) -> Opening:
        """A link that Windows opens."""
        return _SETTINGS.get(pane)

    def restart_commands(self) -> tuple[list[str], ...]:
        """A restart, never a shutdown: with Fast Startup that keeps the old session. Nothing is closed by force."""
        folder = os.environ.get("SYSTEMROOT", r"C:\Windows")
        return ([ntpath.join(folder, "System32", "shutdown.exe"), "/r", "/t", "0"],)

    def login_start(self) -> RunOnce:
        """A value in the user's RunOnce key."""
        return RunOnce(self._registry)


def _known(program: str) -> Browser:
    for browser in table().browsers:
        if program.casefold() in (each.casefold() for each in browser.windows.programs):
            return Browser(browser.id, browser.name)
    return Browser("other", friendly(Path(program).name))
