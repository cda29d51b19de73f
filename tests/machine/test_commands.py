"""The system's own tools are started from the system's folders, and from no other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from readiness.machine.commands import find_tool, read_tool

TOOL = "whoami"
"""One that every Linux and every Windows has. (Wine 10 has it, too.)"""


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The open folder, in which somebody has put tools of these names."""
    for name in (TOOL, f"{TOOL}.exe", f"{TOOL}.bat", "only-here", "only-here.exe"):
        (tmp_path / name).write_text("#!/bin/sh\necho planted\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", ["", ".", "{}:", ":{}", ".:{}"])
def test_no_tool_comes_from_the_open_folder(planted: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", path.replace(":", os.pathsep).format(os.environ["PATH"]))
    assert find_tool("only-here") is None
    assert read_tool(("only-here",), 5.0) is None
    found = find_tool(TOOL)
    if path not in (".",):  # then the person has named no other folder
        assert found is not None and not Path(found).is_relative_to(planted)
        assert read_tool((TOOL,), 5.0) not in (None, "planted\n")


def test_a_tool_that_is_not_there_fails_or_hangs_says_nothing() -> None:
    assert read_tool(("no-such-program",), 1.0) is None
    assert read_tool((sys.executable, "-c", "raise SystemExit(1)"), 5.0) is None
    assert read_tool((sys.executable, "-c", "import time; time.sleep(9)"), 1.0) is None
    assert read_tool((sys.executable, "-c", "print(1)"), 5.0) in ("1\n", "1\r\n")
