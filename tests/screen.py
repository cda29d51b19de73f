"""A real X server of a test's own."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator


@contextlib.contextmanager
def x_server() -> Iterator[str]:
    """Start an X server; gives its display, as for `DISPLAY`.

    It chooses its number itself: one that was free a moment ago may be taken by now.
    """
    read, write = os.pipe()
    server = subprocess.Popen(
        # -noreset: or the server starts anew behind each window, and the next one may come too early.
        ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read, encoding="utf-8") as told:
            number = told.readline().strip()
        if not number:
            raise OSError("no X server could be started")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
