"""What anybody may drop into the folders in which systems list programs: .desktop files, property lists, versions."""

from __future__ import annotations

import plistlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.core.clinic import Application, Signals
from readiness.machine.linux.desktop_entries import DesktopEntries, read_groups
from readiness.machine.macos.programs import MacPrograms, read_plist
from readiness.machine.versions import is_older, newest_of, parse_version, shorten_version
from tests.cases import cases

KEYS = st.sampled_from(
    [
        "[Desktop Entry]",
        "[",
        "]",
        "Name=",
        "Exec=",
        "TryExec=",
        "Type=",
        "MimeType=",
        "Hidden=",
        "DBusActivatable=",
        "=",
        "#",
    ]
)
VALUES = st.sampled_from(
    ["/bin/true", "Application", "env A=b '", '"\\', "x-scheme-handler/zoommtg;", "\x00", "%u %U %", "é"]
)
DESKTOP = st.binary(max_size=200) | st.lists(st.tuples(KEYS, VALUES), max_size=10).map(
    lambda lines: "\n".join(key + value for key, value in lines).encode()
)
APPLICATION = Application(
    id="it",
    name="It",
    linux=Signals(programs=("it",), desktop_files=("it.desktop",), url_schemes=("zoommtg",), flatpak_ids=("org.it",)),
    macos=Signals(bundle_ids=("org.it",)),
)


@settings(max_examples=cases(80), deadline=None)
@given(DESKTOP, DESKTOP)
def test_a_desktop_file_is_an_entry_or_none(entry: bytes, choices: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "usr/share/applications"
        place.mkdir(parents=True)
        (place / "it.desktop").write_bytes(entry)
        (place / "mimeapps.list").write_bytes(choices)
        assert isinstance(read_groups(place / "it.desktop"), Mapping)
        desktop = DesktopEntries(Path(folder), {"HOME": f"{folder}/home", "PATH": f"{folder}/bin"})
        assert set(desktop.entries) <= {"it.desktop"}
        list(desktop.handlers("zoommtg"))


PLIST = plistlib.dumps(
    {"CFBundleIdentifier": "org.it", "CFBundleExecutable": "it", "CFBundleShortVersionString": "1.2"}
)
BINARY = plistlib.dumps({"CFBundleIdentifier": "org.it", "CFBundleExecutable": "it"}, fmt=plistlib.FMT_BINARY)
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def _xml(value: Any) -> bytes:
    try:
        return plistlib.dumps(value)
    except (ValueError, OverflowError, TypeError):  # letters that XML does not have
        return b"<plist>"


PLISTS = st.one_of(
    st.binary(max_size=120),
    st.builds(
        lambda good, at, put, cut: good[: at % len(good)] + put + good[at % len(good) + cut :],
        st.sampled_from([PLIST, BINARY]),
        st.integers(0, 600),
        st.binary(max_size=5),
        st.integers(0, 10),
    ),
    st.dictionaries(
        st.sampled_from(
            ["CFBundleIdentifier", "CFBundleExecutable", "CFBundleName", "CFBundleShortVersionString", "LSHandlers"]
        ),
        VALUE,
        max_size=4,
    ).map(_xml),
)


CLAIMS_4_GIB: Final = b"bplist00\0\0\0\x01" + bytes(21)
"""Found by this test: a list of objects that would take gigabytes."""


@settings(max_examples=cases(80), deadline=None)
@given(PLISTS)
@example(CLAIMS_4_GIB)
def test_a_property_list_is_a_dictionary_or_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "It.app/Contents"
        (bundle / "MacOS").mkdir(parents=True)
        (bundle / "MacOS/it").touch(mode=0o755)
        (bundle / "Info.plist").write_bytes(content)
        handlers = Path(folder) / "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
        handlers.parent.mkdir(parents=True)
        handlers.write_bytes(content)
        assert isinstance(read_plist(bundle / "Info.plist"), Mapping)
        assert isinstance(MacPrograms([Path(folder)], Path(folder)).evidence(APPLICATION), tuple)


@settings(max_examples=cases(200), deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_version_is_one_or_none(first: str, second: str) -> None:
    assert isinstance(is_older(parse_version(first), second), bool)
    assert isinstance(newest_of([parse_version(first), parse_version(second)]), str | None)
    shorten_version(first)
