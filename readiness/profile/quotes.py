"""Curly quotes of a word processor in a clinic's profile, where TOML takes straight ones: found, with their keys.

https://toml.io/en/v1.0.0#string
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from readiness.core.characters import CURLY_QUOTES

MOST: Final = 20
"""Nobody reads of more lines at once."""
_FURTHEST: Final = 40_000
"""Words and marks to look through, ten for each entry that a profile may have. What lies behind them, as behind 20,000
lines of comments, is told by TOML's error alone, without its key."""
_CURLY: Final = re.compile(
    rf"[{CURLY_QUOTES}][^{CURLY_QUOTES}\n]*[{CURLY_QUOTES}]?|[\"'][^\"'\n]*[{CURLY_QUOTES}][\s,\]}}]*(?=\n|$)"
)
"""What begins with a curly quote, or with a straight one that a curly one at the line's end was to close."""
_WORDS: Final = re.compile(
    # Strings of many lines. One that nothing closes goes on to the end: looked for again behind each of its quotes,
    # that end would take minutes to find.
    r"\"\"\"(?:\\.|[^\\])*?(?:\"{3,5}|\\?\Z)|'''.*?(?:'{3,5}|\Z)"
    r"|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'"  # strings of one
    r"|\#[^\n]*",
    re.DOTALL,
)
_REST: Final = re.compile(rf"[\"'][^\n]*|[\w.-]+|\n+|[^\"'\w.\n{{}}#{CURLY_QUOTES}-]+")
"""A straight quote that nothing closes and what stands behind it, a bare word, empty lines, or what tells nothing."""
_HEADER: Final = re.compile(r"[ \t]*\[\[?[ \t]*([\w.-]+)[ \t]*\]\]?[^\n]*")
_KEY: Final = re.compile(r"([\w.-]+|\"[^\"\n]*\")[ \t]*=")


def find_curly_quotes(text: str) -> Iterator[tuple[int, str]]:
    """Find where curly quotes should be straight ones: (line number, key) of each, MOST at most, up to `_FURTHEST`.

    What stands inside of straight quotes, or behind a #, is text and may hold any.
    """
    table, keys, line, told, at = "", [""], 1, 0, 0
    fresh = True
    last = max(text.rfind(quote) for quote in CURLY_QUOTES)
    for _ in range(_FURTHEST):
        if at > last or told == MOST:
            return
        header = _HEADER.match(text, at) if fresh and len(keys) == 1 else None
        key = None if header is not None else _KEY.match(text, at)
        curly = _CURLY.match(text, at) if _WORDS.match(text, at) is None else None
        if header is not None:
            table, keys = header[1], [""]
        elif key is not None:
            keys[-1] = key[1].strip('"')
        elif curly is not None:
            told += 1
            yield line, ".".join(part for part in (table, *keys) if part)
        elif text[at] == "{":
            keys.append("")
        elif text[at] == "}" and len(keys) > 1:
            keys.pop()
        found = header or key or curly or _WORDS.match(text, at) or _REST.match(text, at)
        end = found.end() if found is not None else at + 1
        line += text.count("\n", at, end)
        fresh = text[end - 1] == "\n"
        at = end
