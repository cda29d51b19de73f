"""One window for each user, whom no other user can keep from opening it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from readiness.wizard.app import OPEN_ALREADY
from readiness.wizard.process.peer import is_own_peer
from readiness.wizard.process.single_instance import Instance
from readiness.wizard.process.window_socket import find_socket_name, is_taken
from tests.wizard.test_starting import readiness

LINUX = pytest.mark.linux("looks at modes and owners of folders")
SQUATTER = """
import os, socket, sys
if sys.argv[2]: os.setuid(int(sys.argv[2]))
listening = socket.socket(socket.AF_UNIX); listening.bind(sys.argv[1]); os.chmod(sys.argv[1], 0o777)
listening.listen(); print("here", flush=True)
while True:
    peer, _ = listening.accept()
    try: peer.sendall(b"here\\n"); peer.recv(100); peer.close()
    except OSError: pass
"""


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder of one's own with a short name: a socket's whole path may have some hundred letters."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def folders(short_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The runtime folder and the data folder of a user."""
    runtime, data = short_path / "run", short_path / "data"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    return runtime, data / "readiness"


@LINUX
def test_the_socket_lies_where_nobody_else_can_write(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, data = folders
    assert find_socket_name() == str(runtime / "readiness-window")
    runtime.chmod(0o777)
    assert find_socket_name() == str(data / "readiness-window")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert find_socket_name() == str(data / "readiness-window")
    data.chmod(0o770)
    assert find_socket_name() == "", "then there may be two windows, but never none"
    monkeypatch.setenv("XDG_RUNTIME_DIR", "run")
    assert find_socket_name() == ""


@LINUX
def test_a_place_that_is_too_long_or_no_folder_is_none(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ("long" * 40)))
    assert find_socket_name() == ""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert find_socket_name() == ""


def test_without_a_place_a_window_opens_all_the_same(qapp: QApplication) -> None:
    alone = Instance("")
    assert not is_taken("") and alone.claim()
    alone.release()


@pytest.mark.parametrize("user", ["", "65534"], ids=["the same user", "another user"])
@pytest.mark.linux("listens as another user")
def test_only_ones_own_window_is_believed(short_path: Path, user: str, qapp: QApplication) -> None:
    if user and os.getuid() != 0:
        return  # only root can be somebody else; the other case still holds that peers are asked for
    short_path.chmod(0o777)
    name = str(short_path / "window")
    words = [sys.executable, "-c", SQUATTER, name, user]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as squatter:
        assert squatter.stdout is not None and squatter.stdout.readline() == b"here\n"
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(name)
            assert is_own_peer(peer.fileno()) == (user == "")
        started = Instance(name)
        assert is_taken(name) and started.claim() == (user != "")
        started.release()
        squatter.kill()


@pytest.mark.linux("listens at a socket's path")
def test_a_second_start_says_why_it_opens_nothing(short_path: Path) -> None:
    short_path.chmod(0o700)
    name = str(short_path / "readiness-window")
    with subprocess.Popen([sys.executable, "-c", SQUATTER, name, ""], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None and first.stdout.readline() == b"here\n"
        second = readiness("--demo", XDG_RUNTIME_DIR=str(short_path), HOME=str(short_path), QT_QPA_PLATFORM="offscreen")
        first.kill()
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.strip() == OPEN_ALREADY
