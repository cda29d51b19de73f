"""Files that another program has open, as a virus scanner or an indexer does at any moment."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from readiness.core.files import HELD_S, write_whole

assert sys.platform == "win32"


def test_a_file_that_is_held_for_a_moment_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("old", encoding="utf-8")
    held = path.open("rb")
    threading.Timer(sum(HELD_S) / 2, held.close).start()
    write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "new"


def test_one_that_stays_open_is_left_as_it_was_and_told_in_time(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    with path.open("rb"):
        started = time.monotonic()
        with pytest.raises(PermissionError):
            write_whole(path, "new", sync=False)
        assert time.monotonic() - started < 0.5
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path], "no half of a file is left"
