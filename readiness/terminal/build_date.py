"""When this program was built, and how old it is: the program itself never looks for updates."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from readiness import __version__
from readiness.core.assets import find_asset

FILE: Final = "build-date.txt"
"""Beside the other assets, where the program was built (`bundle/contents.py`): one day, as in ISO 8601."""


def read_build_date() -> date | None:
    """Read the day on which this program was built; None in a checkout."""
    try:
        return date.fromisoformat(find_asset(FILE).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def describe_version(built: date | None, today: date) -> str:
    """Tell the version, and where the day is known when it was built and how long ago that is; both days in UTC."""
    name = f"readiness {__version__}"
    if built is None:
        return name
    days = (today - built).days
    if days < 0:
        return f"{name}\nBuilt on {built}. This computer's clock says {today}, which is earlier. Please correct it."
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{name}\nBuilt on {built}, {ago}. It does not look for updates. Ask the clinic that gave it to you."


class VersionAction(argparse.Action):
    """Print what `describe_version` tells, and end: the day is read where it is asked for alone."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and how old it is, and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Do it."""
        print(describe_version(read_build_date(), datetime.now(UTC).date()))
        parser.exit()
