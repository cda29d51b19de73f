"""What is installed on Windows, and in which version. Never run on a real Windows: the tests bring registry trees."""

from __future__ import annotations

import ntpath
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from readiness.core.clinic import Application
from readiness.machine.versions import newest_of, parse_version
from readiness.machine.windows.registry import Registry
from readiness.profile.known_programs import Browser, browser_of, friendly_name, load_table

_MACHINE: Final = "HKLM"
_USER: Final = "HKCU"
_WINDOWS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
_WINDOWS_32: Final = r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion"
_PLACES: Final = ((_USER, _WINDOWS), (_MACHINE, _WINDOWS), (_MACHINE, _WINDOWS_32))
# Packaged programs (new Teams): a key's name is a package's full one, NAME_VERSION_ARCHITECTURE_RESOURCES_PUBLISHER.
_PACKAGES: Final = (
    r"SOFTWARE\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
_HTTPS: Final = r"SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice"
_CLASSES: Final = r"SOFTWARE\Classes"
_INTERNET: Final = r"SOFTWARE\Clients\StartMenuInternet"
_OPEN: Final = r"shell\open\command"


def text(value: object) -> str:
    """Return a registry value that should be text; empty where it is something else."""
    return value if isinstance(value, str) else ""


def program_of(command: str) -> str:
    """Extract the program from a registered command line, which may or may not be in quotes."""
    command = ntpath.expandvars(command.strip())
    if command.startswith('"'):
        return command[1:].partition('"')[0]
    end = command.lower().find(".exe")
    if end >= 0:
        return command[: end + 4]
    try:
        return (shlex.split(command, posix=False) or [""])[0]
    except ValueError:
        return command.partition(" ")[0]


def _is_named(listed: str, name: str) -> bool:
    """Tell whether this is the program's whole name, or its name before a version. Its add-ins go on with a word."""
    rest = listed.removeprefix(name.casefold())
    return bool(name) and rest != listed and (not rest or re.match(r" [(\d]", rest) is not None)


@dataclass(frozen=True, slots=True)
class _Installed:
    """One line of the list of installed programs."""

    name: str
    version: str | None


class WindowsPrograms:
    """One look at the registry."""

    def __init__(self, registry: Registry, exists: Callable[[str], bool]) -> None:
        self._registry = registry
        self._exists = exists

    def evidence(self, application: Application) -> tuple[str, ...]:
        """Look in the list of installed programs, packages, App Paths, and link handlers whose program exists."""
        signals = application.windows
        found = set()
        if any(True for _ in self._lines(application)):
            found.add("installed-programs")
        if any(True for _ in self._package_versions(application)):
            found.add("package")
        if any(self._has_app_path(program) for program in signals.programs):
            found.add("app-path")
        if any(self._handles(scheme) for scheme in signals.url_schemes):
            found.add("url-handler")
        return tuple(sorted(found))

    def version(self, application: Application) -> str | None:
        """Find the newest in the list of installed programs and the packages."""
        lines = [line.version for line in self._lines(application)]
        return newest_of([*lines, *self._package_versions(application)])

    def _lines(self, application: Application) -> Iterator[_Installed]:
        beginnings = tuple(each.casefold() for each in application.windows.display_names)
        for line in self._installed:
            if line.name.startswith(beginnings) or _is_named(line.name, application.name):
                yield line

    @cached_property
    def _installed(self) -> list[_Installed]:
        """The list, without programs whose own file is gone: somebody deleted the folder by hand."""
        lines = []
        for hive, place in _PLACES:
            for values in self._below(hive, rf"{place}\Uninstall"):
                icon = re.sub(r",\s*-?\d+\s*$", "", text(values.get("DisplayIcon"))).strip().strip('"')
                gone = icon.lower().endswith(".exe") and not self._exists(ntpath.expandvars(icon))
                name = text(values.get("DisplayName")).casefold()
                if name and not gone:
                    lines.append(_Installed(name, parse_version(values.get("DisplayVersion"))))
        return lines

    def _package_versions(self, application: Application) -> Iterator[str | None]:
        wanted = {each.casefold() for each in application.windows.packages}
        for name in self._packages if wanted else ():
            parts = name.split("_")
            if len(parts) >= 3 and parts[0].casefold() in wanted:
                yield parse_version(parts[1])

    @cached_property
    def _packages(self) -> tuple[str, ...]:
        return self._registry.subkeys(_USER, _PACKAGES)

    def _has_app_path(self, program: str) -> bool:
        for hive, place in _PLACES:
            values = self._registry.values(hive, rf"{place}\App Paths\{program}")
            if values is not None and self._is_there(text(values.get(""))):
                return True
        return False

    def _handles(self, scheme: str) -> bool:
        """Tell whether a program opens such links. A packaged one's handler names a class that starts it instead."""
        for hive in (_USER, _MACHINE):
            root = rf"{_CLASSES}\{scheme}"
            if "URL Protocol" in (self._registry.values(hive, root) or {}):
                command = self._registry.values(hive, rf"{root}\{_OPEN}") or {}
                if self._is_there(text(command.get(""))) or text(command.get("DelegateExecute")):
                    return True
        return False

    def _is_there(self, command: str) -> bool:
        program = program_of(command)
        return bool(program) and self._exists(program)

    def _below(self, hive: str, key: str) -> Iterator[Mapping[str, object]]:
        for name in self._registry.subkeys(hive, key):
            yield self._registry.values(hive, rf"{key}\{name}") or {}

    def browser(self) -> Browser | None:
        """Find the person's choice for https links, else any browser that registered itself."""
        choice = text((self._registry.values(_USER, _HTTPS) or {}).get("ProgId"))
        keys = [rf"{_CLASSES}\{choice}"] if choice else []
        for hive in (_USER, _MACHINE):
            keys += [rf"{_INTERNET}\{name}" for name in self._registry.subkeys(hive, _INTERNET)]
        for key in keys:
            for hive in (_USER, _MACHINE):
                command = text((self._registry.values(hive, rf"{key}\{_OPEN}") or {}).get(""))
                if self._is_there(command):
                    return _known(ntpath.basename(program_of(command)))
        return None


def _known(program: str) -> Browser:
    for browser in load_table().browsers:
        if program.casefold() in (each.casefold() for each in browser.windows.programs):
            return browser_of(browser)
    return Browser("other", friendly_name(program))
