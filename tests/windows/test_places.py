"""Folders as people have them: spaces, letters of every script, a home that is not there, data that cannot be kept.

No server answers here, so a share that is away is refused at once; on a real network Windows waits for it first.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.core.files import write_whole
from readiness.core.translation import choose_language, system_language
from tests.clips import flat, write
from tests.terminal.test_main import ROOT, readiness

assert sys.platform == "win32"

NAME = "José O'Müller 100% %TEMP% 测试 العيادة"
AWAY = r"\\away.invalid\profiles\Pat"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in such a folder, its assets beside it."""
    place = tmp_path_factory.mktemp(NAME) / "Program Files"
    for folder in ("readiness", "assets"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_the_whole_demonstration_from_and_in_such_folders(program: Path) -> None:
    data = program.parent / "Datos de José"
    done = readiness(
        *("check", "--demo", "--unattended", "--json", "--save", str(program.parent / "Bericht für 诊所.html")),
        PYTHONPATH=str(program),
        LOCALAPPDATA=str(data),
    )
    assert done.returncode == 0, done.stderr
    findings = {tip["id"]: tip["finding"] for tip in json.loads(done.stdout)["tips"]}
    good = {tip: f"{tip}.good" for tip in ("camera", "sound", "room", "internet")}
    assert {tip: findings[tip] for tip in good} == good
    assert (program.parent / "Bericht für 诊所.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(list((data / "Readiness" / "reports").iterdir())) == 1


def test_a_clip_and_a_profile_in_such_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    made = write(tmp_path / "black.avi", flat((5, 5, 5)))
    clip = shutil.move(made, folder / "schwarz ñ.avi")
    profile = folder / "profil 诊所.toml"
    profile.write_text("[clinic]\nname = 'Clínica'\nvisit_phone = '617-555-0199'\n", encoding="utf-16")
    done = readiness("check", "camera", "--camera", f"file:{clip}", "--profile", str(profile), "--unattended", "--json")
    assert json.loads(done.stdout)["tips"][0]["finding"] == "camera.covered"
    assert "617-555-0199" in done.stderr


def test_a_home_that_does_not_exist_is_made(tmp_path: Path) -> None:
    home = tmp_path / "nowhere" / "Pat"
    environment = {"USERPROFILE": str(home), "HOME": "", "LOCALAPPDATA": "", "HOMEPATH": "", "HOMEDRIVE": ""}
    done = readiness("check", "phone", "--unattended", env=environment)
    assert done.returncode == 0, done.stderr
    assert len(list((home / "AppData" / "Local" / "Readiness" / "reports").iterdir())) == 1


def test_data_that_cannot_be_kept_is_told_and_spoils_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    done = readiness("check", "phone", "--unattended", LOCALAPPDATA=str(in_the_way))
    assert done.returncode == 0
    assert "could not be added to the list" in done.stderr
    window = "import sys; from readiness.wizard.memory import settings, progress as saved; from pathlib import Path; "
    written = "settings.write(settings.Settings(1.5, 'es')), saved.ProgressStore().write(saved.Progress())"
    kept = f"print({written}, settings.read())"
    told = subprocess.run(
        [sys.executable, "-c", window + kept],
        check=True,
        cwd=ROOT,
        env={**os.environ, "LOCALAPPDATA": str(in_the_way)},
        capture_output=True,
        encoding="utf-8",
    ).stdout
    assert told.split() == ["False", "False", "Settings(scale=1.0,", "language='')"]


def test_a_name_that_no_file_can_have_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    held = tmp_path / "held.json"
    held.touch()
    names = ("a" * 300 + ".json", "what?.json", "a|b.html", 'quoted".txt', "NUL.json", "con.txt", str(held))
    with held.open("rb"):
        refused = [readiness("check", "camera", "--unattended", "--save", str(tmp_path / name)) for name in names]
    for name, done in zip(names, refused, strict=True):
        assert (done.returncode, done.stdout) == (2, ""), name
        assert "cannot be saved as" in done.stderr


@pytest.mark.parametrize(
    ("code", "language"), [(0x0409, "en_US"), (0x080A, "es_MX"), (0x0401, "ar_SA"), (0x0804, "zh_CN"), (0x7F0F, "en")]
)
def test_the_language_is_that_of_windows(code: int, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose locale is called Spanish_Mexico; what is asked instead is told a language's number, as Windows tells it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):  # which no Windows has, only Wine
        monkeypatch.delenv(name, raising=False)
    assert choose_language(system_language(), unreviewed=False) == "en", "the lab's own"
    monkeypatch.setattr(ctypes.windll.kernel32, "GetUserDefaultUILanguage", lambda: code)
    assert system_language() == language


def test_a_folder_that_may_not_be_written_is_told_at_once() -> None:
    """As C:\\ and C:\\Program Files; in the lab there is the system's own. Python's mkstemp would try for ever."""
    with pytest.raises(PermissionError):
        write_whole(Path(r"Z:\sys\settings.json"), "x")
    done = readiness("check", "camera", "--unattended", "--save", r"Z:\sys\report.json", timeout_s=20)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be saved as" in done.stderr


@pytest.mark.parametrize("place", [None, r"Z:\sys"], ids=["named by nobody", "cannot be written"])
def test_no_folder_for_what_is_passing(place: str | None, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("TEMP", "TMP", "TMPDIR")}
    if place is not None:
        environment |= dict.fromkeys(("TEMP", "TMP"), place)
    done = subprocess.run(
        [sys.executable, "-m", "readiness", "check", "--demo", "--unattended", "--json"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**environment, "LOCALAPPDATA": str(tmp_path)},
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "ready"
    assert "Traceback" not in done.stderr


def test_a_profile_of_the_person_s_on_a_server_that_is_away(tmp_path: Path) -> None:
    """A roaming profile: neither settings nor reports can be kept, and the check goes on."""
    done = readiness("check", "phone", "--unattended", LOCALAPPDATA=AWAY, APPDATA=AWAY, USERPROFILE=AWAY)
    assert done.returncode == 0
    assert "could not be added to the list" in done.stderr
    refused = readiness("check", "phone", "--unattended", "--profile", rf"{AWAY}\profile.toml")
    assert refused.returncode == 2
    assert rf"{AWAY}\profile.toml" in refused.stderr


def _hold_alone(path: Path) -> int:
    """Open it as a program does that lets nobody else read it. https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew"""
    create = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    create.restype = ctypes.c_void_p
    handle = create(ctypes.c_wchar_p(str(path)), 0x80000000, 0, None, 3, 0, None)
    assert handle not in (None, ctypes.c_void_p(-1).value)
    return int(handle)


def test_a_report_that_another_program_holds(tmp_path: Path) -> None:
    own = {"LOCALAPPDATA": str(tmp_path)}
    for tip in ("phone", "computer"):
        readiness("check", tip, "--unattended", env=own)
    held, other = sorted((tmp_path / "Readiness" / "reports").iterdir())
    handle = _hold_alone(held)
    try:
        listed = readiness("history", env=own)
        asked = readiness("support", str(held), env=own)
        counted = readiness("support", "--summary", str(held.parent), env=own)
    finally:
        ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(handle))
    assert listed.returncode == 0
    numbered = [line for line in listed.stdout.splitlines() if line.strip()[:1].isdigit()]
    assert len(numbered) == 2
    assert sum("cannot be read" in line for line in numbered) == 1, "the other one is still listed"
    assert asked.returncode == 2
    assert held.name in asked.stderr
    assert held.name in counted.stdout + counted.stderr
    assert readiness("support", str(held), env=own).returncode == 0, "once it is let go"
    assert other.exists()
