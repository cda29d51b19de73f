"""How a start of the window goes, and where it is kept that it is to go on. Light: every start asks this first."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STATE_NAME: Final = "progress.json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What could be made ready before the restart."""

    saved: bool
    arranged: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """How this start goes. `place` is the tip to open at, empty for the welcome page."""

    opens: bool = True
    place: str = ""
    done: tuple[str, ...] = ()
    profile: str = ""
    """The path of the clinic's profile to go on with, where one had been given."""
    restarted: bool = False
    offered: bool = False
    """The check was stopped at `place` today: the person may go on there, and is asked."""

    @property
    def resumes(self) -> bool:
        """Does it go on from something? With no place all the tips behind the restart were done."""
        return not self.offered and (self.restarted or bool(self.place))


def home_folder(environment: Mapping[str, str] | None = None) -> Path:
    """This user's own folder. Where the system knows of none, a place in which nothing is nor can be put."""
    own = os.environ if environment is None else environment
    given = own.get("HOME") or own.get("USERPROFILE")
    try:
        return Path(given or Path("~").expanduser())
    except RuntimeError:  # a container's user, or a kiosk's, whom no list of users names
        return Path(os.devnull)


def data_folder(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Where this user's programs keep their data. Windows: seen in Wine 10; macOS: never run."""
    own = os.environ if environment is None else environment
    home = home_folder(own)
    if platform == "win32":
        return Path(own.get("LOCALAPPDATA") or home / "AppData/Local") / "Readiness"
    if platform == "darwin":
        return home / "Library/Application Support/Readiness"
    given = own.get("XDG_DATA_HOME", "")
    return (Path(given) if given.startswith("/") else home / ".local/share") / "readiness"


def may_go_on() -> bool:
    """Is there anything that this start could go on from? Where there is not, it need not be looked into."""
    return (data_folder() / STATE_NAME).exists()
