"""What the systems are told about the program: version resource, Info.plist, entitlements, desktop entry, package."""

from __future__ import annotations

import plistlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bundle import linux, macos, msi, windows
from bundle.names import CONSOLE, DESKTOP_ID, ROOT, VERSION, WINDOW, version_quad


class Node:
    """Stands for PyInstaller's classes of the version resource, which import only on Windows."""

    def __init__(self, *words: object, **named: object) -> None:
        self.words, self.named = words, named


RESOURCE = (
    "VSVersionInfo",
    "FixedFileInfo",
    "StringFileInfo",
    "StringTable",
    "StringStruct",
    "VarFileInfo",
    "VarStruct",
)


def test_the_version_resource_is_what_pyinstaller_evaluates() -> None:
    whole = eval(windows.version_text(WINDOW), dict.fromkeys(RESOURCE, Node))
    assert whole.named["ffi"].named["filevers"] == version_quad()
    table = whole.named["kids"][0].words[0][0]
    strings = dict(each.words for each in table.words[1])
    assert strings["FileDescription"] == "Readiness"
    assert strings["OriginalFilename"] == "readiness-window.exe"
    assert strings["ProductVersion"] == VERSION
    assert all(isinstance(value, str) and value for value in strings.values())


@pytest.mark.parametrize(
    ("version", "quad"),
    [
        ("0.1.0", (0, 1, 0, 0)),
        ("1.2", (1, 2, 0, 0)),
        ("2.0.1rc3", (2, 0, 1, 0)),
        ("3.4.5.6", (3, 4, 5, 6)),
        ("1.0.dev7", (1, 0, 0, 0)),
    ],
)
def test_windows_versions_are_four_numbers(version: str, quad: tuple[int, int, int, int]) -> None:
    assert version_quad(version) == quad


@pytest.mark.parametrize(
    ("version", "debian"), [("0.1.0", "0.1.0"), ("1.0rc1", "1.0~rc1"), ("1.0.dev3", "1.0~dev3"), ("2.0b2", "2.0~b2")]
)
def test_debian_sorts_what_comes_before_a_release_before_it(version: str, debian: str) -> None:
    assert linux.debian_version(version) == debian


def test_macos_is_told_why_and_which_camera() -> None:
    info = plistlib.loads(plistlib.dumps(macos.info()))
    for key in ("NSCameraUsageDescription", "NSMicrophoneUsageDescription"):
        assert "never saved and never sent" in info[key]
    assert info["NSCameraUseContinuityCameraDeviceType"] is True
    assert info["CFBundleExecutable"] == WINDOW
    assert info["CFBundleShortVersionString"] == VERSION


def test_the_entitlements_let_a_signed_program_see_and_hear() -> None:
    rights = plistlib.loads(macos.ENTITLEMENTS.read_bytes())
    assert set(rights) == {
        "com.apple.security.device.audio-input",
        "com.apple.security.device.camera",
        "com.apple.security.cs.allow-unsigned-executable-memory",
    }
    assert all(value is True for value in rights.values())


@pytest.mark.linux("makes a Debian package")
def test_the_menu_entry_is_valid_and_starts_the_window() -> None:
    told = subprocess.run(
        ["desktop-file-validate", str(linux.DESKTOP_FILE)], check=False, capture_output=True, encoding="utf-8"
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")
    words = linux.DESKTOP_FILE.read_text(encoding="utf-8")
    assert f"Exec={WINDOW}\n" in words
    assert linux.DESKTOP_FILE.stem == DESKTOP_ID
    source = (ROOT / "readiness" / "wizard" / "app.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{DESKTOP_ID}")' in source, "or the window has no icon under Wayland"


@pytest.mark.linux("makes a Debian package")
def test_the_package_installs_programs_menu_entry_and_icon(tmp_path: Path) -> None:
    folder = tmp_path / "Readiness"
    (folder / "_internal").mkdir(parents=True)
    for name in (CONSOLE, WINDOW):
        (folder / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    root = tmp_path / "root"
    root.mkdir()
    linux.tree(folder, root)
    for name in (CONSOLE, WINDOW):
        link = root / "usr" / "bin" / name
        assert link.is_symlink() and not Path(link.readlink()).is_absolute()
        assert link.resolve() == root / linux.HOME / name
    assert (root / "usr/share/applications" / f"{DESKTOP_ID}.desktop").is_file()
    icons = root / "usr/share/icons/hicolor"
    assert {path.parent.parent.name for path in icons.rglob("*.png")} >= {"16x16", "48x48", "256x256"}
    assert (icons / "scalable/apps" / f"{DESKTOP_ID}.svg").is_file()
    assert "Apache License" in (root / "usr/share/doc" / CONSOLE / "copyright").read_text(encoding="utf-8")


@pytest.mark.linux("wixl runs on Debian")
def test_the_windows_installer_holds_every_file_and_a_menu_entry(tmp_path: Path) -> None:
    folder = tmp_path / "Readiness"
    places = {"readiness.exe", "readiness-window.exe", "_internal/python311.dll", "_internal/PySide6/Qt6Core.dll"}
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(place, encoding="utf-8")
    icon = tmp_path / "readiness.ico"
    icon.write_bytes(b"icon")
    made = tmp_path / "out" / "readiness.msi"
    msi.make(folder, made, icon, "1.4.2")

    def ask(*words: str) -> str:
        return subprocess.run(["msiinfo", *words], check=True, capture_output=True, encoding="utf-8").stdout

    unpacked = tmp_path / "unpacked"
    subprocess.run(["msiextract", "-C", str(unpacked), str(made)], check=True, capture_output=True)
    root = unpacked / "Readiness"
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == places
    assert (root / "_internal/PySide6/Qt6Core.dll").read_text(encoding="utf-8") == "_internal/PySide6/Qt6Core.dll"
    assert "ProgramMenuFolder\tVisit Readiness" in ask("export", str(made), "Shortcut")
    properties = ask("export", str(made), "Property")
    assert "ALLUSERS\t1" in properties, "for everybody on the computer, so that it can be installed by management"
    assert "ProductVersion\t1.4.2" in properties
    assert str(msi.UPGRADE_CODE).upper() in properties
    assert "REINSTALLMODE\tamus" in properties, "or Windows keeps libraries of the older version, and then removes them"
    upgrade = ask("export", str(made), "Upgrade")
    assert "\t0.0.0\t1.4.3\t\t256\t" in upgrade, "from 0.0.0 up to this version; another build of it is replaced, too"
    assert "\t1.4.2\t\t\t2\t\tNEWER_INSTALLED" in upgrade, "a newer one is only looked for"
    assert "NOT NEWER_INSTALLED\tA newer version" in ask("export", str(made), "LaunchCondition")
    assert "RemoveExistingProducts\t\t1401" in ask("export", str(made), "InstallExecuteSequence")
    assert "x64;1033" in ask("suminfo", str(made))


def test_the_locks_that_build_hold_hashes_and_the_same_versions() -> None:
    def pins(name: str) -> dict[str, set[str]]:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), "no index has an address in a lock"
        pinned: dict[str, set[str]] = {}
        for block in re.split(r"(?m)^(?=[a-z0-9])", text):
            if match := re.match(r"([a-z0-9-]+)==([^ ;\\\n]+)", block):
                assert "--hash=sha256:" in block, match[1]
                pinned.setdefault(match[1], set()).add(match[2])
        return pinned

    program, builders = pins("requirements.lock"), pins("requirements-bundle.lock")
    assert {name: builders.get(name) for name in program} == program
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert {re.split(r"[^a-z-]", each)[0] for each in groups["bundle"]} <= builders.keys()
