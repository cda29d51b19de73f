"""Installed programs as a Linux desktop sees them: .desktop files and mimeapps.list, by the freedesktop.org rules.

https://specifications.freedesktop.org/desktop-entry-spec/ and .../mime-apps-spec/. Files that break the
rules are skipped: anybody may drop anything into these folders.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from readiness.machine.folders import home_folder

LARGEST_BYTES: Final = 1 << 20
MOST_FILES: Final = 5000
"""Per folder: a folder that someone filled with rubbish must not hold up the check."""
# Session scripts add these to XDG_DATA_DIRS; we may have been started without them.
_EXPORTS: Final = ("/var/lib/flatpak/exports/share", "/var/lib/snapd/desktop")
_DEFAULT_DATA: Final = "/usr/local/share:/usr/share"
_DEFAULT_PATH: Final = "/usr/local/bin:/usr/bin:/bin"
_HEAD: Final = re.compile(r"^[ \t]*\[Desktop Entry\][ \t\r]*$", re.MULTILINE)
_GROUP: Final = re.compile(r"^[ \t]*\[[^\n]*\][ \t\r]*$", re.MULTILINE)
_KEYS: Final = re.compile(
    r"^[ \t]*(Name(?:\[[^\]\n]*\])?|Type|Exec|TryExec|MimeType|Hidden|Terminal|DBusActivatable"
    r"|X-AppImage-Version|X-SnapInstanceName)[ \t]*=[ \t]*([^\n]*?)[ \t\r]*$",
    re.MULTILINE,
)
_ESCAPES: Final = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class DesktopEntry:
    """One .desktop file: only what tells whether the program is there, what it is called and what it handles."""

    id: str
    name: str
    names: frozenset[str]
    """In every language, in small letters."""
    program: str
    must_exist: str
    """TryExec: a program without which the entry does not count."""
    mime_types: frozenset[str]
    hidden: bool
    in_terminal: bool
    by_bus: bool
    """Started over D-Bus instead of by a command."""
    data: Path
    """The data folder that it lies in."""
    appimage_version: str = ""
    snap: str = ""

    @property
    def flatpak(self) -> bool:
        """Did Flatpak put it there?"""
        return self.data.parts[-2:] == ("exports", "share")


def read_groups(path: Path) -> dict[str, dict[str, str]]:
    """Read a .desktop-like file's groups of keys. Empty where that fails; lines that make no sense are skipped."""
    groups: dict[str, dict[str, str]] = {}
    group: dict[str, str] = {}
    for line in read_text(path).splitlines():
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            group = groups.setdefault(bare[1:-1], {})
        elif not bare.startswith("#"):
            key, equals, value = bare.partition("=")
            if equals:
                group.setdefault(key.strip(), value.strip())
    return groups


def read_text(path: Path, most_bytes: int = LARGEST_BYTES) -> str:
    """Read a plain file's text; empty where it cannot be read."""
    if sys.platform == "win32":
        return ""
    try:
        # Without waiting: a pipe in the folder would keep us until somebody writes to it.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return ""
            return file.read(most_bytes).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""


def _unescape_string(value: str) -> str:
    """Undo the escapes in a value of type string."""
    return re.sub(r"\\([sntr\\])", lambda found: _ESCAPES[found.group(1)], value) if "\\" in value else value


