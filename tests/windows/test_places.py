"""Folders as people have them: spaces, letters of every script, a home that is not there, data that cannot be kept."""

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

NAME = "José Müller 测试 العيادة"


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
