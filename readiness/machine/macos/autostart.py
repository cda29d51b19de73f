"""A start after login on a Mac. Never run on one: the tests look at what is written."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from readiness.machine.autostart import FileStart

_AGENT: Final = "org.readiness.resume"


class LaunchAgent(FileStart):
    """A property list in ~/Library/LaunchAgents.

    Taking it back removes the file alone: `launchctl bootout` would end the very program that asks for it.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home / "Library/LaunchAgents" / f"{_AGENT}.plist")

    def arrange(self, command: Sequence[str]) -> bool:
        """Write an agent that starts this command at login. False where it cannot be written."""
        agent = {
            "Label": _AGENT,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        try:
            return self.put(plistlib.dumps(agent))
        except (ValueError, UnicodeError):
            return False
