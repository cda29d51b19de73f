"""Keeps None, True and False alive under PySide6 6.12 and Python 3.11.

That PySide6 is built for Pythons (3.12 and later) in which these never die, and hands them out without counting:
each signal that is emitted takes one reference from True, each call that returns nothing takes one from None. In
Python 3.11 the count reaches zero after some hundred signals and the process aborts ("bool_dealloc: deallocating
True or False"). Giving them a count that is never used up is what Python 3.12 does itself (PEP 683).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_NEVER_USED_UP: Final = 1 << 40


def keep() -> None:
    """Call once, before any of PySide6 is used. Does nothing where Python does it itself."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    for each in (None, True, False, NotImplemented, Ellipsis):
        if sys.getrefcount(each) < _NEVER_USED_UP // 2:
            ctypes.c_ssize_t.from_address(id(each)).value += _NEVER_USED_UP  # an object begins with its count
