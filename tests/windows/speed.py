"""How soon the built program's first page is there, beside a bare window of Qt's in the same Windows.

`make windows` runs it in the lab: `python -m tests.windows.speed` prints one JSON object, all in seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Final

from bundle.names import CONSOLE, NAME, ROOT, WINDOW
from tests.windows import shown_window
from tests.windows.handing_out import ROUNDS, measure_demonstration

assert sys.platform == "win32"

BUILT: Final = ROOT / "dist" / "windows" / NAME
BARE: Final = (
    "from PySide6.QtWidgets import QApplication, QLabel; a = QApplication([]); w = QLabel('One label'); "
    "w.setWindowTitle('Bare'); w.resize(1280, 720); w.show(); a.exec()"
)
STARTS: Final = 5
PATIENCE_S: Final = 60.0


def measure_start(command: Sequence[str]) -> float:
    """Measure the seconds from starting this until its window is there."""
    started = time.perf_counter()
    with subprocess.Popen(command) as program:
        try:
            shown_window.ShownWindow(lambda: [program.pid], PATIENCE_S)
            return time.perf_counter() - started
        finally:
            program.kill()


def main() -> None:
    """Measure in turns, so that both meet the same machine."""
    bare, ours = [sys.executable, "-c", BARE], [str(BUILT / f"{WINDOW}.exe"), "--demo"]
    for command in (bare, ours):
        measure_start(command)  # the disk's cache is warm for both
    starts = [(measure_start(bare), measure_start(ours)) for _ in range(STARTS)]
    told = {
        "bare": median(each for each, _ in starts),
        "ours": median(each for _, each in starts),
        "demonstration": median(measure_demonstration([str(BUILT / f"{CONSOLE}.exe")]) for _ in range(ROUNDS)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
