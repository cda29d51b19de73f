"""What is installed on a Linux desktop, and in which version."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from readiness.core.characters import make_visible
from readiness.core.clinic import Application
from readiness.machine.linux.desktop_entries import DesktopEntries, DesktopEntry
from readiness.machine.linux.versions import Packages, metainfo_version, snap_version, text_version
from readiness.machine.versions import newest_of, parse_version
from readiness.profile.known_programs import Browser, browser_of, load_table

# They hand a link on to whatever browser there is; their own entries prove none.
_HAND_ON: Final = frozenset(
    {"xdg-open", "exo-open", "gio", "gvfs-open", "gnome-open", "kde-open", "kde-open5", "kfmclient", "sensible-browser"}
)


class LinuxPrograms:
    """One look at the desktop's files below `root`."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment
        self._desktop = DesktopEntries(root, environment)
        self._packages = Packages(root)

    def evidence(self, application: Application) -> tuple[str, ...]:
        """Look for it by desktop file, name, Flatpak export, link handler and search path."""
        signals = application.linux
        found = {"flatpak" if entry.flatpak else "desktop-file" for entry in self._by_file(application)}
        if any(True for _ in self._by_name(application)):
            found.add("name")
        if any(self._desktop.exported(each) for each in signals.flatpak_ids):
            found.add("flatpak")
        if any(True for scheme in signals.url_schemes for _ in self._desktop.handlers(scheme)):
            found.add("url-handler")
        if any(self._desktop.on_path(program) for program in signals.programs):
            found.add("program")
        return tuple(sorted(found))

    def _by_file(self, application: Application) -> Iterator[DesktopEntry]:
        signals = application.linux
        ids = (f"{each.removesuffix('.desktop')}.desktop" for each in signals.flatpak_ids)
        for name in dict.fromkeys((*signals.desktop_files, *ids)):
            if name in self._desktop.entries:
                yield self._desktop.entries[name]

    def _by_name(self, application: Application) -> Iterator[DesktopEntry]:
        names = {each.casefold() for each in (application.name, *application.linux.display_names) if each}
        yield from (entry for entry in self._desktop.entries.values() if names & entry.names)

    def version(self, application: Application) -> str | None:
        """Find its newest version, by what put it there (AppImage, Snap, Flatpak, Debian, RPM) or by its own files."""
        signals = application.linux
        entries = list(dict.fromkeys((*self._by_file(application), *self._by_name(application))))
        found = [parse_version(entry.appimage_version) for entry in entries]
        found += [snap_version(self._root, entry.snap) for entry in entries if entry.snap]
        found += [self._metainfo(entry) for entry in entries]
        found += [self._packages.version(package) for package in signals.packages]
        found += [text_version(self._root / file.lstrip("/")) for file in signals.version_files]
        found += [self._beside(program) for program in (*signals.programs, *(entry.program for entry in entries))]
        return newest_of(found)

    def _beside(self, program: str) -> str | None:
        """Read the version that Mozilla's programs, unpacked anywhere, have beside them."""
        place = self._desktop.where(program) if program else None
        return None if place is None else text_version(Path(os.path.realpath(place)).with_name("application.ini"))

    def _metainfo(self, entry: DesktopEntry) -> str | None:
        """Read its metainfo: Flatpak keeps the program's own; elsewhere it lies beside the .desktop file's folder."""
        name = entry.id.removesuffix(".desktop")
        folders = [entry.data / "metainfo", entry.data / "appdata"]
        if entry.flatpak:
            files = entry.data.parents[1] / "app" / name / "current/active/files/share"
            folders += [files / "metainfo", files / "appdata"]
        for folder in folders:
            for ending in ("metainfo.xml", "appdata.xml"):
                version = metainfo_version(folder / f"{name}.{ending}")
                if version is not None:
                    return version
        return None

    def browser(self) -> Browser | None:
        """Find the desktop's choice for https links, else any that handles them, else one on the search path.

        One that runs in a terminal shows no video, so it is none.
        """
        for entry in self._desktop.handlers("https"):
            program = entry.program.rpartition("/")[2]
            if not entry.in_terminal and program not in _HAND_ON:
                return _known(entry.id, program, entry.name)
        for browser in load_table().browsers:
            if any(self._desktop.on_path(program) for program in browser.linux.programs):
                return browser_of(browser)
        chosen = self._desktop.where("x-www-browser")
        if chosen is None:
            return None
        return _known("", os.path.realpath(chosen).rpartition("/")[2], "")


def _known(entry_id: str, program: str, name: str) -> Browser:
    """Find the browser behind this entry; "other" where it is none of the known ones."""
    for browser in load_table().browsers:
        if entry_id in browser.linux.desktop_files or program in browser.linux.programs:
            return browser_of(browser)
    return Browser("other", make_visible(name))
