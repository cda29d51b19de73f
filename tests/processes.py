"""The processes that a test has started, however it did."""

from __future__ import annotations

from typing import Final

import psutil

_SYSTEMS_OWN: Final = frozenset({"explorer.exe", "conhost.exe"})
"""Wine's desktop begins as a child of the first program; a console on Windows is a process, too."""


def children() -> list[psutil.Process]:
    """Every process that we have started and that lives."""
    alive = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.name() not in _SYSTEMS_OWN:
                alive.append(process)
        except (psutil.NoSuchProcess, OSError):  # it may end while it is asked, which Wine calls an invalid handle
            continue
    return alive
