"""The support code: what the check found in 16 characters that can be read over the phone, to and fro.

14 characters of Crockford's base32 carry 70 bits; 2 more are Reed-Solomon parity over GF(32). With the roots 1
and alpha a single wrong character leaves both syndromes other than zero and is put right; two characters that
changed places leave the first one zero, which no single wrong character does: a swap can never be taken for one.
The layout (bits, most significant first): format 4, one finding number a tip, bands, version, demonstration.

What holds for ever, so that codes of any age can be read: numbers are append-only and the highest number of a
field is never given to a finding (it says "not in the tables"). Formats 2 to 7 may change what the bands mean,
8 and above may change the places, too; an older program says "please update" and tells what these rules leave.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Final

from readiness import __version__
from readiness.model import Report

FORMAT: Final = 1
OTHER_PLACES: Final = 8
"""From this format on the fields may be elsewhere."""
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = {"O": "0", "I": "1", "L": "1"}
DATA: Final = 14
PARITY: Final = 2
LENGTH: Final = DATA + PARITY
GROUP: Final = 4
NEWER: Final = "newer"
"""In place of a finding's name: a number that this version has no name for."""

# What is taken for one another, by ear over a phone and by eye on paper.
_CONFUSED: Final = ("BCDEGPTVZ3", "AHJK8", "MN", "FSX", "59Y", "QK", "1J7", "0QD", "8B", "5S", "2Z", "6G", "VYW", "4A")

_COMMON: Final = ("not-responding", "crashed", "error", "cancelled", "skipped", "not-needed")

# Position + 1 is the number; 0 is "was not part of the check". Append only; never change an order.
_INTERNET: Final = (
    *("good", "offline", "portal", "dns", "host-blocked", "relay-blocked", "unusable", "audio-only", "slow-up"),
    *("slow-down", "delayed", "unsteady", "lossy", "udp-blocked", "intercepted", "server-down", "busy-server"),
    *("bloated", "vpn", "weak-wifi"),
)
_CAMERA: Final = (
    *("good", "absent", "blocked", "in-use", "frozen", "covered", "virtual", "dark", "backlit", "too-bright"),
    *("blurred", "slow", "small", "flicker", "no-face", "too-far", "too-close", "off-centre"),
)
_MICROPHONE: Final = (
    *("good", "no-microphone", "blocked", "muted", "silent", "too-quiet", "clipped", "choppy", "narrow", "echo"),
    *("missing-part", "no-speech"),
)
SPEAKER: Final = ("no-speaker", "not-heard", "heard", "heard-by-microphone")

_FIELDS: Final[tuple[tuple[str, int, tuple[str, ...]], ...]] = (
    ("video-app", 4, (*_COMMON, "installed", "missing", "old", "browser-ok", "no-browser", "browser-old")),
    ("internet", 5, (*_COMMON, *_INTERNET)),
    ("restart", 4, (*_COMMON, "recent", "long-ago", "pending", "unreadable")),
    ("computer", 4, (*_COMMON, "good", "battery", "busy", "memory", "disk", "old-system")),
    ("camera", 5, (*_COMMON, *_CAMERA)),
    ("sound", 5, (*_COMMON, *_MICROPHONE)),
    ("speaker", 3, SPEAKER),
    ("room", 4, (*_COMMON, "good", "noisy", "not-private", "not-asked")),
    ("phone", 4, (*_COMMON, "ready", "no-number", "invalid-number", "not-at-hand", "not-asked")),
    ("visit", 4, (*_COMMON, "ready", "to-do", "not-asked")),
)
# Band 0 is "not measured"; band n lies below edge n (the last one has no upper edge).
BANDS: Final[tuple[tuple[str, tuple[float, ...]], ...]] = (
    ("down_mbps", (0.1, 0.25, 0.5, 0.9, 2, 10)),
    ("up_mbps", (0.1, 0.25, 0.5, 0.9, 2, 10)),
    ("rtt_ms", (50, 100, 200, 300, 600, 1000)),
    ("loop_loss_percent", (0.5, 2, 5, 10, 15, 30)),
)
_BAND_BITS: Final = 3
_VERSION_BITS: Final = (3, 5, 3)


