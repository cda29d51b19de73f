"""The name at which this user's window listens for a second start. Light: every start asks for it before it paints."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from readiness.machine.folders import data_folder

if sys.platform == "win32":
    import getpass
    import hashlib

_LONGEST: Final = 100
"""Bytes of a socket's path: Linux takes 107, macOS 103."""


def find_socket_name() -> str:
    """Find the socket's name, in a folder that nobody else can write; empty where there is none.

    Where others can write, one of them could listen there first and answer in the window's place: it would never open.
    """
    if sys.platform == "win32":  # pipes have no folders; who listens is looked at (seen in Wine 10)
        return "readiness-" + hashlib.sha256(getpass.getuser().encode()).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for folder in ([Path(runtime)] if runtime.startswith("/") else []) + [data_folder()]:
        name = str(folder / "readiness-window")
        if len(os.fsencode(name)) <= _LONGEST and _is_ours_alone(folder):
            return name
    return ""


def _is_ours_alone(folder: Path) -> bool:
    """Tell whether nobody else can put anything into this folder; make it where it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return sys.platform != "win32" and about.st_uid == os.getuid() and not about.st_mode & others


def is_taken(name: str) -> bool:
    """Tell whether a window may be listening at this name, without loading what asking it takes."""
    if os.name == "nt":  # seen in Wine 10
        return Path(rf"\\.\pipe\{name}").exists()
    return bool(name) and os.path.lexists(name)
