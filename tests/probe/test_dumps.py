"""A camera's child that crashes leaves nothing of its memory behind, in which the picture is."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.core.setup import Setup, Sources
from readiness.probe import protocol
from readiness.probe.parent import make_launch
from tests.clips import moving, write

LARGEST = ("sh", "-c", 'ulimit -c "$(ulimit -H -c)"; exec "$@"', "sh")
"""As large a core file as this user may have."""


def crash(folder: Path, *words: str, setup: bytes = b"") -> tuple[int, dict[str, str]]:
    """Start this, kill it by SIGSEGV once it has told something; its wait status, and what /proc said of it."""
    into, from_us = os.pipe()
    from_it, out = os.pipe()
    os.set_inheritable(into, True)
    moves = [(os.POSIX_SPAWN_DUP2, into, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_CLOSE, from_it)]
    here = Path.cwd()
    os.chdir(folder)
    try:
        child = os.posix_spawn("/bin/sh", [*LARGEST, *words], os.environ, file_actions=moves)
    finally:
        os.chdir(here)
    os.close(into)
    os.close(out)
    os.write(from_us, setup)
    with os.fdopen(from_it, "rb") as told:
        while line := told.readline():
            if not setup or b'"sample"' in line:
                break
        about = {
            name: Path(f"/proc/{child}/{name}").read_text(encoding="utf-8") for name in ("limits", "coredump_filter")
        }
        os.kill(child, signal.SIGSEGV)
        _, status = os.waitpid(child, 0)
    os.close(from_us)
    return status, about


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield write(tmp_path_factory.mktemp("video") / "clip.avi", moving())


@pytest.mark.linux("kills by SIGSEGV and looks for a core file")
def test_a_camera_that_crashes_leaves_no_core(tmp_path: Path, video: Path) -> None:
    setup = protocol.encode(Setup(sources=Sources(camera=str(video))))
    status, about = crash(tmp_path, *make_launch("camera"), setup=setup)
    assert os.WTERMSIG(status) == signal.SIGSEGV
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []
    [limit] = [line.split()[4] for line in about["limits"].splitlines() if line.startswith("Max core file size")]
    assert limit in ("0", "1"), "a program that takes cores is given none at 1 alone"
    assert int(about["coredump_filter"], 16) == 0, "should there be one all the same, it holds nothing of ours"


@pytest.mark.linux("kills by SIGSEGV and looks for a core file")
def test_another_program_would_leave_one_where_cores_are_files(tmp_path: Path) -> None:
    """Or the test above could not fail."""
    if Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8").startswith(("|", "/")):
        return  # then it is somebody else's to keep, and is not ours to look at
    status, _ = crash(tmp_path, "sh", "-c", "echo here; sleep 60")
    hard = subprocess.run(["sh", "-c", "ulimit -H -c"], check=True, capture_output=True).stdout.strip()
    assert os.WCOREDUMP(status) == (hard != b"0")
