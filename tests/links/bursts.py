"""A line that falls silent again and again, as Wi-Fi behind a microwave oven does."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from tests.links.link import Link


@dataclass(frozen=True, slots=True)
class Bursts:
    """Every `every_s` nothing comes through for `for_s`, either way."""

    every_s: float
    for_s: float


@contextlib.contextmanager
def bursting(made: Link, bursts: Bursts) -> Iterator[None]:
    """The line is like this meanwhile. Nothing else may be blocked on it."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(bursts.every_s - bursts.for_s):
            made.block("all")
            over.wait(bursts.for_s)
            made.block()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
