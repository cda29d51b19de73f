"""One start of this program after the next login: arranged, and taken back.

Linux: https://specifications.freedesktop.org/autostart-spec/. Windows' RunOnce was seen in Wine 10's registry,
macOS' LaunchAgents were never run: the tests look at what is written.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from readiness.files import write_whole
from readiness.machine.registry import Registry

_DESKTOP_FILE: Final = "readiness-resume.desktop"
_AGENT: Final = "org.readiness.resume"
_RUN_ONCE: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"
_VALUE: Final = "ReadinessResume"
LONGEST_RUN_ONCE: Final = 260
"""Characters that Windows takes for one command there."""


class LoginStart(Protocol):
    """At most one arrangement, for this user alone. No method raises."""

    def arrange(self, command: Sequence[str]) -> bool:
        """Have this command started after the next login. False where it cannot be arranged."""
        ...

    def withdraw(self) -> bool:
        """Take it back. True where none is left."""
        ...

    @property
    def arranged(self) -> bool:
        """Is there one?"""
        ...


def desktop_command(command: Sequence[str]) -> str:
    """An Exec value, by the Desktop Entry Specification: quoted, then escaped once more as any string is."""
    words = []
    for word in command:
        inner = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word.replace("%", "%%"))
        words.append(f'"{inner}"')
    return " ".join(words).replace("\\", "\\\\")


class _FileStart:
    """A file in a folder that the system reads at login."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _put(self, content: bytes) -> bool:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, content, mode=0o644)
        except OSError:
            return False
        return True

    def withdraw(self) -> bool:
        """See LoginStart."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return not self.arranged
        return True

    @property
    def arranged(self) -> bool:
        """See LoginStart."""
        return os.path.lexists(self._path)


class DesktopAutostart(_FileStart):
    """A .desktop file in the user's autostart folder."""

    def __init__(self, config: Path) -> None:
        super().__init__(config / "autostart" / _DESKTOP_FILE)

    def arrange(self, command: Sequence[str]) -> bool:
        """See LoginStart. Words with line breaks cannot be said in such a file."""
        if any("\n" in word or "\r" in word or "\0" in word for word in command):
            return False
        lines = ["[Desktop Entry]", "Type=Application", "Name=Visit Readiness", f"Exec={desktop_command(command)}"]
        lines += ["Terminal=false", "NoDisplay=true", "X-GNOME-Autostart-enabled=true"]
        return self._put(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))


class LaunchAgent(_FileStart):
    """A property list in ~/Library/LaunchAgents.

    Taking it back removes the file alone: `launchctl bootout` would end the very program that asks for it.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home / "Library/LaunchAgents" / f"{_AGENT}.plist")

    def arrange(self, command: Sequence[str]) -> bool:
        """See LoginStart."""
        agent = {
            "Label": _AGENT,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        try:
            return self._put(plistlib.dumps(agent))
        except (ValueError, UnicodeError):
            return False


class RunOnce:
    """A value in the user's RunOnce key, which Windows takes away before it starts the command."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def arrange(self, command: Sequence[str]) -> bool:
        """See LoginStart. A longer command would be passed over in silence."""
        line = subprocess.list2cmdline(command)
        return len(line) <= LONGEST_RUN_ONCE and self._registry.set_text("HKCU", _RUN_ONCE, _VALUE, line)

    def withdraw(self) -> bool:
        """See LoginStart."""
        return not self.arranged or self._registry.remove("HKCU", _RUN_ONCE, _VALUE)

    @property
    def arranged(self) -> bool:
        """See LoginStart."""
        return _VALUE in (self._registry.values("HKCU", _RUN_ONCE) or {})
