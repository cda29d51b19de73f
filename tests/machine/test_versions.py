"""Versions by files alone: what each packager leaves, what is broken, and which of two is older."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

import pytest

from readiness.core.clinic import Application
from readiness.machine.versions import is_older, newest_of, parse_version, shorten_version
from readiness.profile.known_programs import list_browsers, resolve_programs
from tests.machine.linux.tree import Tree

ZOOM = resolve_programs((Application(id="zoom"),))[0]
FIREFOX = list_browsers()["firefox"]
SYSTEM = "/usr/share/applications"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6.2.3", "6.2.3"),
        ("1:6.2.3~rc1-1", "6.2.3"),
        ("133.0 (x64 en-US)", "133.0"),
        ("Version 6.2.11 (2056)", "6.2.11"),
        ("v128", "128"),
        ("128.5.0esr", "128.5.0"),
        ("-5", None),
        ("\x1b[31m<b>6</b>", None),
        ("", None),
        ("unknown", None),
        ("9" * 300, "9" * 9),
        (17, None),
        (b"6.2", None),
        (None, None),
    ],
)
def test_the_number_in_a_version(text: object, number: str | None) -> None:
    assert parse_version(text) == number


@pytest.mark.parametrize(
    ("version", "minimum", "expected"),
    [
        ("5.9", "5.10", True),
        ("5.10", "5.9", False),
        ("6", "6.0.0", False),
        ("6.0", "6.0.1", True),
        ("24295.605.3225.8804", "24000", False),
        ("5.17.5.2543", "5.17.5", False),
        (None, "6", False),
        ("", "6", False),
        ("5", "", False),
    ],
)
def test_which_is_older(version: str | None, minimum: str, expected: bool) -> None:
    assert is_older(version, minimum) is expected


def test_what_a_report_may_tell() -> None:
    assert shorten_version("24295.605.3225.8804") == "24295.605.3225"
    assert newest_of([None, "5.9", "5.10", ""]) == "5.10"
    assert newest_of([]) is None


def zoom(tree: Tree) -> str | None:
    return tree.machine().programs().version(ZOOM)


STATUS = """Package: zoomify
Status: install ok installed
Version: 9.9

Package: zoom
Status: {status}
Priority: optional
Version: 5.17.5.2543
Description: Zoom
 Version: 1.0

Package: other
Status: install ok installed
Version: 7
"""


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_debian(tree: Tree) -> None:
    assert zoom(tree) is None
    tree.file("/var/lib/dpkg/status", STATUS.format(status="install ok installed"))
    assert zoom(tree) == "5.17.5.2543"
    tree.file("/var/lib/dpkg/status", STATUS.format(status="deinstall ok config-files"))
    assert zoom(tree) is None
    tree.file("/var/lib/dpkg/status", b"\xff\n\nPackage: zoom\nVersion")
    assert zoom(tree) is None


def rpm_header(version: bytes) -> bytes:
    data = b"zoom\0" + version + b"\0"
    index = struct.pack(">IIII", 1000, 6, 0, 1) + struct.pack(">IIII", 1001, 6, 5, 1)
    return struct.pack(">II", 2, len(data)) + index + data


def rpm(tree: Tree, header: object, place: str = "usr/lib/sysimage/rpm/rpmdb.sqlite") -> Path:
    path = tree.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        database.execute("CREATE TABLE Name (key TEXT NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)")
        database.execute("INSERT INTO Packages VALUES (7, ?)", (header,))
        database.execute("INSERT INTO Name VALUES ('zoom', 7, 0)")
    database.close()
    return path


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_fedora(tree: Tree) -> None:
    path = rpm(tree, rpm_header(b"6.2.3.2056"))
    before = path.stat().st_mtime_ns
    assert zoom(tree) == "6.2.3.2056"
    assert path.stat().st_mtime_ns == before and len(list(path.parent.iterdir())) == 1, "only read"
    for broken in (b"", b"\0\0", struct.pack(">II", 1 << 31, 1 << 31), "text", 7, None or b"\0" * 40):
        rpm(tree, broken)
        assert zoom(tree) is None
    path.write_bytes(b"no database")
    assert zoom(tree) is None


METAINFO = """<?xml version="1.0"?><component><id>us.zoom.Zoom</id><content_rating type="oars-1.1"/>
<releases><release date="2025-01-01" version="6.3.5.6065"/><release version="6.2.0" date="2024"/></releases></component>
"""


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_flatpak(tree: Tree) -> None:
    shared = "/var/lib/flatpak/exports/share/applications"
    tree.entry(f"{shared}/us.zoom.Zoom.desktop", command="/usr/bin/flatpak run us.zoom.Zoom")
    files = "/var/lib/flatpak/app/us.zoom.Zoom/current/active/files/share"
    tree.file(f"{files}/metainfo/us.zoom.Zoom.metainfo.xml", METAINFO)
    assert zoom(tree) == "6.3.5.6065"
    tree.file(f"{files}/metainfo/us.zoom.Zoom.metainfo.xml", b"<release version=''><release")
    assert zoom(tree) is None
    tree.file(f"{files}/appdata/us.zoom.Zoom.appdata.xml", METAINFO)
    assert zoom(tree) == "6.3.5.6065"


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_snap(tree: Tree) -> None:
    tree.program("/snap/bin/zoom-client")
    tree.entry(
        "/var/lib/snapd/desktop/applications/zoom-client_zoom-client.desktop",
        "X-SnapInstanceName=zoom-client",
        command="/snap/bin/zoom-client %U",
    )
    assert zoom(tree) is None
    tree.file("/snap/zoom-client/current/meta/snap.yaml", "name: zoom-client\nversion: '6.1.1.443'\n")
    assert zoom(tree) == "6.1.1.443"
    tree.entry(
        "/var/lib/snapd/desktop/applications/zoom-client_zoom-client.desktop",
        "X-SnapInstanceName=../../etc",
        command="/snap/bin/zoom-client %U",
    )
    assert zoom(tree) is None


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_an_appimage_and_a_files_own_metainfo(tree: Tree) -> None:
    tree.program("/usr/bin/it")
    tree.entry(f"{SYSTEM}/zoom.desktop", "X-AppImage-Version=6.0.2")
    assert zoom(tree) == "6.0.2"
    tree.file("/usr/share/metainfo/zoom.metainfo.xml", METAINFO)
    assert zoom(tree) == "6.3.5.6065", "the newer of two installations"


@pytest.mark.linux("reads versions as Linux' packages write them")
def test_a_programs_own_files(tree: Tree) -> None:
    tree.file("/opt/zoom/version.txt", "5.16.10.668\n")
    assert zoom(tree) == "5.16.10.668"
    tree.file("/usr/lib/firefox-esr/application.ini", "[App]\nVendor=Mozilla\nVersion=128.5.0\nBuildID=20241121\n")
    assert tree.machine().programs().version(FIREFOX) == "128.5.0"
    tree.program("/home/pat/firefox/firefox")
    tree.file("/home/pat/firefox/application.ini", "[App]\nVersion=131.0.2\n")
    tree.link("/usr/bin/firefox", str(tree.home / "firefox/firefox"))
    assert tree.machine().programs().version(FIREFOX) == "131.0.2", "unpacked anywhere"
    tree.file("/opt/zoom/version.txt", b"\xff\0")
    assert zoom(tree) is None
