"""Runs a program in a console of its own and presses Ctrl-C there.

`python -m tests.windows.console FOLDER WORD -- COMMAND...`

Its stdout goes to FOLDER/out, its stderr to FOLDER/err, its exit code to FOLDER/code. Ctrl-C comes once WORD stands in
FOLDER/err. Only a console's own processes can be sent one, so this is one of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

assert sys.platform == "win32"


def main(arguments: Sequence[str]) -> None:
    """Start it, wait for the word, press Ctrl-C, wait for the end."""
    folder, word, command = Path(arguments[0]), arguments[1], arguments[3:]
    signal.signal(signal.SIGINT, lambda *_: None)
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        program = subprocess.Popen(command, stdout=out, stderr=err)
        until = time.monotonic() + 30
        while word not in (folder / "err").read_text(encoding="utf-8") and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(0, signal.CTRL_C_EVENT)
        pressed = time.monotonic()
        code = program.wait(30)
    (folder / "code").write_text(f"{code} {time.monotonic() - pressed:.1f}", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
