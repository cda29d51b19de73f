"""Installed programs as a Linux desktop sees them: .desktop files and mimeapps.list, by the freedesktop.org rules.

https://specifications.freedesktop.org/desktop-entry-spec/ and .../mime-apps-spec/. Files that break the
rules are skipped: anybody may drop anything into these folders.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

LARGEST_BYTES: Final = 1 << 20
MOST_FILES: Final = 5000
"""Per folder: a folder that someone filled with rubbish must not hold up the check."""
_ALWAYS: Final = (
    "/usr/local/share",
    "/usr/share",
    "/var/lib/flatpak/exports/share",
    "/var/lib/snapd/desktop",
)
_CHOICES: Final = ("Default Applications", "Added Associations")
_DEFAULT_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class Entry:
    """One .desktop file: only what tells whether the program is there and what it handles."""

    id: str
    name: str
    program: str
    must_exist: str
    """TryExec: a program without which the entry does not count."""
    mime_types: frozenset[str]
    hidden: bool
    flatpak: bool


def read_groups(path: Path) -> dict[str, dict[str, str]]:
    """A .desktop-like file's groups of keys. Empty where it cannot be read; lines that make no sense are skipped."""
    try:
        # Without waiting: a pipe in the folder would keep us until somebody writes to it.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return {}
            text = file.read(LARGEST_BYTES).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return {}
    groups: dict[str, dict[str, str]] = {}
    group: dict[str, str] = {}
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            group = groups.setdefault(bare[1:-1], {})
        elif not bare.startswith("#"):
            key, equals, value = bare.partition("=")
            if equals:
                group.setdefault(key.strip(), value.strip())
    return groups


def _program(command: str) -> str:
    """The program that an Exec line starts, past `env NAME=value`."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    if words and words[0].rpartition("/")[2] == "env":
        words = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
    return words[0] if words else ""


class DesktopEntries:
    """The applications and link handlers of one desktop, as its files are now. Make a new one to look again."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment
        home = environment.get("HOME", "/")
        self._data = self._folders(
            "XDG_DATA_HOME", f"{home}/.local/share", "XDG_DATA_DIRS", "/usr/local/share:/usr/share"
        )
        self._data += [Path(home, ".local/share/flatpak/exports/share"), *(self._rooted(each) for each in _ALWAYS)]
        self._data = list(dict.fromkeys(self._data))
        self._config = self._folders("XDG_CONFIG_HOME", f"{home}/.config", "XDG_CONFIG_DIRS", "/etc/xdg")

    def _rooted(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    def _folders(self, home_key: str, home: str, dirs_key: str, dirs: str) -> list[Path]:
        """The user's folder, then the system's; the rules say to ignore relative paths."""
        own = self._environment.get(home_key, "")
        folders = [Path(own if own.startswith("/") else home)]
        given = self._environment.get(dirs_key, "")
        if given:
            return folders + [Path(each) for each in given.split(":") if each.startswith("/")]
        return folders + [self._rooted(each) for each in dirs.split(":")]

    def on_path(self, program: str) -> bool:
        """Does a program of this name start from the search path?"""
        return bool(program) and self._runs(program)

    def _runs(self, program: str) -> bool:
        try:
            if program.startswith("/"):
                path = self._rooted(program)
                return path.is_file() and os.access(path, os.X_OK)
            return shutil.which(program, path=self._environment.get("PATH") or _DEFAULT_PATH) is not None
        except (OSError, ValueError):
            return False

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries that count, by id: the user's before the system's, not hidden, and their program exists."""
        first: dict[str, Entry] = {}
        for data in self._data:
            folder = data / "applications"
            flatpak = data.parts[-3:] == ("flatpak", "exports", "share")
            for path in _desktop_files(folder):
                name = "-".join(path.relative_to(folder).parts)
                if name not in first:
                    entry = _entry(name, read_groups(path), flatpak)
                    if entry is not None:
                        first[name] = entry
        return {name: entry for name, entry in first.items() if self._counts(entry)}

    def _counts(self, entry: Entry) -> bool:
        if entry.hidden or not entry.program:
            return False
        if entry.must_exist and not self._runs(entry.must_exist):
            return False
        # Flatpak takes an export away together with its application, so the export itself is the proof;
        # its launcher may be somewhere else than the export says.
        return (entry.flatpak and entry.program.rpartition("/")[2] == "flatpak") or self._runs(entry.program)

    def handlers(self, scheme: str) -> Iterator[Entry]:
        """The entries that open links of this scheme, the person's choice first."""
        mime = f"x-scheme-handler/{scheme}"
        chosen = [groups.get(group, {}).get(mime, "") for group in _CHOICES for groups in self._choices]
        for name in ";".join(chosen).split(";"):
            if name.strip() in self.entries:
                yield self.entries[name.strip()]
        yield from (entry for entry in self.entries.values() if mime in entry.mime_types)

    @cached_property
    def _choices(self) -> list[dict[str, dict[str, str]]]:
        """Every mimeapps.list, the most important first."""
        desktops = [f"{each.lower()}-" for each in self._environment.get("XDG_CURRENT_DESKTOP", "").split(":") if each]
        folders = [*self._config, *(data / "applications" for data in self._data)]
        return [
            read_groups(folder / f"{prefix}mimeapps.list")
            for folder in folders
            for prefix in (*desktops, "")
            if "/" not in prefix
        ]


def _desktop_files(folder: Path) -> Iterator[Path]:
    seen = 0
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".desktop"):
                seen += 1
                if seen > MOST_FILES:
                    return
                yield Path(where, name)


def _entry(name: str, groups: Mapping[str, Mapping[str, str]], flatpak: bool) -> Entry | None:
    keys = groups.get("Desktop Entry")
    if keys is None:
        return None
    return Entry(
        id=name,
        name=keys.get("Name", ""),
        program=_program(keys.get("Exec", "")) if keys.get("Type", "Application") == "Application" else "",
        must_exist=keys.get("TryExec", ""),
        mime_types=frozenset(each.strip() for each in keys.get("MimeType", "").split(";")),
        hidden=keys.get("Hidden", "").lower() in ("true", "1"),
        flatpak=flatpak,
    )
