"""The program that is handed out for Windows: installed, used, upgraded, removed, in this order.

`make windows` runs it in one Wine once the program is built. It asks nothing of Wine that Windows does not have, but a
computer without camera, sound and internet, and the rights to install.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import winreg
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from bundle.checksums import digest
from bundle.msi import MENU_NAME, installer_name
from bundle.names import CONSOLE, NAME, ROOT, VERSION, WINDOW
from readiness.report.palette import LIGHT
from readiness.wizard.pages.page import RESULT_NAME
from tests.bundle.built import share
from tests.windows import shown_window
from tests.windows.handing_out import OLDER_VERSION, ONLY_IN_OLDER, OTHER_IN_OLDER

assert sys.platform == "win32"

HANDED_OUT: Final = ROOT / "dist" / "windows"
BUILT: Final = HANDED_OUT / NAME
OLDER: Final = ROOT / "build" / "bundle-windows" / "older.msi"
INSTALLED: Final = Path(os.environ["PROGRAMFILES"], NAME)
MENUS: Final = [
    Path(os.environ[each], "Microsoft", "Windows", "Start Menu", "Programs") for each in ("PROGRAMDATA", "APPDATA")
]
"""Everybody's, where Windows puts what is installed for everybody; and the person's own, where Wine 10 puts it."""
DATA: Final = Path(os.environ["LOCALAPPDATA"], NAME)
PROFILE: Final = Path(os.environ["PROGRAMDATA"], NAME, "profile.toml")
UNINSTALL: Final = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
OTHERS: Final = re.compile(r"pycache|readiness-tests-|pytest-of-|fontconfig|\\Recent\\", re.IGNORECASE)
"""Files that others write meanwhile: this checkout's compiled Python, this run's own folders, the desktop."""
OURS: Final = re.compile(rf"{CONSOLE}|\\(Installer|Uninstall|App Paths|Run|RunOnce)(\\|\]|$)", re.IGNORECASE)
"""Where an installer writes into the registry, and our name wherever it is."""
_OWN_SHARE: Final = 0.05
"""The card with the verdict takes about a tenth of the window, and the window most of the screen."""


def run(*words: str | Path, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed console program, with nothing of this checkout's in its environment."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [INSTALLED / f"{CONSOLE}.exe", *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**kept, **(more or {})},
        timeout=180,
    )


def demonstrate(*words: str | Path, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run the installed program's demonstration; its report."""
    done = run("check", "--demo", "--unattended", "--json", *words, more=more)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def findings(report: Mapping[str, Any]) -> dict[str, str]:
    return {tip["id"]: tip["finding"] for tip in report["tips"]}


def msiexec(*words: str | Path) -> int:
    """Run the installer without a window."""
    return subprocess.run(["msiexec", *words, "/qn"], check=False, timeout=300).returncode


def entries() -> list[str]:
    """The versions of ours that the system lists under installed programs."""
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, UNINSTALL) as listed:
        names = [winreg.EnumKey(listed, index) for index in range(winreg.QueryInfoKey(listed)[0])]
        values = [_values(listed, name) for name in names]
    return [str(each["DisplayVersion"]) for each in values if each.get("DisplayName") == NAME]


def _values(parent: winreg.HKEYType, name: str) -> dict[str, Any]:
    with winreg.OpenKey(parent, name) as key:
        return {each[0]: each[1] for each in (winreg.EnumValue(key, n) for n in range(winreg.QueryInfoKey(key)[1]))}


def digests(folder: Path) -> dict[str, str]:
    """Every file's digest, by its place."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): digest(path) for path in files}


def menu_entries() -> list[Path]:
    """Every entry of the start menu that has our name."""
    return [entry for menu in MENUS for entry in menu.rglob("*.lnk") if entry.stem == MENU_NAME]


def traces(folder: Path) -> set[str]:
    """Every file on the disk, and every value in the registry that an installer or this program may have written.

    Folders and keys with nothing in them do not count: the installer's own first use leaves some; nor does Wine's list
    of the menu entries that it made for Linux' desktop.
    """
    found = {str(path) for path in Path("C:\\").rglob("*") if path.is_file() and not OTHERS.search(str(path))}
    for hive in ("HKLM\\Software", "HKCU"):
        export = folder / "export.reg"
        subprocess.run(["reg", "export", hive, export, "/y"], check=True, capture_output=True)
        key = ""
        for line in export.read_text(encoding="utf-16").splitlines():
            if line.startswith("["):
                key = line
            elif line.strip() and r"Software\Wine" not in key and (OURS.search(key) or OURS.search(line)):
                found.add(f"{key} {line}")
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The traces that are there before anything is installed."""
    return traces(tmp_path_factory.mktemp("before"))


