"""Names that others chose, of files, devices and programs: on a screen they say what they are and do nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.core.characters import is_steering
from readiness.core.setup import source_file_name
from readiness.instruments.sound.devices.portaudio import find_recognizable
from readiness.machine.linux.devices import cameras, os_release
from readiness.probe.device_listing import list_recognizable
from readiness.profile.known_programs import friendly_name
from readiness.support import history
from readiness.support.evidence import SupportError
from readiness.support.explain import explain_evidence
from readiness.support.page import of_explanation
from readiness.support.reports import read_report
from readiness.terminal.main import main
from tests.reports import line, saved
from tests.support.test_explain import INKS

ROOT = Path(__file__).resolve().parents[2]
GOOD = json.dumps(saved(line("camera", "dark")))
HOSTILE = {
    "escape": b"a\x1b[2J\x1b]0;gone\x07b",
    "line ends": b"a\r\nVerdict: forged.\nb",
    "right to left": "a\u202egpj.b".encode(),
    "line separator": "a\u2028Verdict: forged\u2029b".encode(),
    "tag letters": "a\U000e0041b".encode(),
    "zero width": "a\u200b\ufeffb".encode(),
    "undecodable": b"a\xff\xfe\x9bb",
}
ORDINARY = ("Büro–Bericht", "تقرير", "报告", "отчёт", "रिपोर्ट", "I <3 e's & “q”", "❤️ 50\u00a0%")


def steering(words: str) -> set[str]:
    """What in these lines would steer a terminal."""
    return {letter for letter in words if is_steering(letter)} - {"\n"}


def ended_with(arguments: tuple[bytes, ...]) -> int | str | None:
    """The exit code of the program with these arguments, as the system hands them over."""
    try:
        return main([os.fsdecode(each) for each in arguments])
    except SystemExit as ended:
        return ended.code


@pytest.mark.linux("other systems' file names are text, without controls")
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_name_of_a_file_steers_no_terminal(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = os.fsencode(tmp_path)
    (tmp_path / os.fsdecode(name + b".json")).write_text(GOOD, encoding="utf-8")
    (tmp_path / os.fsdecode(name + b".broken.json")).write_text("{", encoding="utf-8")
    (tmp_path / os.fsdecode(name)).mkdir()
    report, broken, none = name + b".json", name + b".broken.json", name + b"-none.json"
    for arguments, code in (
        ((b"support", report), 0),
        ((b"support", broken), 2),
        ((b"support", none), 2),
        ((b"support", name), 2),
        ((b"support", b"--compare", report, report), 0),
        ((b"support", b"--compare", report, none), 2),
        ((b"support", b"--summary", folder), 2),
        ((b"support", b"--csv", name, folder), 2),
        ((b"support", b"--lines", name + b".ndjson", report), 0),
        ((b"check", b"visit", b"--save", name + b".txt"), 0),
        ((b"check", b"visit", b"--save", name + b".odd"), 2),
        ((b"check", b"visit", b"--save", none + b"/r.json"), 2),
        ((b"check", b"camera", b"--camera", b"file:" + none), 2),
        ((b"check", b"--profile", none), 2),
        ((b"check", b"--language", name, b"visit"), 0),
        ((b"check", name), 2),
        ((b"--" + name,), 2),
        ((name,), 2),
        ((b"history", name), 2),
    ):
        assert (arguments, ended_with(arguments)) == (arguments, code)
        told = capsys.readouterr()
        assert steering(told.out) == set(), arguments
        assert steering(told.err) == set(), arguments
        forged = [line for line in (told.out + told.err).splitlines() if line.startswith("Verdict: forged")]
        assert forged == [], arguments


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_in_any_language_stays_as_it_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name.replace('<', '{')}.json" if sys.platform == "win32" else tmp_path / f"{name}.json"
    path.write_text(GOOD, encoding="utf-8")
    assert f"Report {path} " in explain_evidence(read_report(path)).title
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SupportError) as refused:
        read_report(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert friendly_name(name) == name
    assert source_file_name(f"file:/home/pat/{name}") == name


@pytest.mark.linux("other systems' file names hold no such characters")
def test_the_window_shows_a_files_name_as_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>\u202e\n<b>.json"
    path.write_text(GOOD, encoding="utf-8")
    page = of_explanation(explain_evidence(read_report(path)), INKS)
    assert "&lt;img src=x&gt;??&lt;b&gt;.json" in page
    assert "<img" not in page


@pytest.mark.linux("as Linux' kernel tells it")
def test_the_name_of_a_device_or_a_program_is_made_visible_where_it_comes_in(tmp_path: Path) -> None:
    name = "Cam\u202e\x1b[31m\u200bera"
    shown = "Cam??[31m?era"
    node = tmp_path / "sys/class/video4linux/video0"
    node.mkdir(parents=True)
    (node / "name").write_text(name, encoding="utf-8")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/video0").touch()
    assert [camera.name for camera in cameras(tmp_path)] == [shown]
    assert friendly_name(f"{name}.exe") == "Cam[31mera", "a program is looked up by its name without them"
    (tmp_path / "os-release").write_text(f'NAME="{name}"\n', encoding="utf-8")
    assert os_release(tmp_path / "os-release")["NAME"] == shown
    microphone = {"name": f"{name} (hw:1,0)", "host": "ALSA", "max_input_channels": 1, "max_output_channels": 0}
    assert find_recognizable([microphone], "input") == {microphone["name"]: shown}
    [listed] = list_recognizable([microphone], "input")
    assert (listed.name, listed.source) == (shown, microphone["name"]), "it is opened by the name that it has"


@pytest.mark.linux("other systems' folders hold no such characters")
def test_the_folder_of_the_reports_is_shown_plainly(tmp_path: Path) -> None:
    data = tmp_path / "da\x1b[2Jta"
    history.keep_report(GOOD, data / "readiness" / "reports")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(data)}
    command = [sys.executable, "-m", "readiness", "history"]
    ended = subprocess.run(command, check=False, cwd=tmp_path, env=environment, capture_output=True, timeout=60)
    assert (ended.returncode, steering(ended.stdout.decode())) == (0, set())
