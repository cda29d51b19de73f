"""Which letter, with Alt, presses which button. No Qt."""

from __future__ import annotations

from collections.abc import Iterable


def choose_mnemonics(texts: Iterable[str]) -> list[str]:
    """Choose a letter for each text, no two alike: the first of a word where it can be; "" where none is left."""
    taken: set[str] = set()
    chosen = []
    for text in texts:
        initials = [word[0] for word in text.split()]
        letter = next((each for each in [*initials, *text] if each.isalpha() and each.casefold() not in taken), "")
        taken.add(letter.casefold())
        chosen.append(letter)
    return chosen
