"""What the built program is called on each system, and where it lies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from readiness import __version__
from readiness.machine import process

ROOT: Final = Path(__file__).resolve().parents[1]
NAME: Final = "Readiness"
CONSOLE: Final = process.CONSOLE
WINDOW: Final = process.WINDOW
SUMMARY: Final = "Check this computer before a video visit"
IDENTIFIER: Final = "io.github.readiness.Readiness"
PUBLISHER: Final = "The Readiness project"
DESKTOP_ID: Final = "readiness"
"""Also the application id under Wayland: `wizard/app.py` gives it to Qt, so the window finds its icon."""
VERSION: Final = __version__
SPEC: Final = ROOT / "build.spec"
DIST: Final = ROOT / "dist"


def work_folder(dist: Path) -> Path:
    """Name the folder for what is made on the way to this one."""
    return ROOT / "build" / ("bundle" if dist == DIST else f"bundle-{dist.name}")


def parts_folder(dist: Path) -> Path:
    """Name the folder in which the build keeps icons and the list of parts."""
    return work_folder(dist) / SPEC.stem


def executable(name: str) -> str:
    """The file's name on this system."""
    return f"{name}.exe" if sys.platform == "win32" else name


def version_quad(version: str = VERSION) -> tuple[int, int, int, int]:
    """The version as Windows wants it: four numbers. What follows the numbers ("rc1", "+local") is left out."""
    numbers: list[int] = []
    for part in version.split("."):
        digits = ""
        for character in part:
            if not character.isdecimal():
                break
            digits += character
        if not digits:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    first, second, third, fourth = (*numbers, 0, 0, 0, 0)[:4]
    return first, second, third, fourth
