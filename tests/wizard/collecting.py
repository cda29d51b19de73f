"""Forces collections in a measuring thread while pages are made and let go: `python -m tests.wizard.collecting cure`.

Prints how many of the pages' objects were destroyed in each thread. With anything but `cure` it leaves collecting to
Python, as a window without a cure would; then it stands still sooner or later, or ends once an object was destroyed in
the wrong thread.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from typing import Final

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout

from readiness.wizard.app import dress
from readiness.wizard.process.garbage import GarbageCollector
from readiness.wizard.style.theme import Appearance, Theme
from readiness.wizard.widgets.basic import Button, make_label
from readiness.wizard.widgets.layouts import Body
from tests.wizard.driver import live

TIMES: Final = 10_000
MAIN: Final = threading.get_ident()
OBJECTS: Final = 400
"""Made at once, they pass any threshold for collecting."""


class Choice(QObject):
    """As the window has many: an object without a parent that is connected to a page, and lies in a cycle."""

    asked = Signal(str)
    destroyed_here = 0
    destroyed_elsewhere = 0

    def __init__(self, button: Button) -> None:
        super().__init__()
        self._own = self
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self.asked.connect(self._hear)
        button.clicked.connect(self._look)

    def _look(self) -> None: ...

    def _hear(self, words: str) -> None: ...

    def __del__(self) -> None:
        if threading.get_ident() == MAIN:
            Choice.destroyed_here += 1
        else:
            Choice.destroyed_elsewhere += 1


class LeftPage(Body):
    """A page that scrolls, with a button and what belongs to it."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._own = self
        self._button = Button(look, "Next", "main")
        self._button.clicked.connect(lambda _: self.hide())
        self._choices = [Choice(self._button) for _ in range(2)]
        column = QVBoxLayout(self.inner)
        column.addWidget(self._button)
        column.addWidget(make_label("A page"))


def main(cured: bool) -> int:
    """Run it; 1 where something was destroyed or collected in the wrong thread."""
    qt = QApplication([])
    look = Appearance(theme=Theme.LIGHT)
    dress(qt, look)
    collector = GarbageCollector(qt)
    if not cured:
        collector.release()
    collected_elsewhere = 0

    def note(phase: str, _: object) -> None:
        nonlocal collected_elsewhere
        collected_elsewhere += phase == "start" and threading.get_ident() != MAIN

    gc.callbacks.append(note)
    gc.set_threshold(50, 2, 2)

    def measure() -> None:
        for _ in range(TIMES):
            kept = [[each] for each in range(OBJECTS)]  # where Python collects by itself, it does so here
            del kept
            time.sleep(0.0003)

    measuring = threading.Thread(target=measure, name="measuring", daemon=True)
    measuring.start()
    while measuring.is_alive() and not Choice.destroyed_elsewhere:
        LeftPage(look)
        LeftPage(look)
        live(1)
    print(f"{Choice.destroyed_here} destroyed here, {Choice.destroyed_elsewhere} and {collected_elsewhere} collections")
    return int(bool(Choice.destroyed_elsewhere or collected_elsewhere))


if __name__ == "__main__":
    code = main(sys.argv[1:] == ["cure"])
    sys.stdout.flush()
    os._exit(code)
