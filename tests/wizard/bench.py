"""How smoothly the window runs: watchdog ticks over whole runs, one with faults, and a bare window's beside them.

`python -m tests.wizard.bench` prints a table; it ends with 1 where the promise is not kept: 99.5 % of the ticks
within 50 ms, none over 200. A tick is a timer of 10 ms; its lateness is how long the window could not have answered.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from readiness.core.verdict import Overall
from readiness.wizard.app import dress
from readiness.wizard.navigation import PROGRESS, RESULT
from readiness.wizard.style.theme import Appearance
from tests.wizard.driver import Driver, demonstration, live

TICK_MS = 10
FAULTS: Final = {
    "camera": "hang-deaf",
    "computer": "noise",
    "internet": "hang",
    "restart": "exit",
    "room": "babble",
    "sound": "hang-with-grandchild",
    "video-app": "abort",
}
READ_MS = 300
"""Sooner after the first paint nobody has read the page; what measures is loaded meanwhile."""


class Watchdog(QObject):
    """Notes how late each tick is."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch."""
        self._due = time.perf_counter() + TICK_MS / 1000
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._due) * 1000))
        self._due = now + TICK_MS / 1000

    def stop(self, name: str) -> bool:
        """Print the figures. True where the promise is kept."""
        self._timer.stop()
        late = sorted(self.late_ms)
        share = sum(each <= 50 for each in late) / len(late)
        at = [late[min(len(late) - 1, int(len(late) * part))] for part in (0.5, 0.99, 0.995)]
        figures = "  ".join(f"{each:7.1f}" for each in (*at, late[-1]))
        print(f"{name:32} {len(late):6}  {figures}  {share:8.2%}")
        return share >= 0.995 and late[-1] <= 200


def bare(seconds: float) -> None:
    """One label, nothing else."""
    label = QLabel("A bare window")
    label.show()
    watchdog = Watchdog()
    watchdog.start()
    live(round(seconds * 1000))
    watchdog.stop("bare window")
    label.hide()


def page_by_page(look: Appearance) -> bool:
    """Every page with its measuring, five seconds of the camera's live picture among them."""
    watchdog = Watchdog()
    driver = Driver(look, demonstration())
    watchdog.start()
    live(READ_MS)
    driver.click("Start the check")
    while driver.place != RESULT:
        if driver.place == PROGRESS:
            driver.to_result()
            break
        shown, state = driver.tip, driver.window.controller.session.tips[driver.place]
        if shown.start.isVisible():
            driver.click("Start")
        if driver.place == "camera":
            driver.wait(lambda: driver.finding, 20)
            picture = shown.picture
            assert picture is not None
            before = picture.shown
            live(5000)
            print(f"live picture: {(picture.shown - before) / 5:.1f} per second")
        driver.wait(lambda s=state: s.only_questions or s.outcome or s.watching, 60)  # type: ignore[misc]
        for question in driver.window.controller.session.questions(driver.place):
            driver.tab_to(f"{question.says.message} Yes")
            driver.press(Qt.Key.Key_Space)
        driver.click("Next")
    kept = watchdog.stop("page by page")
    driver.close()
    return kept


def misbehaving(tip: str) -> Sequence[str]:
    """A child that does what the worst drivers do, in the place of this tip's probe."""
    return (sys.executable, "-m", "tests.probe.faulty", FAULTS.get(tip, "raise"), str(os.getpid()))


def everything(look: Appearance, *, faults: bool = False) -> bool:
    """All at once; with faults, every child of it misbehaves in its own way."""
    watchdog = Watchdog()
    driver = Driver(look, demonstration(), launch=misbehaving if faults else None)
    watchdog.start()
    live(READ_MS)
    started = time.monotonic()
    driver.click("Check everything for me")
    driver.wait(lambda: driver.place != PROGRESS, 120)
    if faults:
        driver.window.controller.go(RESULT)
        assert driver.verdict is Overall.COULD_NOT_CHECK
    took = time.monotonic() - started
    kept = watchdog.stop("everything, all of it faulty" if faults else "check everything for me")
    print(f"everything took {took:.1f} s")
    driver.close()
    return kept


def main() -> int:
    """Run and print."""
    application = QApplication([])
    look = Appearance()
    dress(application, look)
    print(f"{'':32} {'ticks':>6}  {'50 %':>7}  {'99 %':>7}  {'99.5 %':>7}  {'worst':>7}  {'<= 50 ms':>8}")
    bare(5)
    kept = [everything(look), page_by_page(look), everything(look, faults=True)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
