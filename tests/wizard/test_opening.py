"""What comes up on the screen while the window opens: the window, and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from readiness.wizard.navigation import RESULT
from readiness.wizard.window import Window
from tests.wizard.conftest import Open
from tests.wizard.driver import live


class ShownWindows(QObject):
    """Notes the kind of each top-level widget that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("page", ["welcome", "camera", RESULT])
def test_nothing_flashes_up_beside_the_window(qapp: QApplication, opened: Open, page: str) -> None:
    """A widget that is shown before it has its place would be a window of its own for a moment."""
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    try:
        driver = opened()
        if page != "welcome":
            driver.window.controller.go(page)
        live(200)
    finally:
        qapp.removeEventFilter(shown)
    assert shown.kinds == [Window.__name__]
