"""A seeded monkey on the real window: `python -m tests.soak.monkey SECONDS [SEED]`.

It clicks what is in sight, types, resizes, changes language and text size, kills a measuring process now and
then, closes the window and opens it again. One JSON line every few seconds says what the program takes up; the
last one says how it ended. It exits with 1 where something was raised, where a process was left, or where memory,
threads or handles grew by more than 5 % after the warm-up.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Final

import psutil
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

from readiness.wizard.app import dress
from readiness.wizard.style.theme import Appearance
from tests.processes import children
from tests.soak.growth import Use, grown
from tests.wizard.driver import Driver, demonstration

TICK_MS: Final = 60
LOOK_EVERY_S: Final = 3.0
WARM_UP: Final = 0.2
"""This share of the time is the warm-up: every page, picture and font has been there once by then."""
GROWTH_FROM_S: Final = 600.0
"""A shorter run shows crashes; whether something grows it cannot tell from what comes and goes."""
CLOSES_S: Final = 20.0
"""A window that is not gone this long after it was closed hangs."""
REOPEN_EVERY_S: Final = 25.0
_KEYS: Final = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_F1),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Delete),
)
_SIZES: Final = ((640, 480), (800, 600), (1024, 700), (1280, 720), (1366, 768))
_TYPED: Final = ("617-555-0142", "911", "+49 30 901820", "x", "🙂", "\u202e12", "9" * 60)


class Monkey:
    """Acts on whatever is open, menus and dialogs too, from the window's own loop."""

    def __init__(self, qt: QApplication, seconds: float, seed: int) -> None:
        self._qt, self._random = qt, random.Random(seed)
        self._look = Appearance()
        dress(qt, self._look)
        self._began = time.monotonic()
        self._seconds = seconds
        self._looked = self._opened = self._closed = self._began
        self.uses: list[Use] = []
        self.acts = self.windows = 0
        self.closing = False
        self.hangs = ""
        self.driver = self._open()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _open(self) -> Driver:
        self.windows += 1
        self.closing = False
        self._opened = time.monotonic()
        driver = Driver(self._look, demonstration())
        driver.window.demonstration.connect(lambda: None)
        return driver

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._looked > LOOK_EVERY_S:
            self._looked = now
            self._measure(now)
        if self.closing:
            if not self.driver.gone and now - self._closed > CLOSES_S:
                tops = [type(top).__name__ for top in self._qt.topLevelWidgets() if top.isVisible()]
                self.hangs = (
                    f"a closed window at “{self.driver.place}” is not gone; open: {tops}, children: {children()}"
                )
                self._timer.stop()
                self._qt.exit()
            if self.driver.gone:
                self.driver.window.controller.wait(2.0)
                self.driver.window.deleteLater()
                if now - self._began > self._seconds:
                    self._timer.stop()
                    self._qt.quit()
                else:
                    self.driver = self._open()
            return
        if now - self._began > self._seconds or now - self._opened > REOPEN_EVERY_S:
            self._end_window()
        else:
            self.acts += 1
            # Not from here: a timer does not tick again while a dialog that its own slot has opened is there.
            QTimer.singleShot(0, self._act)

    def _end_window(self) -> None:
        """Closed in the middle of whatever it does."""
        self._dismiss()
        self._close()
        self.driver.window.close()

    def _close(self) -> None:
        self.closing, self._closed = True, time.monotonic()

    def _dismiss(self) -> None:
        for _ in range(5):
            top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if top is None:
                return
            top.close()

    def _act(self) -> None:
        if self.closing:
            return
        if not self.driver.window.isVisible():  # closed by the monkey itself: by Esc, by a button
            self._close()
            return
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QFileDialog):  # it could write or delete anywhere
            modal.reject()
            return
        top: QWidget = QApplication.activePopupWidget() or modal or self.driver.window
        acts: tuple[tuple[Callable[[QWidget], None], int], ...] = (
            *((self._click, 50), (self._key, 20), (self._type, 3), (self._anywhere, 6), (self._resize, 2)),
            *((self._scroll, 4), (self._jump, 6), (self._hurry, 4), (self._kill, 1), (self._nothing, 12)),
        )
        act = self._random.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
        act(top)

    def _buttons(self, top: QWidget) -> list[QAbstractButton]:
        return [b for b in top.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]

    def _click(self, top: QWidget) -> None:
        if isinstance(top, QMenu):
            actions = [action for action in top.actions() if action.isEnabled()]
            if actions:
                QTest.mouseClick(
                    top, Qt.MouseButton.LeftButton, pos=top.actionGeometry(self._random.choice(actions)).center()
                )
            return
        buttons = self._buttons(top)
        if buttons:
            QTest.mouseClick(self._random.choice(buttons), Qt.MouseButton.LeftButton)

    def _hurry(self, top: QWidget) -> None:
        """The same button again and again."""
        buttons = self._buttons(top)
        if buttons:
            button = self._random.choice(buttons)
            for _ in range(4):
                if not _alive(button) or not button.isVisible() or not button.isEnabled():
                    return
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _key(self, top: QWidget) -> None:
        keys = Qt.KeyboardModifier
        modifier = self._random.choice((keys.NoModifier,) * 6 + (keys.ShiftModifier, keys.AltModifier))
        QTest.keyClick(top.focusWidget() or top, self._random.choice(_KEYS), modifier)

    def _type(self, top: QWidget) -> None:
        fields = [field for field in top.findChildren(QLineEdit) if field.isVisible()]
        for field in fields[:1]:
            field.clear()
            QTest.keyClicks(field, self._random.choice(_TYPED))

    def _anywhere(self, top: QWidget) -> None:
        point = QPoint(self._random.randrange(max(1, top.width())), self._random.randrange(max(1, top.height())))
        QTest.mouseClick(top.childAt(point) or top, Qt.MouseButton.LeftButton)

    def _resize(self, top: QWidget) -> None:
        del top
        self.driver.window.resize(*self._random.choice(_SIZES))

    def _scroll(self, top: QWidget) -> None:
        for area in top.findChildren(QAbstractScrollArea)[:1]:
            bar = area.verticalScrollBar()
            bar.setValue(self._random.randint(bar.minimum(), bar.maximum()))

    def _jump(self, top: QWidget) -> None:
        """The sidebar, or the way back and forth faster than anything starts."""
        del top
        controller = self.driver.window.controller
        for _ in range(self._random.choice((1, 1, 3, 6))):
            if self.closing:
                return
            self._random.choice(
                (
                    controller.back,
                    controller.forward,
                    lambda: controller.go(self._random.choice(list(controller.session.tips))),
                )
            )()

    def _kill(self, top: QWidget) -> None:
        """A driver crashes."""
        del top
        alive = children()
        if alive:
            try:
                self._random.choice(alive).send_signal(self._random.choice((signal.SIGKILL, signal.SIGABRT)))
            except psutil.NoSuchProcess:
                return

    def _nothing(self, top: QWidget) -> None:
        del top

    def _measure(self, now: float) -> None:
        gc.collect()
        process = psutil.Process()
        with process.oneshot():
            use = Use(
                at_s=now - self._began,
                memory_mb=process.memory_info().rss / 1e6,
                threads=process.num_threads(),
                handles=process.num_fds(),
            )
        self.uses.append(use)
        print(json.dumps({**use.told(), "place": self.driver.place, "acts": self.acts}), flush=True)


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(widget))


def main(seconds: float, seed: int) -> int:
    """Let it loose; the exit code."""
    raised: list[str] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = note
    with tempfile.TemporaryDirectory(prefix="monkey-") as home:
        # It presses everything: what it could start (a browser, a restart of the computer) is not to be found.
        os.environ |= {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        os.environ |= {
            "PATH": home,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/none",
        }
        qt = QApplication([])
        qt.setQuitOnLastWindowClosed(False)
        monkey = Monkey(qt, seconds, seed)
        qt.exec()
        left = len(children())
    complaints = [*raised, *(grown(monkey.uses, seconds * WARM_UP) if seconds >= GROWTH_FROM_S else ())]
    if monkey.hangs:
        complaints.append(monkey.hangs)
    if left:
        complaints.append(f"{left} processes left")
    told = {"seed": seed, "acts": monkey.acts, "windows": monkey.windows, "complaints": complaints}
    print(json.dumps(told), flush=True)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(
        main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6))
    )
