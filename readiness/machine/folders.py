"""Where this user's files are on each system."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def home_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Find this user's own folder. Where the system knows of none, a place in which nothing is nor can be put."""
    own = os.environ if environment is None else environment
    given = own.get("HOME") or own.get("USERPROFILE")
    try:
        return Path(given or Path("~").expanduser())
    except RuntimeError:  # a container's user, or a kiosk's, whom no list of users names
        return Path(os.devnull)


def data_folder(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Find the folder where this program keeps this user's data. Windows: seen in Wine 10; macOS: never run."""
    own = os.environ if environment is None else environment
    home = home_folder(own)
    if platform == "win32":
        return Path(own.get("LOCALAPPDATA") or home / "AppData/Local") / "Readiness"
    if platform == "darwin":
        return home / "Library/Application Support/Readiness"
    given = own.get("XDG_DATA_HOME", "")
    return (Path(given) if given.startswith("/") else home / ".local/share") / "readiness"