class CodeError(ValueError):
    """A code that cannot be read; the message names what to look at."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The one character that was put right: its group and place (from 1), what was read, what it must be."""

    group: int
    place: int
    read: str
    right: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a code holds: findings by tip ("speaker" apart from "sound"), bands as (from, below) pairs.

    A finding that this version does not know is NEWER. `code` is the code as it should have been read.
    """

    format: int
    version: str
    demo: bool
    findings: Mapping[str, str]
    bands: Mapping[str, tuple[float, float | None]]
    code: str
    correction: Correction | None = None

    @property
    def newer(self) -> bool:
        """Was it made by a newer program, which this one does not fully understand?"""
        return self.format > FORMAT or NEWER in self.findings.values()


def _bits(report: Report) -> Iterator[tuple[int, int]]:
    """The fields as (value, width in bits)."""
    lines = {line.tip: line for line in report.lines}
    yield FORMAT, 4
    for field, width, names in _FIELDS:
        line = lines.get("sound" if field == "speaker" else field)
        present = [] if line is None else [f.name for f in (line.found.main, *line.found.also)]
        if field == "sound":
            # A finding about the speaker may be the main one; the microphone then has its own in `also`, or is well.
            of_microphone = [name for name in present if name not in SPEAKER]
            present = of_microphone or (["good"] if present else [])
            if line is not None and line.found.main.name in _COMMON:
                present = [line.found.main.name]
        elif field == "speaker":
            present = [name for name in present if name in SPEAKER]
        if not present:
            yield 0, width
        else:
            yield (names.index(present[0]) + 1 if present[0] in names else (1 << width) - 1), width
    reading = lines["internet"].reading if "internet" in lines else None
    for key, edges in BANDS:
        value = (reading or {}).get(key)
        yield (bisect_right(edges, value) + 1 if isinstance(value, int | float) else 0), _BAND_BITS
    yield from _version_numbers()
    yield int(report.demo), 1


def encode(report: Report) -> str:
    """The report's code, as XXXX-XXXX-XXXX-XXXX."""
    number, bits = 0, 0
    for value, width in _bits(report):
        number, bits = number << width | value, bits + width
    assert bits == 5 * DATA
    return written(_codec().encode(bytearray(number >> 5 * at & 31 for at in reversed(range(DATA)))))


def written(symbols: bytes | bytearray) -> str:
    """Symbols (0 to 31) as characters in groups."""
    text = "".join(ALPHABET[symbol] for symbol in symbols)
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def decode(code: str) -> Decoded:
    """What a code says. CodeError names what is wrong with it, and where."""
    received = _read(code)
    if not any(received):
        raise CodeError("This is not a support code.")
    right, correction = _corrected(received)
    number = 0
    for symbol in right[:DATA]:
        number = number << 5 | symbol
    decoded = _unpacked(number, written(right), correction)
    if not _possible(decoded):
        raise CodeError(_suspicion(received))
    return decoded


def _parts(letter: str) -> bool:
    """Does it only stand between groups? Spaces, dots, and dashes of every kind, as word processors put them."""
    return letter.isspace() or letter in "._\N{MINUS SIGN}" or unicodedata.category(letter) in ("Pd", "Cf")


def _read(code: str) -> bytearray:
    """The characters as symbols."""
    code = unicodedata.normalize("NFKC", code)  # full-width characters, as some keyboards type them
    letters = [_ALIKE.get(letter, letter) for letter in code.upper() if not _parts(letter)]
    for at, letter in enumerate(letters):
        if letter not in ALPHABET:
            shown = letter if letter.isprintable() else "?"
            raise CodeError(
                f"“{shown}” in group {at // GROUP + 1} is not used in support codes. Ask for that group again."
            )
    if len(letters) != LENGTH:
        groups = "".join(" " if _parts(letter) else letter for letter in code).split()
        odd = [str(at) for at, group in enumerate(groups, 1) if len(group) != GROUP]
        where = ""
        if 0 < len(odd) < len(groups) and len(groups) == LENGTH // GROUP:
            where = f" Look at group {' and '.join(odd)}."
        raise CodeError(f"A support code has {LENGTH} characters in four groups; this one has {len(letters)}.{where}")
    return bytearray(ALPHABET.index(letter) for letter in letters)


