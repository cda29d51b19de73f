"""A .desktop file's Exec value read back, letter by letter by the specification: a second opinion on ours."""

from __future__ import annotations

_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def words_of(value: str) -> list[str]:
    """The words of a command whose words are all in quotes. First the string's escapes go, then the quotes' own."""
    plain, at = "", 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
            plain += _ESCAPES[value[at]]
        else:
            plain += value[at]
        at += 1
    words: list[str] = []
    word, quoted, at = "", False, 0
    while at < len(plain):
        letter = plain[at]
        if letter == '"':
            if quoted:
                words.append(word)
            word, quoted = "", not quoted
        elif quoted and letter == "\\":
            at += 1
            word += plain[at]
        elif letter == "%":
            at += 1
            assert plain[at] == "%"
            word += "%"
        elif quoted:
            word += letter
        at += 1
    assert not quoted
    return words
