"""Builds a Linux computer out of files below a folder: the real code reads it as its root."""

from __future__ import annotations

from pathlib import Path

from readiness.machine.linux.computer import Linux


class Tree:
    """A small computer. Paths are the computer's own; the home is /home/pat."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home/pat"
        self.environment = {"HOME": str(self.home), "PATH": str(root / "usr/bin")}

    def machine(self) -> Linux:
        """The computer as it is now."""
        return Linux(self.root, self.environment)

    def file(self, path: str, content: str | bytes = "") -> Path:
        """Write a file."""
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def program(self, path: str) -> Path:
        """A program that could be started."""
        place = self.file(path, "#!/bin/sh\n")
        place.chmod(0o755)
        return place

    def entry(self, path: str, *lines: str, command: str = "/usr/bin/it", name: str = "It") -> Path:
        """A .desktop file with these further lines."""
        head = ("[Desktop Entry]", "Type=Application", f"Name={name}", f"Exec={command}")
        return self.file(path, "\n".join((*head, *lines)) + "\n")

    def link(self, path: str, to: str) -> Path:
        """A symbolic link."""
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(to)
        return place
