"""A window that stands still is told of in the log, with where each thread is and nothing else."""

from __future__ import annotations

import logging
import re
import threading
import time

import pytest
from PySide6.QtWidgets import QApplication

from readiness.probe.crashes import SafeText, describe_stacks
from readiness.wizard.process.watchdog import Watchdog
from tests.wizard.driver import live

STILL_S = 1.0


def told(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [each for each in caplog.records if each.name == "readiness.wizard.process.watchdog"]


def test_a_window_that_stands_still_is_told_of_once(qapp: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog(qapp, STILL_S)
    live(1500)
    assert told(caplog) == [], "while it lives"
    time.sleep(3.0)  # the window's thread
    [record] = told(caplog)
    assert record.levelno == logging.ERROR
    live(600)
    time.sleep(2.0)
    assert len(told(caplog)) == 2, "and again when it stands still again"
    watchdog.stop()
    time.sleep(2.0)
    assert len(told(caplog)) == 2


def test_what_is_told_names_our_own_places_and_nobodys_folders() -> None:
    release = threading.Event()
    other = threading.Thread(target=release.wait, name="/home/mary\x1b", daemon=True)
    other.start()
    words = describe_stacks()
    release.set()
    assert isinstance(words, SafeText)
    place = r"readiness/[a-z0-9_/]+\.py:\d+"
    one = rf"(\w+|a thread) at (foreign code|{place}( < {place})*)"
    assert re.fullmatch(f"{one}(; {one})+", words), words
