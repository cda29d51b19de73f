"""One start after the next login: what is written on each system, and what cannot be written."""

from __future__ import annotations

import configparser
import os
import plistlib
import stat
import subprocess
from pathlib import Path

import pytest

from readiness.machine.autostart import LoginStart
from readiness.machine.linux.autostart import DesktopAutostart, desktop_command
from readiness.machine.linux.computer import Linux
from readiness.machine.linux.desktop_entries import read_groups
from readiness.machine.macos.autostart import LaunchAgent
from readiness.machine.macos.computer import MacOS
from readiness.machine.windows.autostart import RunOnce
from readiness.machine.windows.computer import Windows
from tests.machine.linux.exec_line import words_of
from tests.machine.windows.registry_tree import RegistryTree

COMMAND = ["/opt/My Programs/readiness", "--profile", "/home/pat/clinic.toml", "--resume"]


@pytest.mark.parametrize(
    "word", ["plain", "two words", 'a "quoted" one', "back\\slash", "$HOME `id`", "100 %U", "ä ½", "", "a;b&c|d>e#"]
)
def test_any_word_comes_back_as_it_was(word: str) -> None:
    assert words_of(desktop_command(["/bin/it", word, "--resume"])) == ["/bin/it", word, "--resume"]


@pytest.mark.linux("arranges a start by a desktop file")
def test_linux(tmp_path: Path) -> None:
    start = Linux(environment={"HOME": str(tmp_path)}).login_start()
    assert not start.arranged and start.withdraw()
    assert start.arrange(COMMAND)
    [path] = (tmp_path / ".config/autostart").iterdir()
    entry = read_groups(path)["Desktop Entry"]
    assert words_of(entry["Exec"]) == COMMAND
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")
    assert "Hidden" not in entry and "OnlyShowIn" not in entry
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    strict = configparser.ConfigParser(interpolation=None, strict=True)
    strict.read(path)
    subprocess.run(["desktop-file-validate", path], check=True)
    assert start.arrange(["other"]) and len(list(path.parent.iterdir())) == 1
    assert start.arranged and start.withdraw() and not start.arranged
    assert list(path.parent.iterdir()) == []


@pytest.mark.linux("arranges a start by a desktop file")
def test_linux_with_a_config_folder_of_its_own(tmp_path: Path) -> None:
    own = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert Linux(environment=own).login_start().arrange(COMMAND)
    assert list((tmp_path / "config/autostart").iterdir())
    assert not (tmp_path / "home").exists()


def test_macos(tmp_path: Path) -> None:
    start = MacOS(home=tmp_path).login_start()
    assert start.arrange(COMMAND)
    [path] = (tmp_path / "Library/LaunchAgents").iterdir()
    agent = plistlib.loads(path.read_bytes())
    assert path.name == f"{agent['Label']}.plist"
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (COMMAND, True)
    assert "KeepAlive" not in agent, "never a loop"
    assert start.withdraw() and not start.arranged


def test_windows() -> None:
    registry = RegistryTree({})
    start = Windows(registry).login_start()
    assert not start.arranged and start.withdraw()
    assert start.arrange([r"C:\Program Files\Readiness\readiness.exe", "--resume"])
    run_once = registry.values("HKCU", r"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce")
    assert run_once == {"ReadinessResume": r'"C:\Program Files\Readiness\readiness.exe" --resume'}
    assert start.arranged and start.withdraw() and not start.arranged
    assert not start.arrange(["x" * 300]), "Windows would pass it over in silence"


def unwritable(tmp_path: Path) -> Path:
    """A folder that cannot be made, even by root."""
    place = tmp_path / "file"
    place.touch()
    return place


@pytest.mark.parametrize("which", ["linux", "macos", "windows"])
def test_where_it_cannot_be_arranged_it_says_so(tmp_path: Path, which: str) -> None:
    starts: dict[str, LoginStart] = {
        "linux": DesktopAutostart(unwritable(tmp_path)),
        "macos": LaunchAgent(unwritable(tmp_path)),
        "windows": RunOnce(RegistryTree({}, writable=False)),
    }
    assert not starts[which].arrange(COMMAND)
    assert not starts[which].arranged
    assert starts[which].withdraw()


def test_one_that_cannot_be_taken_back_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = DesktopAutostart(tmp_path)
    assert start.arrange(COMMAND)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    assert not start.withdraw()
    key = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"
    assert not RunOnce(RegistryTree({key: {"ReadinessResume": "x"}}, writable=False)).withdraw()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not DesktopAutostart(tmp_path).arrange(COMMAND)
    assert list((tmp_path / "autostart").iterdir()) == []


def test_a_word_that_no_such_file_can_hold(tmp_path: Path) -> None:
    assert not DesktopAutostart(tmp_path).arrange(["/bin/it", "two\nlines"])
    assert not DesktopAutostart(tmp_path).arrange(["/a\rb"])


@pytest.mark.linux("looks for commands on the search path")
def test_the_systems_own_restart(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    own = {"HOME": str(tmp_path), "PATH": str(tmp_path / "bin")}
    assert Linux(environment=own).restart_commands() == ()
    for name in ("shutdown", "systemctl"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    by_systemd, by_hand = Linux(environment=own).restart_commands()
    assert by_systemd == [str(tmp_path / "bin/systemctl"), "reboot"]
    assert by_hand == [str(tmp_path / "bin/shutdown"), "-r", "now"]


def test_the_systems_own_restart_elsewhere(tmp_path: Path) -> None:
    [windows] = Windows(RegistryTree({})).restart_commands()
    assert windows[0].lower() == r"c:\windows\system32\shutdown.exe" and "/r" in windows and "/f" not in windows
    [mac] = MacOS(home=tmp_path).restart_commands()
    assert mac[0] == "/usr/bin/osascript" and "restart" in mac[-1]
