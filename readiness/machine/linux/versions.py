"""Versions of installed programs by what Linux's packagers leave in files."""

from __future__ import annotations

import re
import struct
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final

from readiness.machine.linux.desktop_entries import read_text
from readiness.machine.versions import parse_version

_LARGEST_STATUS: Final = 64 << 20
_RELEASE: Final = re.compile(r"<release\b[^>]*?\bversion\s*=\s*[\"']([^\"']{1,60})[\"']")
# RPM: /usr/lib/sysimage (Fedora, openSUSE), /var/lib (before). https://rpm-software-management.github.io/rpm/manual/hregions.html
_RPM: Final = ("usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite")
_RPM_VERSION: Final = 1001
_RPM_STRING: Final = 6


def metainfo_version(path: Path) -> str | None:
    """Find the newest release that an AppStream metainfo file names; they come newest first.

    Read as text: nobody's XML is trusted with entities.
    """
    found = _RELEASE.search(read_text(path))
    return None if found is None else parse_version(found.group(1))


def snap_version(root: Path, name: str) -> str | None:
    """Read the version of the revision of this snap that is in use."""
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        return None
    found = re.search(r"^version:\s*(.+)$", read_text(root / "snap" / name / "current/meta/snap.yaml"), re.MULTILINE)
    return None if found is None else parse_version(found.group(1).strip("\"' "))


def text_version(path: Path) -> str | None:
    """Read a line "Version=…" (Mozilla's application.ini), else the first number with a dot in it."""
    text = read_text(path, 1 << 14)
    found = re.search(r"^Version=(.+)$", text, re.MULTILINE) or re.search(r"(\d+\.\d[\d.]*)", text)
    return None if found is None else parse_version(found.group(1))


class Packages:
    """The versions in the package managers' own lists. They are asked for installed programs alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def version(self, package: str) -> str | None:
        """Find the version of an installed package of this name."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+_-]*", package):
            return None
        return self._of_debian(package) or self._of_rpm(package)

    @cached_property
    def _status(self) -> bytes:
        try:
            with (self._root / "var/lib/dpkg/status").open("rb") as file:
                return b"\n" + file.read(_LARGEST_STATUS)
        except OSError:
            return b""

    def _of_debian(self, package: str) -> str | None:
        start = self._status.find(f"\nPackage: {package}\n".encode())
        if start < 0:
            return None
        end = self._status.find(b"\n\n", start + 1)
        record = self._status[start : len(self._status) if end < 0 else end].decode("utf-8", "replace")
        if not re.search(r"^Status: \S+ ok installed$", record, re.MULTILINE):
            return None
        found = re.search(r"^Version: (.+)$", record, re.MULTILINE)
        return None if found is None else parse_version(found.group(1))

    def _of_rpm(self, package: str) -> str | None:
        for path in (self._root / place for place in _RPM):
            if path.is_file():
                import sqlite3  # noqa: PLC0415  1 ms, and a system's Python may have none

                try:
                    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
                    with closing(sqlite3.connect(address, uri=True)) as database:
                        query = "SELECT blob FROM Packages JOIN Name ON Packages.hnum = Name.hnum WHERE Name.key = ?"
                        for (blob,) in database.execute(query, (package,)):
                            return parse_version(_rpm_text(blob, _RPM_VERSION))
                except (sqlite3.Error, struct.error, TypeError, ValueError):
                    continue
        return None


def _rpm_text(header: bytes, wanted: int) -> str | None:
    """Find a text in an RPM header: two counts, index entries of (tag, type, offset, count), then the data."""
    entries, size = struct.unpack_from(">II", header)
    data = header[8 + 16 * entries : 8 + 16 * entries + size]
    for at in range(min(entries, 10_000)):
        tag, kind, offset, _ = struct.unpack_from(">IIII", header, 8 + 16 * at)
        if tag == wanted and kind == _RPM_STRING:
            return data[offset : data.find(b"\0", offset)].decode("utf-8", "replace")
    return None