def _corrected(received: bytearray) -> tuple[bytearray, Correction | None]:
    """The codeword that these characters were, with at most one put right. CodeError where no one character will do."""
    codec = _codec()
    first, second = _syndromes(received, codec)
    if first == 0 and second == 0:
        return received, None
    if first == 0 or second == 0:  # a swap, among others: never one wrong character
        raise CodeError(_suspicion(received))
    at = LENGTH - 1 - (codec.gf_log[second] - codec.gf_log[first]) % 31
    if at < 0:  # in the part of the full-length code that is never sent
        raise CodeError(_suspicion(received))
    right = bytearray(received)
    right[at] ^= first
    return right, Correction(at // GROUP + 1, at % GROUP + 1, ALPHABET[received[at]], ALPHABET[right[at]])


def _syndromes(symbols: bytes | bytearray, codec: Any) -> tuple[int, int]:
    """The code's value at its two roots, 1 and alpha: both 0 where it adds up."""
    first = second = 0
    for at, symbol in enumerate(symbols):
        first ^= symbol
        if symbol:
            second ^= codec.gf_exp[codec.gf_log[symbol] + LENGTH - 1 - at]
    return first, second


def _suspicion(received: bytearray) -> str:
    """What to ask for again: the groups that explain best why the code does not add up."""
    groups = sorted({at // GROUP + 1 for place in _explanations(received) for at in place})
    again = "Ask for all four groups once more, slowly."
    if len(groups) == 1:
        again = f"Look at group {groups[0]} first: ask for it again."
    elif len(groups) == 2:
        again = f"Look at groups {groups[0]} and {groups[1]} first: ask for them again."
    return f"This code does not add up: two or more characters are wrong, or changed places. {again}"


def _explanations(received: bytearray) -> list[tuple[int, int]]:
    """Pairs of places where a swap of neighbours, else two characters that are easily confused, would explain it."""
    codec = _codec()
    wanted = _syndromes(received, codec)
    swapped = []
    for at in range(LENGTH - 1):
        tried = bytearray(received)
        tried[at], tried[at + 1] = tried[at + 1], tried[at]
        if _syndromes(tried, codec) == (0, 0):
            swapped.append((at, at + 1))
    if swapped:
        return swapped
    changes = []
    for at, symbol in enumerate(received):
        letter = ALPHABET[symbol]
        for other in {each for alike in _CONFUSED if letter in alike for each in alike} - {letter}:
            tried = bytearray(received)
            tried[at] = ALPHABET.index(other)
            now = _syndromes(tried, codec)
            changes.append((at, (now[0] ^ wanted[0], now[1] ^ wanted[1])))
    return [
        (one, other)
        for (one, a), (other, b) in combinations(changes, 2)
        if one != other and (a[0] ^ b[0], a[1] ^ b[1]) == wanted
    ]


def _unpacked(number: int, code: str, correction: Correction | None) -> Decoded:
    left = 5 * DATA

    def take(width: int) -> int:
        nonlocal left
        left -= width
        return number >> left & ((1 << width) - 1)

    version_of_code = take(4)
    if version_of_code >= OTHER_PLACES:
        return Decoded(version_of_code, "", False, {}, {}, code, correction)
    findings = {}
    for field, width, names in _FIELDS:
        value = take(width)
        if value:
            findings[field] = names[value - 1] if value <= len(names) else NEWER
    bands = {}
    for key, edges in BANDS:
        value = take(_BAND_BITS)
        if value and version_of_code <= FORMAT:
            bands[key] = ((0.0, *edges)[value - 1], edges[value - 1] if value <= len(edges) else None)
    version = ".".join(str(take(width)) for width in _VERSION_BITS)
    return Decoded(version_of_code, version, bool(take(1)), findings, bands, code, correction)


def _possible(decoded: Decoded) -> bool:
    """Could a program have made this? Two wrong characters can look like one; most of what they make is nonsense.

    What a newer program may do is not known: its codes are taken as they are, but none is put right to be one.
    """
    if decoded.format == 0:
        return False
    if decoded.format > FORMAT:
        return decoded.correction is None
    newer = _counted(decoded.version) > _counted(_own_version())
    if newer and decoded.correction is None:
        return True
    findings = decoded.findings
    return (
        bool(findings)
        and (newer or NEWER not in findings.values())
        and not ("speaker" in findings and "sound" not in findings)
        and not (decoded.bands and "internet" not in findings)
    )


def _version_numbers() -> Iterator[tuple[int, int]]:
    """This version's parts as a code can hold them, with their widths in bits."""
    for part, width in zip(re.findall(r"\d+", __version__)[:3], _VERSION_BITS, strict=True):
        yield int(part) % (1 << width), width


def _own_version() -> str:
    return ".".join(str(number) for number, _ in _version_numbers())


def _counted(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def _codec() -> Any:
    """Reed-Solomon over GF(32), x^5 + x^2 + 1, first root alpha^0. See the module for why that root."""
    import reedsolo

    return reedsolo.RSCodec(PARITY, nsize=31, fcr=0, prim=0x25, c_exp=5)
