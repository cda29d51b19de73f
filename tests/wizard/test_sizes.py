"""No size of the window makes a page lay itself out for ever."""

from __future__ import annotations

import subprocess
import sys

from tests.terminal.test_main import ROOT


def test_every_page_settles_at_every_size() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.wizard.sizes"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    sizes = done.stdout.splitlines()
    assert sizes[-1] == "settled", (sizes[-1], done.returncode, done.stderr[-2000:])
    assert len(sizes) > 5000
