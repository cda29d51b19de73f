"""Characters of foreign words: the one rule for what may be shown as it is.

Used for whatever others have written: profiles, reports, file names, device names, other programs' names.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_STEERING: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
"""Unicode's general categories (UAX #44) of what moves, colours, turns, hides or breaks the text around it: controls,
formats (directional marks, zero-width and tag characters), lone surrogates, private use, line and paragraph ends."""
_UNSEEN: Final = (
    *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x2065, 0x2065), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),
    *((0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)),
)
"""What else shows nothing, by Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), from first to last;
without the selectors of a sign's form that ordinary texts hold."""
CURLY_QUOTES: Final = "“”„‟‘’‚‛«»‹›″′＂＇❝❞「」『』"
"""A word processor's, and what looks like one, where others take straight ones."""
_JOINERS: Final = "\u200c\u200d"
_JOINED: Final = (
    *("ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU"),
    *("KANNADA", "MALAYALAM", "SINHALA", "MYANMAR", "KHMER"),
)
"""Scripts, as Unicode's names begin, in whose spelling a joiner between two letters counts (RFC 5892, A.1 and A.2)."""
STAND_IN: Final = "?"
"""What stands where such a character was. Every code page has it."""


def is_steering(letter: str) -> bool:
    """Tell whether this character acts on what is around it, or shows nothing, instead of showing."""
    code = ord(letter)
    if unicodedata.category(letter) in _STEERING:
        return True
    return code >= _UNSEEN[0][0] and any(low <= code <= high for low, high in _UNSEEN)


def find_steering(text: str) -> list[int]:
    """Find the places of such characters. A joiner within a word of a script that needs it is none."""
    return [at for at, letter in enumerate(text) if is_steering(letter) and not _is_spelling(text, at)]


def make_visible(text: str) -> str:
    """Return the text on one line, with a question mark in place of each character that would steer the screen."""
    if text.isprintable() and text.isascii():
        return text
    letters = list(text)
    for at in find_steering(text):
        letters[at] = STAND_IN
    return "".join(letters)


def _is_spelling(text: str, at: int) -> bool:
    if text[at] not in _JOINERS or not 0 < at < len(text) - 1:
        return False
    before, after = (unicodedata.name(text[place], "").partition(" ")[0] for place in (at - 1, at + 1))
    return before == after and before in _JOINED
