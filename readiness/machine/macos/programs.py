"""What is installed on a Mac, and in which version. Never run on a real macOS: the tests make application folders."""

from __future__ import annotations

import os
import plistlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from readiness.core.characters import make_visible
from readiness.core.clinic import Application
from readiness.machine.versions import newest_of, parse_version
from readiness.profile.known_programs import Browser, browser_of, load_table

LONGEST_PLIST: Final = 8 << 20
"""Bytes. Those of applications have a few thousand."""
_HANDLERS: Final = "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"


def read_plist(path: Path) -> Mapping[str, Any]:
    """Read a property list's dictionary; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            # From memory: of a file, plistlib reserves whatever size a broken one claims to have.
            content = plistlib.loads(file.read(LONGEST_PLIST))
    except (OSError, ValueError, OverflowError, RecursionError, AttributeError, LookupError, ExpatError, TypeError):
        return {}  # plistlib lets its parsers' own errors through
    return content if isinstance(content, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


class MacPrograms:
    """One look at the applications in these folders."""

    def __init__(self, folders: Sequence[Path], home: Path) -> None:
        self._folders = folders
        self._home = home

    @cached_property
    def _bundles(self) -> list[tuple[Path, Mapping[str, Any]]]:
        """Applications that could start, also one folder down (Utilities, a maker's own)."""
        found = []
        for folder in self._folders:
            for path in (*sorted(folder.glob("*.app")), *sorted(folder.glob("*/*.app"))):
                info = read_plist(path / "Contents/Info.plist")
                program = info.get("CFBundleExecutable")
                if isinstance(program, str) and program and _starts(path / "Contents/MacOS" / program):
                    found.append((path, info))
        return found

    def evidence(self, application: Application) -> tuple[str, ...]:
        """Match the identifier in an application's Info.plist, whose program must exist; its name or its links."""
        found = set()
        for kind, _ in self._matching(application):
            found.add(kind)
        return tuple(sorted(found))

    def version(self, application: Application) -> str | None:
        """Read it from its Info.plist; what only opens the same links does not count."""
        found = []
        for kind, info in self._matching(application):
            if kind != "url-handler":
                found.append(
                    parse_version(info.get("CFBundleShortVersionString")) or parse_version(info.get("CFBundleVersion"))
                )
        return newest_of(found)

    def _matching(self, application: Application) -> Iterator[tuple[str, Mapping[str, Any]]]:
        signals = application.macos
        identifiers = {each.casefold() for each in signals.bundle_ids}
        names = {each.casefold() for each in (application.name, *signals.display_names) if each}
        schemes = {each.casefold() for each in signals.url_schemes}
        for path, info in self._bundles:
            if str(info.get("CFBundleIdentifier", "")).casefold() in identifiers:
                yield "application", info
            if names & {path.stem.casefold(), str(info.get("CFBundleName", "")).casefold()}:
                yield "name", info
            if schemes & set(_schemes(info)):
                yield "url-handler", info

    def browser(self) -> Browser | None:
        """Find the person's choice for https links, else any known browser."""
        there = {str(info.get("CFBundleIdentifier", "")).casefold(): path.stem for path, info in self._bundles}
        known = {each.casefold(): browser for browser in load_table().browsers for each in browser.macos.bundle_ids}
        for identifier in (*self._chosen(), *known):
            if identifier in there:
                browser = known.get(identifier)
                return Browser("other", make_visible(there[identifier])) if browser is None else browser_of(browser)
        return None

    def _chosen(self) -> Iterator[str]:
        for handler in _listed(read_plist(self._home / _HANDLERS).get("LSHandlers")):
            if isinstance(handler, dict) and handler.get("LSHandlerURLScheme") == "https":
                yield str(handler.get("LSHandlerRoleAll", "")).casefold()


def _starts(program: Path) -> bool:
    try:
        return program.is_file() and os.access(program, os.X_OK)
    except (OSError, ValueError):
        return False


def _schemes(info: Mapping[str, Any]) -> Iterator[str]:
    for kind in _listed(info.get("CFBundleURLTypes")):
        if isinstance(kind, dict):
            yield from (str(each).casefold() for each in _listed(kind.get("CFBundleURLSchemes")))
