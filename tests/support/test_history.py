"""The last twenty reports on this computer: whole or not at all, and gone when they should be."""

from __future__ import annotations

import datetime
import errno
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest

from readiness.core.files import LEFT_OVER_S
from readiness.core.verdict import Overall
from readiness.machine.linux.computer import Linux
from readiness.support import history
from readiness.terminal.main import main
from readiness.wizard.memory.launch import may_go_on
from tests.places import DATA, OWN, modes, own
from tests.reports import line, rendering, report

ROOT = Path(__file__).resolve().parents[2]
GOOD = rendering(report(line("camera", "covered"))).as_json()


def test_the_last_twenty_are_kept_the_newest_first(tmp_path: Path) -> None:
    place = tmp_path / "not" / "there" / "yet"
    kept = [history.keep_report(GOOD, place) for _ in range(23)]
    entries = history.list_entries(place)
    assert len(entries) == history.KEPT == 20
    assert {entry.path for entry in entries} == set(kept[3:])
    assert entries == sorted(entries, key=lambda entry: entry.at, reverse=True)
    assert history.read(entries[0]).verdict is Overall.NOT_READY
    assert modes(place, kept[-1]) == [own("700"), own("600")]


def clock(monkeypatch: pytest.MonkeyPatch, *shown: str) -> None:
    """What this computer's clock shows, each time it is looked at; the last one stays."""
    times = [datetime.datetime.fromisoformat(each) for each in shown]

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            at = times.pop(0) if len(times) > 1 else times[0]
            return cls(*at.timetuple()[:6], at.microsecond, tz)

    monkeypatch.setattr(datetime, "datetime", Clock)


@pytest.mark.parametrize("kept", [5, 20, 40])
@pytest.mark.parametrize("wrong", ["2093-01-01T12:00:00", "1970-01-01T00:00:03"], ids=["ahead", "behind"])
@pytest.mark.parametrize("old", [False, True], ids=["by this version", "by version 0.1.0"])
def test_what_is_kept_last_comes_first_whatever_the_clock_did(
    old: bool, wrong: str, kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, wrong)
    for at in range(kept):
        if old:
            name = f"{wrong.replace(':', '-')}.{at:03}-abcd.json"
            (tmp_path / name).write_text(GOOD, encoding="utf-8")
        else:
            history.keep_report(GOOD, tmp_path)
    clock(monkeypatch, "2026-11-30T09:00:00", "2026-11-30T08:00:00", wrong, "2026-11-30T09:00:02")
    new = [history.keep_report(GOOD, tmp_path) for _ in range(4)]
    entries = [entry.path for entry in history.list_entries(tmp_path)]
    assert entries[:4] == new[::-1]
    assert len(entries) == min(kept + 4, history.KEPT)
    new += [history.keep_report(GOOD, tmp_path) for _ in range(history.KEPT)]
    assert [entry.path for entry in history.list_entries(tmp_path)] == new[: -history.KEPT - 1 : -1]


def test_what_was_just_kept_is_never_let_go(tmp_path: Path) -> None:
    for at in range(30):
        (tmp_path / f"2099-01-01T00-00-00.{at:03}-abcd.999999999999.json").write_text(GOOD, encoding="utf-8")
    assert history.keep_report(GOOD, tmp_path).exists()
    assert len(history.list_entries(tmp_path)) == history.KEPT


def test_nothing_is_there_before_the_first_and_after_deleting_all(tmp_path: Path) -> None:
    assert history.list_entries(tmp_path / "nowhere") == []
    history.keep_report(GOOD, tmp_path)
    (tmp_path / "mine.txt").write_text("not a report of ours", encoding="utf-8")
    (tmp_path / ".2026-01-01T00-00-00.000-abcd.json.x1").write_text("half", encoding="utf-8")
    assert history.delete_all(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_a_killed_program_left_is_no_report_and_is_swept_up_later(tmp_path: Path) -> None:
    history.keep_report(GOOD, tmp_path)
    half = tmp_path / ".2026-01-01T00-00-00.000-abcd.json.x1"
    half.write_text("half", encoding="utf-8")
    history.keep_report(GOOD, tmp_path)
    assert half.exists(), "another program may be writing it just now"
    assert len(history.list_entries(tmp_path)) == 2
    os.utime(half, (time.time() - 2 * LEFT_OVER_S,) * 2)
    history.keep_report(GOOD, tmp_path)
    assert not half.exists()
    half.write_text("half, and dated in the future", encoding="utf-8")
    os.utime(half, (time.time() + 2 * LEFT_OVER_S,) * 2)
    history.keep_report(GOOD, tmp_path)
    assert not half.exists()


@pytest.mark.linux("Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "file", "socket", "link to itself", "link to a device", "somebody else's"])
def test_whatever_is_in_the_folders_place_is_told_at_once(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    place = tmp_path / "readiness" / "reports"
    place.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "file":
        place.write_text("mine", encoding="utf-8")
    elif kind == "socket":
        monkeypatch.chdir(place.parent)  # a socket's name may be short alone
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("reports")
    elif kind == "somebody else's":
        place.symlink_to(tmp_path / "other")
        (tmp_path / "other").mkdir()
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    else:
        place.symlink_to("/dev/zero" if kind == "link to a device" else place)
    assert main(["check", "visit", "--unattended"]) == 0
    told = capsys.readouterr()
    assert "could not be added to the list" in told.err.splitlines()[-1]
    assert main(["history"]) == (0 if kind == "somebody else's" else 2)
    assert "Traceback" not in capsys.readouterr().err


def test_killed_in_the_middle_of_keeping_the_others_stay(tmp_path: Path) -> None:
    history.keep_report(GOOD, tmp_path)
    program = (
        "import sys, os, time\nfrom pathlib import Path\nfrom readiness.support import history\n"
        "os.fsync = lambda _: (print('half', flush=True), time.sleep(60))\n"
        "history.keep_report('x' * 5000, Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        writer.kill()
        writer.wait(10)
    [entry] = history.list_entries(tmp_path)
    assert history.read(entry).verdict is Overall.NOT_READY


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = history.keep_report(GOOD, tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        history.keep_report(GOOD, tmp_path)
    assert list(tmp_path.iterdir()) == [kept]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "readiness"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        history.keep_report(GOOD, in_the_way / "reports")
    with pytest.raises(NotADirectoryError):
        history.list_entries(in_the_way)


def test_it_is_in_the_users_own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    assert history.history_folder() == tmp_path / OWN / "reports"


@pytest.mark.linux("by the XDG Base Directory Specification")
def test_a_data_folder_that_is_not_absolute_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    assert history.history_folder() == Path.home() / ".local" / "share" / "readiness" / "reports"


@pytest.mark.linux("there the list of users may name nobody")
def test_a_user_without_a_home_has_the_report_saved_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a container, or as a kiosk's user: no HOME, and nobody of this number in the list of users."""

    def nobody(number: int) -> NoReturn:
        raise KeyError(number)

    import pwd

    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    saved = tmp_path / "report.json"
    assert main(["check", "phone", "--unattended", "--save", str(saved)]) == 0
    assert saved.exists()
    assert "could not be added to the list" in capsys.readouterr().err
    assert main(["history"]) == 2
    assert main(["check", "camera", "--unattended", "--camera", "file:~/clip.mp4"]) == 2
    assert "There is no file ~/clip.mp4" in capsys.readouterr().err
    assert not may_go_on()
    assert not Linux().login_start().arrange(["readiness"])
    Linux().programs().browser()