def test_the_older_version_is_installed_and_used(before: set[str]) -> None:
    assert msiexec("/i", OLDER) == 0
    older, built = digests(INSTALLED), digests(BUILT)
    changed = {place.replace("/", "\\") for place, *_ in OTHER_IN_OLDER}
    assert {place for place in older if older[place] != built.get(place)} == {*changed, str(Path(ONLY_IN_OLDER))}
    assert len(menu_entries()) == 1
    PROFILE.parent.mkdir(parents=True)
    PROFILE.write_text("[clinic]\nname = 'Clínica'\nvisit_phone = '617-555-0199'\n", encoding="utf-8")
    assert demonstrate()["verdict"] == "ready"
    assert entries() == [OLDER_VERSION]


def test_a_newer_version_takes_its_place_and_keeps_what_is_the_person_s() -> None:
    kept = {path: path.read_bytes() for path in (PROFILE, *DATA.rglob("*")) if path.is_file()}
    assert len(kept) > 1
    assert msiexec("/i", HANDED_OUT / installer_name()) == 0
    assert not (INSTALLED / ONLY_IN_OLDER).exists()
    assert entries() == [VERSION]
    assert {path: path.read_bytes() for path in kept} == kept
    assert run("--version").stdout.startswith(f"{CONSOLE} {VERSION}\nBuilt on ")
    assert digests(INSTALLED) == digests(BUILT)


def test_an_older_version_does_not_take_the_place_of_a_newer_one() -> None:
    assert msiexec("/i", OLDER) != 0
    assert not (INSTALLED / ONLY_IN_OLDER).exists()
    assert demonstrate()["verdict"] == "ready"


def go_through(arguments: str, picture: str) -> tuple[float, float]:
    """Start it from the start menu, go to the result by Enter alone, close it.

    How much of the screen has the colours of a good result, and of a bad one; drawn into dist/pictures.
    """
    [entry] = menu_entries()
    os.startfile(entry, arguments=f"--language en {arguments}")
    window = shown_window.ShownWindow(lambda: shown_window.list_processes(f"{WINDOW}.exe"), 60)
    pictures = HANDED_OUT.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    try:
        window.go_to(RESULT_NAME.message, 240, 4.0)
        window.picture(pictures / picture)
    finally:  # or the next one would be shown this one
        window.close()
    colours = (LIGHT.good_ground, LIGHT.warn_ground), (LIGHT.fail_ground, LIGHT.unknown_ground)
    good, bad = (share(pictures / picture, *each) for each in colours)
    until = time.monotonic() + 10
    while shown_window.list_processes(f"{CONSOLE}.exe") and time.monotonic() < until:
        time.sleep(0.2)
    assert shown_window.list_processes(f"{CONSOLE}.exe") == []
    return good, bad


def test_the_demonstration_in_the_window_from_the_start_menu() -> None:
    good, bad = go_through("--demo", "windows-demonstration.png")
    assert bad < _OWN_SHARE < good


def test_a_real_check_in_the_window_from_the_start_menu() -> None:
    """A computer without camera, sound and internet is not ready, whatever is answered."""
    good, bad = go_through("", "windows-real-check.png")
    assert good < _OWN_SHARE < bad


def test_a_real_check_passes_nothing_that_is_not_there() -> None:
    """A computer without camera, sound and internet: what Wine is where nobody plugs anything in."""
    done = run("check", "--unattended", "--json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    found = findings(report)
    assert (report["demo"], report["verdict"], report["system"]) == (False, "not-ready", "windows")
    assert report["phone"] == "617-555-0199"
    assert found["camera"] == "camera.absent"
    assert found["internet"] == "internet.offline"
    assert found["sound"].startswith("sound.no-")


def test_it_is_removed_while_its_reports_stay(before: set[str], tmp_path: Path) -> None:
    reports = sorted((DATA / "reports").iterdir())
    assert reports
    assert msiexec("/x", HANDED_OUT / installer_name()) == 0
    assert not INSTALLED.exists()
    assert menu_entries() == []
    assert entries() == []
    assert sorted((DATA / "reports").iterdir()) == reports
    own = (str(DATA), str(PROFILE.parent))
    left = {each for each in traces(tmp_path) - before if not each.startswith(own)}
    assert left == set(), "\n".join(sorted(each[:160] for each in left))


def test_the_archive_runs_where_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as people have them: an apostrophe, a per cent sign, spaces, letters of other scripts."""
    [archive] = HANDED_OUT.glob(f"{CONSOLE}-{VERSION}-windows-*.zip")
    place = tmp_path / "O'Brien 100% %TEMP% عيادة 诊所"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(place)
    monkeypatch.setattr(sys.modules[__name__], "INSTALLED", place / NAME)
    profile = place / "profil 50%20 诊所.toml"
    profile.write_text("[clinic]\nname = 'Clínica'\nvisit_phone = '617-555-0199'\n", encoding="utf-8")
    own = {"LOCALAPPDATA": str(place / "own")}
    assert demonstrate(more=own)["verdict"] == "ready"
    done = run("check", "computer", "--unattended", "--json", "--profile", profile, more=own)
    assert json.loads(done.stdout)["phone"] == "617-555-0199"
    assert len(list((place / "own" / NAME / "reports").iterdir())) == 2
    assert shown_window.list_processes(f"{CONSOLE}.exe") == []
