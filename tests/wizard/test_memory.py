"""What is kept between two starts: whole or not at all, nothing about the patient, and any rubbish is nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from readiness.machine.folders import data_folder
from readiness.wizard.memory.progress import Progress, ProgressStore
from tests.places import modes, own

SAVED = Progress(done=("video-app", "internet"), place="restart", profile="/etc/clinic.toml", at_s=1e9, restarting=True)


def test_there_and_back(tmp_path: Path) -> None:
    store = ProgressStore(tmp_path / "new" / "readiness")
    assert store.read() is None
    assert store.write(SAVED)
    assert store.read() == SAVED
    assert store.forget() and store.forget()
    assert store.read() is None
    assert list((tmp_path / "new" / "readiness").iterdir()) == [], "no torn rest beside it"


def test_nothing_about_the_patient_is_kept(tmp_path: Path) -> None:
    """An allow-list: who adds a key has to come by here."""
    ProgressStore(tmp_path).write(SAVED)
    [path] = tmp_path.iterdir()
    assert set(json.loads(path.read_bytes())) == {"format", "done", "place", "profile", "at_s", "restarting", "starts"}
    assert modes(path) == [own("600")], "others on this computer need not know"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"format": 2, "done": ["internet"]}',
        b'{"format": "1"}',
        b'{"done": "internet"}',
        b'{"at_s": "now"}',
        b"[" * 100_000,
        b" " * 100_000 + b"{}",
    ],
)
def test_rubbish_is_nothing_and_is_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "progress.json").write_bytes(content)
    store = ProgressStore(tmp_path)
    assert store.read() is None
    assert store.write(SAVED) and store.read() == SAVED


def test_what_this_version_does_not_know_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text(
        '{"done": ["sound", "telepathy", "internet"], "place": "telepathy", "later": {"key": 1}}',
        encoding="utf-8",
    )
    assert ProgressStore(tmp_path).read() == Progress(done=("internet", "sound"))


def test_where_nothing_can_be_written_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = ProgressStore(tmp_path / "file")
    assert not store.write(SAVED)
    assert store.read() is None
    assert store.forget()
    (tmp_path / "progress.json").mkdir()
    store = ProgressStore(tmp_path)
    assert not store.write(SAVED)
    assert store.read() is None
    assert not store.forget()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_write_that_fails_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ProgressStore(tmp_path)
    store.write(SAVED)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not store.write(Progress())
    assert store.read() == SAVED


def test_stopped_while_it_writes_nothing_is_left_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ProgressStore(tmp_path)
    store.write(SAVED)

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        store.write(Progress())
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]
    assert store.read() == SAVED


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"HOME": "/home/pat"}, "/home/pat/.local/share/readiness"),
        ("linux", {"HOME": "/home/pat", "XDG_DATA_HOME": "/data"}, "/data/readiness"),
        ("linux", {"HOME": "/home/pat", "XDG_DATA_HOME": "relative"}, "/home/pat/.local/share/readiness"),
        ("win32", {"LOCALAPPDATA": "/local", "USERPROFILE": "/pat"}, "/local/Readiness"),
        ("win32", {"USERPROFILE": "/pat"}, "/pat/AppData/Local/Readiness"),
        ("darwin", {"HOME": "/Users/pat"}, "/Users/pat/Library/Application Support/Readiness"),
    ],
)
def test_where_the_data_is(platform: str, environment: dict[str, str], folder: str) -> None:
    assert data_folder(environment, platform) == Path(folder)
