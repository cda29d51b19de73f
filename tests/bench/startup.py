"""How soon the first page is there, beside a bare PySide6 window with one label: `python -m tests.bench.startup`.

From the start of the process to the first paint, in turns, so that both meet the same machine. Ends with 1 where the
promise is not kept: within 2 times the bare window, and at most 250 ms more.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 11
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QLabel
class Bare(QLabel):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic_ns(), flush=True)
        application.quit()
application = QApplication([])
window = Bare("One label")
window.resize(1280, 720)
window.show()
application.exec()
"""
OURS = """
import sys, time
from readiness.terminal.main import main
from readiness.wizard import app
from readiness.wizard.window import Window
class Watched(Window):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic_ns(), flush=True)
        import os
        os._exit(0)
app.Window = Watched
sys.argv = ["readiness", *sys.argv[1:]]
main(sys.argv[1:])
"""


def first_paint_ms(code: str, *arguments: str) -> float:
    """From starting the process until its window was painted."""
    with tempfile.TemporaryDirectory() as own:
        places = dict.fromkeys(("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), own)
        environment = {**os.environ, **places}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        # An installed program is compiled when it is installed; a shell may forbid that to a checkout.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        begun = time.monotonic_ns()
        command = [sys.executable, "-c", code, *arguments]
        ended = subprocess.run(command, check=False, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    if ended.returncode or not ended.stdout:
        raise RuntimeError(ended.stderr)
    return (int(ended.stdout.split()[0]) - begun) / 1e6


def main(*arguments: str) -> int:
    """Measure in turns and print."""
    for code in (BARE, OURS):  # the disk's cache is warm for both
        first_paint_ms(code, *(arguments if code is OURS else ()))
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(first_paint_ms(BARE))
        ours.append(first_paint_ms(OURS, *arguments))
    low, high = statistics.median(bare), statistics.median(ours)
    shares = statistics.median(each / beside for each, beside in zip(ours, bare, strict=True))
    print(f"bare window  median {low:6.1f} ms  least {min(bare):6.1f}")
    print(f"first page   median {high:6.1f} ms  least {min(ours):6.1f}")
    print(f"ratio {shares:.2f} (promised 2), {high - low:.0f} ms more (promised 250)")
    return 0 if shares <= 2.0 and high - low <= 250 else 1


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["--demo"])))
