"""The support code: what the check found in 16 characters that can be read over the phone, to and fro.

14 characters of Crockford's base32 carry 70 bits; 2 more are Reed-Solomon parity over GF(32), so that one
wrong character is put right and a swap of neighbours is noticed. The layout (bits, most significant first):
format 4, one finding number a tip, bands, version, demonstration. Numbers are append-only: a code that was
read out years ago keeps its meaning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from readiness import __version__
from readiness.model import Report

FORMAT: Final = 1
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = {"O": "0", "I": "1", "L": "1"}
DATA: Final = 14
PARITY: Final = 2

_COMMON: Final = ("not-responding", "crashed", "error", "cancelled", "skipped", "not-needed")

# Position + 1 is the number; 0 is "was not part of the check". Append only; never change an order.
_INTERNET: Final = (
    *("good", "offline", "portal", "dns", "host-blocked", "relay-blocked", "unusable", "audio-only", "slow-up"),
    *("slow-down", "delayed", "unsteady", "lossy", "udp-blocked", "intercepted", "server-down", "busy-server"),
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
class Decoded:
    """What a code holds: findings by tip ("speaker" apart from "sound"), bands as (from, below) pairs."""

    format: int
    version: str
    demo: bool
    findings: Mapping[str, str]
    bands: Mapping[str, tuple[float, float | None]]
    corrected: bool


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
        chosen = next((name for name in present if name in names), None)
        yield (0 if chosen is None else names.index(chosen) + 1), width
    reading = lines["internet"].reading if "internet" in lines else None
    for key, edges in BANDS:
        value = (reading or {}).get(key)
        yield (bisect_right(edges, value) + 1 if isinstance(value, int | float) else 0), _BAND_BITS
    numbers = [int(part) for part in __version__.split(".")[:3]]
    for number, width in zip(numbers, _VERSION_BITS, strict=True):
        yield number % (1 << width), width
    yield int(report.demo), 1


def encode(report: Report) -> str:
    """The report's code, as XXXX-XXXX-XXXX-XXXX."""
    number, bits = 0, 0
    for value, width in _bits(report):
        number, bits = number << width | value, bits + width
    assert bits == 5 * DATA
    symbols = [number >> 5 * at & 31 for at in reversed(range(DATA))]
    text = "".join(ALPHABET[symbol] for symbol in _codec().encode(bytearray(symbols)))
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def decode(code: str) -> Decoded:
    """What a code says. CodeError names what is wrong with it, and where."""
    letters = [_ALIKE.get(letter, letter) for letter in code.upper() if letter not in " -–.\t"]
    for at, letter in enumerate(letters):
        if letter not in ALPHABET:
            raise CodeError(
                f"“{letter}” in group {at // 4 + 1} is not used in support codes. Ask for that group again."
            )
    if len(letters) != DATA + PARITY:
        raise CodeError(f"A support code has {DATA + PARITY} characters in four groups; this one has {len(letters)}.")
    received = bytearray(ALPHABET.index(letter) for letter in letters)
    symbols, corrected = _corrected(received)
    number = 0
    for symbol in symbols:
        number = number << 5 | symbol
    return _unpacked(number, corrected)


def _corrected(received: bytearray) -> tuple[bytearray, bool]:
    import reedsolo

    wrong = CodeError("This code does not add up: two or more characters are wrong. Ask for it once more.")
    try:
        data, whole, _ = _codec().decode(received)
    except reedsolo.ReedSolomonError:
        raise wrong from None
    if any(symbol > 31 for symbol in whole):
        raise wrong
    return data, bytes(whole) != bytes(received)


def _unpacked(number: int, corrected: bool) -> Decoded:
    left = 5 * DATA

    def take(width: int) -> int:
        nonlocal left
        left -= width
        return number >> left & ((1 << width) - 1)

    written = take(4)
    if written == 0:
        raise CodeError("This is not a support code.")
    findings = {}
    for field, width, names in _FIELDS:
        value = take(width)
        if value:
            findings[field] = names[value - 1] if value <= len(names) else "newer"
    bands = {}
    for key, edges in BANDS:
        value = take(_BAND_BITS)
        if value:
            bands[key] = ((0.0, *edges)[value - 1], edges[value - 1] if value <= len(edges) else None)
    version = ".".join(str(take(width)) for width in _VERSION_BITS)
    return Decoded(written, version, bool(take(1)), findings, bands, corrected)


def _codec() -> Any:
    """Reed-Solomon over GF(32), x^5 + x^2 + 1. With the first root at 1 a swap of two characters leaves the
    first syndrome zero, which no single wrong character does: it can never be mistaken for one."""
    import reedsolo

    return reedsolo.RSCodec(PARITY, nsize=31, fcr=0, prim=0x25, c_exp=5)
