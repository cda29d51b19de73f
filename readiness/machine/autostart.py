"""One start of this program after the next login: arranged, and taken back. Each system does it in its own way."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from readiness.core.files import write_whole


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


class FileStart:
    """A file in a folder that the system reads at login."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, content: bytes) -> bool:
        """Write it. False where it cannot be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, content, mode=0o644)
        except OSError:
            return False
        return True

    def withdraw(self) -> bool:
        """Delete the file. True where none is left."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return not self.arranged
        return True

    @property
    def arranged(self) -> bool:
        """See LoginStart."""
        return os.path.lexists(self._path)
