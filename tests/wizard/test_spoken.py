"""The whole wizard by keyboard alone, read from the real AT-SPI tree as a screen reader reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.screen import x_server

ROOT = Path(__file__).resolve().parents[2]


TITLES = (
    *("Your video program", "Your internet", "A fresh start", "Power and speed", "Your camera"),
    *("Your microphone and speaker", "Your room", "Your telephone", "For your visit"),
)


def walk(how: str, tmp_path: Path) -> list[str]:
    """What a person with a screen reader came by. A screen, a session bus and an accessibility bus of its own."""
    tmp_path.chmod(0o700)
    own = {name: str(tmp_path) for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
    with x_server() as display:
        ended = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-m", "tests.wizard.spoken", how],
            cwd=ROOT,
            env={**bare, **own, "DISPLAY": display},
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
        )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return [line for line in ended.stdout.splitlines() if not line.startswith("SpiRegistry")]


def test_every_page_from_start_to_result_by_what_is_read_out(tmp_path: Path) -> None:
    """Each page's name, what was found on it, once, and the result; nothing is known but what the tree says."""
    heard = walk("page-by-page", tmp_path)
    titles = [f"{title} – Visit Readiness" for title in (*TITLES, "Your result")]
    assert [line for line in heard if line.endswith(" – Visit Readiness")] == titles
    assert sum(line.startswith("finding: Good. ") for line in heard) == len(TITLES)
    assert "result: Ready. Your computer is ready for your video visit." in heard


def test_everything_at_once_by_what_is_read_out(tmp_path: Path) -> None:
    heard = walk("everything", tmp_path)
    pages = [line.removesuffix(" – Visit Readiness") for line in heard if line.endswith(" – Visit Readiness")]
    # Which pages still ask after "Check everything" is up to the tips; the last ones always do.
    assert pages[-3:] == ["Your telephone", "For your visit", "Your result"]
    assert "announced: Good. You have all you need for your visit." in heard
