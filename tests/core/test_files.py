"""Files: nothing else that bears a name is waited for or replaced, and what a killed program began goes away."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.core.files import LEFT_OVER_S, NotAFileError, can_write, open_file, write_whole
from readiness.terminal.main import main
from readiness.wizard.memory import settings
from readiness.wizard.memory.progress import Progress, ProgressStore

ROOT = Path(__file__).resolve().parents[2]


def _link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


OTHERS: dict[str, Callable[[Path], object]] = {
    "pipe": lambda path: os.mkfifo(path),  # noqa: PLW0108  Windows has no such function
    "device": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "socket": lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path)),
    "folder": lambda path: path.mkdir(),
    "link to a pipe": _link_to_pipe,
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a report would be; its folder is the current one, since a socket's name may only be short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "report.json"


@pytest.mark.linux("Windows has no such files")
@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_file_is_neither_waited_for_nor_replaced(
    kind: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    OTHERS[kind](place)
    before = place.lstat()
    began_s = time.monotonic()
    with pytest.raises(NotAFileError):
        open_file(place)
    for name in (str(place), "report.json"):
        assert main(["support", name]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    for command in (["check", "visit", "--save", str(place)], ["support", "--csv", str(place), str(place.parent)]):
        assert main(command) == 2
    assert not can_write(place)
    with pytest.raises(FileExistsError):
        write_whole(place, "new")
    assert time.monotonic() - began_s < 5, "nothing waits"
    after = place.lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.linux("few people may make links on Windows")
def test_another_name_of_the_same_file_keeps_its_content(place: Path) -> None:
    other = place.with_name("other.json")
    place.write_text("old", encoding="utf-8")
    os.link(place, other)
    assert main(["check", "visit", "--unattended", "--save", str(place)]) == 0
    assert other.read_text(encoding="utf-8") == "old"
    assert place.read_text(encoding="utf-8").startswith("{")
    os.link(place, place.with_name("again.json"))
    assert main(["support", "again.json"]) == 0


KILLED = (
    "import os, signal, sys\nfrom pathlib import Path\nfrom readiness.wizard.memory import settings\n"
    "from readiness.core.files import write_whole\n"
    "from readiness.wizard.memory.progress import Progress, ProgressStore\n"
    "os.fchmod = Path.chmod = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
    "place = Path(sys.argv[1])\n"
)
WRITERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "progress": ("ProgressStore(place).write(Progress())", lambda place: ProgressStore(place).write(Progress())),
    "settings": (
        "settings.write(settings.Settings(), place)",
        lambda place: settings.write(settings.Settings(), place),
    ),
    "a report": (
        "write_whole(place / 'my [1] report.json', 'x')",
        lambda place: write_whole(place / "my [1] report.json", "x"),
    ),
}


@pytest.mark.linux("it is killed by a signal")
@pytest.mark.parametrize("ahead_s", [-2 * LEFT_OVER_S, 2 * LEFT_OVER_S], ids=["old", "dated in the future"])
@pytest.mark.parametrize("what", WRITERS)
def test_what_a_killed_program_began_is_swept_up_with_the_next_writing(
    what: str, ahead_s: float, tmp_path: Path
) -> None:
    program, write = WRITERS[what]
    killed = subprocess.run([sys.executable, "-c", KILLED + program, str(tmp_path)], check=False, cwd=ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    [begun] = tmp_path.iterdir()
    near = {
        tmp_path / name: "somebody's own"
        for name in (f"{begun.name}0", begun.name[1:], ".mine.json.0123abcd", f"{begun.name[:-8]}notours!")
    }
    for path, content in near.items():
        path.write_text(content, encoding="utf-8")
    write(tmp_path)
    assert begun.exists(), "another program may be writing it just now"
    for path in (begun, *near):
        os.utime(path, (time.time() + ahead_s,) * 2)
    write(tmp_path)
    assert not begun.exists()
    assert all(path.exists() for path in near)


@pytest.mark.linux("few people may make links on Windows")
def test_what_only_bears_such_a_name_is_not_swept_up(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    link, folder = tmp_path / ".report.json.0123abcd", tmp_path / ".report.json.0123abce"
    link.symlink_to(mine)
    folder.mkdir()
    for path in (mine, folder):
        os.utime(path, (1e9, 1e9))
    os.utime(link, (1e9, 1e9), follow_symlinks=False)
    write_whole(tmp_path / "report.json", "x")
    assert link.is_symlink() and folder.is_dir() and mine.exists()


@pytest.mark.linux("Windows has no such files")
@pytest.mark.parametrize("name", ["/proc/self/mem", "/proc/kcore", "/proc/kmsg", "/proc/self/environ", "/dev/full"])
def test_the_kernels_own_files_are_refused_at_once(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    began_s = time.monotonic()
    assert main(["support", name]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert time.monotonic() - began_s < 3


@pytest.mark.linux("few people may make links on Windows")
def test_a_loop_of_links_as_the_place_of_a_report(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.symlink_to(place)
    assert main(["support", str(place)]) == 2
    assert os.strerror(errno.ELOOP) in capsys.readouterr().err
