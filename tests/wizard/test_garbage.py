"""No widget is ever destroyed by another thread than the window's, and what is garbage goes all the same."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from readiness.wizard.process.garbage import LOOK_MS, GarbageCollector
from tests.wizard.conftest import Open
from tests.wizard.driver import live

ROOT = Path(__file__).resolve().parents[2]


def collecting(how: str, within_s: float) -> int | None:
    """How it ends; None where it stands still."""
    words = [sys.executable, "-m", "tests.wizard.collecting", how]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        try:
            return program.wait(within_s)
        except subprocess.TimeoutExpired:
            program.kill()
            return None


def test_ten_thousand_forced_collections_destroy_nothing_in_the_measuring_thread() -> None:
    assert collecting("cure", 120.0) == 0


def test_without_the_cure_the_measuring_thread_destroys_what_is_the_windows() -> None:
    """Or the test above could not fail. It stands still, crashes, or is caught before."""
    assert collecting("none", 60.0) != 0


class Cycle:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def small_thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(50, 2, 2)
    yield
    gc.set_threshold(*before)


def test_garbage_goes_within_a_moment(qapp: QApplication, small_thresholds: None) -> None:
    collector = GarbageCollector(qapp)
    lost = [weakref.ref(Cycle()) for _ in range(200)]
    assert all(each() is not None for each in lost), "not at once"
    live(2 * LOOK_MS)
    assert all(each() is None for each in lost)
    collector.release()
    assert gc.isenabled()


def test_a_window_that_measures_collects_in_its_own_thread(opened: Open, small_thresholds: None) -> None:
    threads: set[int] = set()

    def note(phase: str, _: object) -> None:
        threads.add(threading.get_ident())

    gc.callbacks.append(note)
    try:
        driver = opened()
        driver.window.controller.everything()
        session = driver.window.controller.session
        driver.wait(lambda: session.tips["internet"].outcome is not None and not session.running(), 60)
    finally:
        gc.callbacks.remove(note)
    assert threads == {threading.get_ident()}
