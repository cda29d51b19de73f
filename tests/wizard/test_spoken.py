"""The whole wizard by keyboard alone, read from the real AT-SPI tree as a screen reader reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_from_start_to_result_by_what_is_read_out(tmp_path: Path) -> None:
    """A screen, a session bus and an accessibility bus of its own; nothing is known but what the tree says."""
    tmp_path.chmod(0o700)
    own = {name: str(tmp_path) for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", "dbus-run-session", "--"]
    ended = subprocess.run(
        [*screen, sys.executable, "-m", "tests.wizard.spoken"],
        cwd=ROOT,
        env={**bare, **own},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    heard = [line for line in ended.stdout.splitlines() if not line.startswith("SpiRegistry")]
    pages = [line.removesuffix(" – Visit Readiness") for line in heard if line.endswith(" – Visit Readiness")]
    # Which pages still ask after "Check everything" is up to the tips; the last ones always do.
    assert pages[-3:] == ["Your telephone", "For your visit", "Your result"]
    assert "announced: Good. You have all you need for your visit." in heard
