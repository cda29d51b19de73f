"""A start after login on Linux. https://specifications.freedesktop.org/autostart-spec/"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from readiness.machine.autostart import FileStart

_DESKTOP_FILE: Final = "readiness-resume.desktop"


def desktop_command(command: Sequence[str]) -> str:
    """Make an Exec value, by the Desktop Entry Specification: quoted, then escaped once more as any string is."""
    words = []
    for word in command:
        inner = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word.replace("%", "%%"))
        words.append(f'"{inner}"')
    return " ".join(words).replace("\\", "\\\\")


class DesktopAutostart(FileStart):
    """A .desktop file in the user's autostart folder."""

    def __init__(self, config: Path) -> None:
        super().__init__(config / "autostart" / _DESKTOP_FILE)

    def arrange(self, command: Sequence[str]) -> bool:
        """Write the file. False where that fails, or where a word has a line break or NUL, which it cannot hold."""
        if any("\n" in word or "\r" in word or "\0" in word for word in command):
            return False
        lines = ["[Desktop Entry]", "Type=Application", "Name=Visit Readiness", f"Exec={desktop_command(command)}"]
        lines += ["Terminal=false", "NoDisplay=true", "X-GNOME-Autostart-enabled=true"]
        return self.put(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))
