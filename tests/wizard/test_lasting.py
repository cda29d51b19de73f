"""Qt's calls and signals, many of them, do not use None and True up (PySide6 6.12.0 does: the process aborts)."""

from __future__ import annotations

import subprocess
import sys

MANY = """
import readiness.wizard
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    sent = Signal(object)
sender = Sender()
for _ in range(30000):
    sender.sent.emit("x")
    sender.setObjectName("x")
print("alive")
"""


def test_many_calls_and_signals_do_not_end_the_program() -> None:
    ended = subprocess.run([sys.executable, "-c", MANY], check=False, capture_output=True, encoding="utf-8", timeout=60)
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive"), ended.stderr