def _program_of_exec(command: str) -> str:
    """Find the program that an Exec value starts, past `env NAME=value`."""
    try:
        words = shlex.split(_unescape_string(command))
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
        home = home_folder(environment)
        own = self._own("XDG_DATA_HOME", f"{home}/.local/share")
        self._data = [own, *self._listed("XDG_DATA_DIRS", _DEFAULT_DATA), own / "flatpak/exports/share"]
        self._data += [Path(home, ".local/share/flatpak/exports/share"), *(self._rooted(each) for each in _EXPORTS)]
        self._data = list(dict.fromkeys(self._data))
        self._config = [self._own("XDG_CONFIG_HOME", f"{home}/.config"), *self._listed("XDG_CONFIG_DIRS", "/etc/xdg")]

    def _rooted(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    def _own(self, key: str, otherwise: str) -> Path:
        """Find the user's folder; the rules say to ignore relative paths."""
        given = self._environment.get(key, "")
        return Path(given if given.startswith("/") else otherwise)

    def _listed(self, key: str, otherwise: str) -> list[Path]:
        given = [each for each in self._environment.get(key, "").split(":") if each.startswith("/")]
        return [Path(each) for each in given] or [self._rooted(each) for each in otherwise.split(":")]

    def on_path(self, program: str) -> bool:
        """Tell whether a program of this name starts from the search path."""
        return bool(program) and self.where(program) is not None

    def where(self, program: str) -> Path | None:
        """Find the file of a program that is named by its whole path or found on the search path."""
        try:
            if program.startswith("/"):
                path = self._rooted(program)
                return path if _is_program(path) else None
            if "/" in program:  # relative to what? The rules know no such thing.
                return None
            folders = (self._environment.get("PATH") or _DEFAULT_PATH).split(":")
            paths = (Path(folder, program) for folder in folders if folder.startswith("/"))
            return next((path for path in paths if _is_program(path)), None)
        except (OSError, ValueError):
            return None

    def exported(self, flatpak_id: str) -> bool:
        """Tell whether Flatpak has put a command of this application into one of its folders."""
        if not flatpak_id or "/" in flatpak_id:
            return False
        exports = (data.parent / "bin" / flatpak_id for data in self._data if data.parts[-2:] == ("exports", "share"))
        return any(_is_program(path) for path in exports)

    @cached_property
    def entries(self) -> dict[str, DesktopEntry]:
        """The entries that count, by id: the user's before the system's, not hidden, and their program exists."""
        first: dict[str, DesktopEntry] = {}
        for data in self._data:
            folder = data / "applications"
            for path in _desktop_files(folder):
                name = "-".join(path.relative_to(folder).parts)
                if name not in first:
                    entry = _entry(name, read_text(path), data)
                    if entry is not None:
                        first[name] = entry
        return {name: entry for name, entry in first.items() if self._counts(entry)}

    def _counts(self, entry: DesktopEntry) -> bool:
        if entry.hidden or (entry.must_exist and not self.on_path(entry.must_exist)):
            return False
        if not entry.program:
            return entry.by_bus and self._has_service(entry.id.removesuffix(".desktop"))
        # Flatpak takes an export away together with its application, so the export itself is the proof;
        # its launcher may be somewhere else than the export says.
        return (entry.flatpak and entry.program.rpartition("/")[2] == "flatpak") or self.on_path(entry.program)

    def _has_service(self, name: str) -> bool:
        for data in self._data:
            keys = read_groups(data / "dbus-1/services" / f"{name}.service").get("D-BUS Service", {})
            if self.on_path(_program_of_exec(keys.get("Exec", ""))):
                return True
        return False

    def handlers(self, scheme: str) -> Iterator[DesktopEntry]:
        """Yield the entries that open links of this scheme: the person's choice first, then in the folders' order.

        A choice counts also where its file does not list the scheme: `xdg-mime default` makes such ones.
        """
        mime = f"x-scheme-handler/{scheme}"
        for groups in self._choices():
            yield from self._named(groups, "Default Applications", mime)
        removed: set[str] = set()
        for folder in (*self._config, *self._data):
            lists = read_groups(self._list_in(folder))
            yield from (entry for entry in self._named(lists, "Added Associations", mime) if entry.id not in removed)
            removed |= set(_ids(lists, "Removed Associations", mime)) - set(_ids(lists, "Added Associations", mime))
            for entry in self.entries.values():
                if entry.data == folder and mime in entry.mime_types and entry.id not in removed:
                    yield entry

    def _named(self, groups: Mapping[str, Mapping[str, str]], group: str, mime: str) -> Iterator[DesktopEntry]:
        for name in _ids(groups, group, mime):
            if name in self.entries:
                yield self.entries[name]

    def _list_in(self, folder: Path, prefix: str = "") -> Path:
        return (folder if folder in self._config else folder / "applications") / f"{prefix}mimeapps.list"

    def _choices(self) -> Iterator[dict[str, dict[str, str]]]:
        """Read every mimeapps.list, the most important first. A desktop's own lists hold nothing but choices."""
        names = self._environment.get("XDG_CURRENT_DESKTOP", "").split(":")
        prefixes = [f"{name.lower()}-" for name in names if name and "/" not in name]
        for folder in (*self._config, *self._data):
            for prefix in (*prefixes, ""):
                yield read_groups(self._list_in(folder, prefix))


def _ids(groups: Mapping[str, Mapping[str, str]], group: str, mime: str) -> list[str]:
    return [each.strip() for each in groups.get(group, {}).get(mime, "").split(";") if each.strip()]


def _is_program(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.X_OK)
    except (OSError, ValueError):
        return False


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


def _true(value: str) -> bool:
    return value.lower() in ("true", "1")


def _entry(name: str, text: str, data: Path) -> DesktopEntry | None:
    # Hundreds of files, most of them translations and groups that say nothing here: not split into lines.
    head = _HEAD.search(text)
    if head is None:
        return None
    end = _GROUP.search(text, head.end())
    keys: dict[str, str] = {}
    for key, value in _KEYS.findall(text, head.end(), len(text) if end is None else end.start()):
        keys.setdefault(key, value)
    application = keys.get("Type", "Application") == "Application"
    names = (value for key, value in keys.items() if key == "Name" or key.startswith("Name["))
    return DesktopEntry(
        id=name,
        name=_unescape_string(keys.get("Name", "")),
        names=frozenset(_unescape_string(each).casefold() for each in names) - {""},
        program=_program_of_exec(keys.get("Exec", "")) if application else "",
        must_exist=_unescape_string(keys.get("TryExec", "")),
        mime_types=frozenset(each.strip() for each in keys.get("MimeType", "").split(";")),
        hidden=_true(keys.get("Hidden", "")),
        in_terminal=_true(keys.get("Terminal", "")),
        by_bus=application and _true(keys.get("DBusActivatable", "")),
        data=data,
        appimage_version=keys.get("X-AppImage-Version", ""),
        snap=keys.get("X-SnapInstanceName", ""),
    )
