"""A look and windows for the tests. Offscreen: what needs a real screen starts one for itself."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from readiness.core.setup import Setup
from readiness.wizard.app import dress
from readiness.wizard.process.garbage import GarbageCollector
from readiness.wizard.style.theme import Appearance, Theme
from readiness.wizard.window import Window
from tests.wizard.driver import Driver, demonstration

Open = Callable[..., Driver]


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Appearance:
    """Light, whatever the system has."""
    made = Appearance(theme=Theme.LIGHT)
    dress(qapp, made)
    return made


@pytest.fixture(scope="session")
def collector(qapp: QApplication) -> GarbageCollector:
    """Collects while a window lives, as in the program."""
    return GarbageCollector(qapp)


@pytest.fixture(autouse=True)
def collected_here_alone(collector: GarbageCollector) -> Iterator[None]:
    """No thread of a window's may destroy another window's objects. Beyond these tests Python collects as ever."""
    del collector
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    """No test meets the windows of another one: a dialog that stands open keeps its window alive."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, Window):
            widget.hide()
            widget.deleteLater()


@pytest.fixture
def opened(look: Appearance) -> Iterator[Open]:
    """Opens windows, and sees to it that nothing of them is left."""
    drivers: list[Driver] = []

    def make(setup: Setup | None = None, **sources: Any) -> Driver:
        setup = setup or demonstration()
        setup = replace(setup, sources=replace(setup.sources, **sources))
        drivers.append(Driver(look, setup))
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.close()
