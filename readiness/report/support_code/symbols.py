"""The code's characters: 14 of data and 2 of parity, read as people write them, with one wrong one put right.

Crockford's base32 (https://www.crockford.com/base32.html) and Reed-Solomon parity over GF(32). With the roots 1 and
alpha a single wrong character leaves both syndromes other than zero and is put right; two characters that changed
places leave the first one zero, which no single wrong character does: a swap can never be taken for one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Final

import reedsolo

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = {"O": "0", "I": "1", "L": "1"}
DATA: Final = 14
PARITY: Final = 2
LENGTH: Final = DATA + PARITY
GROUP: Final = 4
BITS: Final = 5
"""In one character."""

# What is taken for one another, by ear over a phone and by eye on paper.
_CONFUSED: Final = ("BCDEGPTVZ3", "AHJK8", "MN", "FSX", "59Y", "QK", "1J7", "0QD", "8B", "5S", "2Z", "6G", "VYW", "4A")


class CodeError(ValueError):
    """A code that cannot be read; the message names what to look at."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The one character that was put right: its group and place (from 1), what was read, what it must be."""

    group: int
    place: int
    read: str
    right: str


def write_number(number: int) -> str:
    """Write a number of 70 bits as a code: XXXX-XXXX-XXXX-XXXX."""
    data = bytearray(number >> BITS * at & 31 for at in reversed(range(DATA)))
    return format_symbols(rs_codec().encode(data))


def read_number(symbols: bytes | bytearray) -> int:
    """Read the number of 70 bits out of a whole code's symbols."""
    number = 0
    for symbol in symbols[:DATA]:
        number = number << BITS | symbol
    return number


def format_symbols(symbols: bytes | bytearray) -> str:
    """Format symbols (0 to 31) as characters in groups."""
    text = "".join(ALPHABET[symbol] for symbol in symbols)
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def _is_separator(letter: str) -> bool:
    """Tell whether it only stands between groups: spaces, dots, and any kind of dash, as word processors put them."""
    return letter.isspace() or letter in "._\N{MINUS SIGN}" or unicodedata.category(letter) in ("Pd", "Cf")


def parse_symbols(code: str) -> bytearray:
    """Parse the characters into symbols. CodeError names a character that is none, or how many there are."""
    code = unicodedata.normalize("NFKC", code)  # full-width characters, as some keyboards type them
    letters = [_ALIKE.get(letter, letter) for letter in code.upper() if not _is_separator(letter)]
    for at, letter in enumerate(letters):
        if letter not in ALPHABET:
            shown = letter if letter.isprintable() else "?"
            raise CodeError(
                f"“{shown}” in group {at // GROUP + 1} is not used in support codes. Ask for that group again."
            )
    if len(letters) != LENGTH:
        groups = "".join(" " if _is_separator(letter) else letter for letter in code).split()
        odd = [str(at) for at, group in enumerate(groups, 1) if len(group) != GROUP]
        where = ""
        if 0 < len(odd) < len(groups) and len(groups) == LENGTH // GROUP:
            where = f" Look at group {' and '.join(odd)}."
        raise CodeError(f"A support code has {LENGTH} characters in four groups; this one has {len(letters)}.{where}")
    return bytearray(ALPHABET.index(letter) for letter in letters)


def correct_symbols(received: bytearray) -> tuple[bytearray, Correction | None]:
    """Find the code that these characters were, with at most one put right. CodeError where no one character will."""
    codec = rs_codec()
    first, second = _syndromes(received)
    if first == 0 and second == 0:
        return received, None
    if first == 0 or second == 0:  # a swap, among others: never one wrong character
        raise CodeError(explain_damage(received))
    at = LENGTH - 1 - (codec.gf_log[second] - codec.gf_log[first]) % 31
    if at < 0:  # in the part of the full-length code that is never sent
        raise CodeError(explain_damage(received))
    right = bytearray(received)
    right[at] ^= first
    return right, Correction(at // GROUP + 1, at % GROUP + 1, ALPHABET[received[at]], ALPHABET[right[at]])


def explain_damage(received: bytearray) -> str:
    """Say what to ask for again: the groups that explain best why the code does not add up."""
    groups = sorted({at // GROUP + 1 for place in _find_explanations(received) for at in place})
    again = "Ask for all four groups once more, slowly."
    if len(groups) == 1:
        again = f"Look at group {groups[0]} first: ask for it again."
    elif len(groups) == 2:
        again = f"Look at groups {groups[0]} and {groups[1]} first: ask for them again."
    return f"This code does not add up: two or more characters are wrong, or changed places. {again}"


def _find_explanations(received: bytearray) -> list[tuple[int, int]]:
    """Find pairs of places where a swap of neighbours, else two easily confused characters, would explain it."""
    wanted = _syndromes(received)
    swapped = []
    for at in range(LENGTH - 1):
        tried = bytearray(received)
        tried[at], tried[at + 1] = tried[at + 1], tried[at]
        if _syndromes(tried) == (0, 0):
            swapped.append((at, at + 1))
    if swapped:
        return swapped
    changes = []
    for at, symbol in enumerate(received):
        letter = ALPHABET[symbol]
        for other in {each for alike in _CONFUSED if letter in alike for each in alike} - {letter}:
            tried = bytearray(received)
            tried[at] = ALPHABET.index(other)
            now = _syndromes(tried)
            changes.append((at, (now[0] ^ wanted[0], now[1] ^ wanted[1])))
    return [
        (one, other)
        for (one, a), (other, b) in combinations(changes, 2)
        if one != other and (a[0] ^ b[0], a[1] ^ b[1]) == wanted
    ]


def _syndromes(symbols: bytes | bytearray) -> tuple[int, int]:
    """Compute the code's value at its two roots, 1 and alpha: both 0 where it adds up."""
    codec = rs_codec()
    first = second = 0
    for at, symbol in enumerate(symbols):
        first ^= symbol
        if symbol:
            second ^= codec.gf_exp[codec.gf_log[symbol] + LENGTH - 1 - at]
    return first, second


@cache
def rs_codec() -> Any:
    """Make Reed-Solomon over GF(32), x^5 + x^2 + 1, first root alpha^0; the module says why that root."""
    return reedsolo.RSCodec(PARITY, nsize=31, fcr=0, prim=0x25, c_exp=5)
