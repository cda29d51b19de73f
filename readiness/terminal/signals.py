"""Ctrl-C, from the program's first line on. Imports next to nothing: it must be there before all else is."""

from __future__ import annotations

import os
import signal
from types import FrameType


def _stop(number: int, frame: FrameType | None) -> None:
    try:
        os.write(2, b"Stopped.\n")
    finally:
        os._exit(3)  # the contract's “could not check”


def end_at_once() -> None:
    """Make Ctrl-C end the program from now on, with one word.

    While modules load, Python's own `KeyboardInterrupt` can surface anywhere, even as another error: a class that is
    just being made turns it into a `RuntimeError` (Python 3.11). A program that starts us deaf to Ctrl-C keeps us so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def raise_again() -> None:
    """Make Ctrl-C raise `KeyboardInterrupt` from now on, for work that has something to put in order first."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def ignore() -> None:
    """Ignore Ctrl-C once the work is done: it would only spoil the exit code, or bring a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
