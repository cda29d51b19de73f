"""Where this system's programs keep a user's data, and what our own folder is called there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

WINDOWS: Final = sys.platform == "win32"
DATA: Final = "LOCALAPPDATA" if WINDOWS else "XDG_DATA_HOME"
"""The variable that names the folder in which each program has one of its own."""
OWN: Final = "Readiness" if WINDOWS else "readiness"
"""Our folder in it."""


def modes(*paths: Path) -> list[str]:
    """What others may do with these, by their modes: "700". On Windows modes mean nothing, and all of them are "own":
    there a folder in the user's own profile hands its permissions down."""
    return ["own" if WINDOWS else f"{path.stat().st_mode & 0o777:o}" for path in paths]


def own(mode: str) -> str:
    """This mode as `modes` tells it."""
    return "own" if WINDOWS else mode
