"""Nothing of what lies in the folder that happens to be open is ever run: by a check, the window or the staff's one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from readiness.machine.process import make_child_environment, program_command
from tests.planted import PlantedFolder
from tests.terminal.test_main import NO_SCREEN

SECONDS = 6.0


@pytest.fixture
def folder(tmp_path: Path) -> PlantedFolder:
    """A folder in which somebody has planted modules."""
    return PlantedFolder(tmp_path)


def start(folder: PlantedFolder, words: Sequence[str], path: str | None = None, for_s: float = 60.0) -> str:
    """Run this in the open folder, for so long at most; which of the planted modules ran."""
    environment = {name: value for name, value in NO_SCREEN.items() if not name.startswith("PYTHON")}
    environment |= {"HOME": str(folder.open.parent), "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    if path is not None:
        environment["PYTHONPATH"] = path
    with subprocess.Popen(
        words, cwd=folder.open, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        try:
            program.wait(for_s)
        except subprocess.TimeoutExpired:
            program.kill()
    return folder.run


CHECK = ("check", "camera", "computer", "video-app", "--demo", "--unattended", "--json")


def test_what_is_planted_would_be_run_by_a_start_that_searches(folder: PlantedFolder) -> None:
    """Or the tests below could not fail."""
    assert "__main__" in start(folder, (sys.executable, "-m", "readiness", "tips"))


@pytest.mark.parametrize(
    ("words", "for_s"),
    [(CHECK, 60.0), (("--demo",), SECONDS), (("support", "--window"), SECONDS), (("probe", "room", "--demo"), 60.0)],
    ids=["check", "window", "staff's window", "probe"],
)
def test_nothing_of_the_open_folder_is_run(folder: PlantedFolder, words: tuple[str, ...], for_s: float) -> None:
    assert start(folder, (*program_command(), *words), for_s=for_s) == ""


CHILDREN = """
import asyncio, sys
sys.path.insert(0, {root!r})
from readiness.probe.devices import list_devices
from readiness.tips import load_check
from readiness.probe.parent import Probe, make_launch
from readiness.core.setup import Setup
print(asyncio.run(list_devices()))
print(asyncio.run(Probe(load_check("computer"), Setup(), make_launch("computer")).run(print)))
"""


@pytest.mark.parametrize("path", ["", ".", ":/nowhere", "/nowhere::", "relative/place"])
def test_an_empty_place_on_pythons_search_path_is_no_reason_for_a_child(folder: PlantedFolder, path: str) -> None:
    """Python takes it for the open folder. The parent here is one that was not fooled by it: it was started with -I."""
    root = str(Path(__file__).resolve().parents[1])
    words = (sys.executable, "-I", "-c", CHILDREN.format(root=root))
    assert start(folder, words, path.replace(":", os.pathsep)) == ""


def test_whole_places_on_the_search_path_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", str(tmp_path), ".", "a/b"]))
    assert make_child_environment()["PYTHONPATH"] == str(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep)
    assert "PYTHONPATH" not in make_child_environment()
