"""Characters of foreign words: the one rule for what may be shown as it is.

Used for whatever others have written: profiles, reports, file names, device names, other programs' names.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_STEERING: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
"""Unicode's general categories (UAX #44) of what moves, colours, turns, hides or breaks the text around it: controls,
formats (directional marks, zero-width and tag characters), lone surrogates, private use, line and paragraph ends."""
STAND_IN: Final = "?"
"""What stands where such a character was. Every code page has it."""


def is_steering(letter: str) -> bool:
    """Does this character act on what is around it, instead of showing?"""
    return unicodedata.category(letter) in _STEERING


def make_visible(text: str) -> str:
    """Return the text on one line, with a question mark in place of each character that would steer the screen."""
    return "".join(STAND_IN if is_steering(letter) else letter for letter in text)
