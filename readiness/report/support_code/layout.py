"""The numbers in a support code: what each stands for, in format 1 (of version 0.1.0) and in format 8 (since 0.2.0).

What holds for ever, so that codes of any age can be read: numbers are append-only; the first four bits are the
format; the highest number of a field is never given to a finding (it says "not in the tables"). In format 1 a field
has bits; an older program reads the places of formats below 8 by it, and says of any other “please update”. Format 8
packs the fields in mixed radix (Knuth, TAOCP 4.1): each has as many numbers as its radix says and not the next power
of two, which leaves every tip eight spare ones where format 1 had none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readiness.report.support_code.symbols import BITS, DATA, Correction

FORMAT: Final = 8
FORMAT_BITS: Final = 4
FORMAT_BY_BITS: Final = 1
NEWER: Final = "newer"
"""In place of a finding's name: a number that this version has no name for."""

COMMON: Final = ("not-responding", "crashed", "error", "cancelled", "skipped", "not-needed")

# Position + 1 is the number; 0 is "was not part of the check". Append only; never change an order.
_INTERNET: Final = (
    *("good", "offline", "portal", "dns", "host-blocked", "relay-blocked", "unusable", "audio-only", "slow-up"),
    *("slow-down", "delayed", "unsteady", "lossy", "udp-blocked", "intercepted", "server-down", "busy-server"),
    *("bloated", "vpn", "weak-wifi", "by-phone"),
)
_CAMERA: Final = (
    *("good", "absent", "blocked", "in-use", "frozen", "covered", "virtual", "dark", "backlit", "too-bright"),
    *("blurred", "slow", "small", "flicker", "no-face", "too-far", "too-close", "off-centre", "unsteady"),
)
_MICROPHONE: Final = (
    *("good", "no-microphone", "blocked", "muted", "silent", "too-quiet", "clipped", "choppy", "narrow", "echo"),
    *("missing-part", "no-speech"),
)
SPEAKER: Final = ("no-speaker", "not-heard", "heard", "heard-by-microphone")


@dataclass(frozen=True, slots=True)
class Field:
    """One number of the code: the findings of a tip, or of the speaker."""

    tip: str
    names: tuple[str, ...]
    radix: int
    """How many numbers format 8 has for it, from 0; the highest one is kept for “not in the tables”."""
    bits: int
    """Its width in format 1."""

    @property
    def spare(self) -> int:
        """How many numbers are left for findings to come."""
        return self.radix - len(self.names) - 2


# The radix was set once, for format 8, as the names of that day, eight spare ones and two more. It never changes.
FIELDS: Final = (
    Field("video-app", (*COMMON, "installed", "missing", "old", "browser-ok", "no-browser", "browser-old"), 22, 4),
    Field("internet", (*COMMON, *_INTERNET), 37, 5),
    Field("restart", (*COMMON, "recent", "long-ago", "pending", "unreadable"), 20, 4),
    Field("computer", (*COMMON, "good", "battery", "busy", "memory", "disk", "old-system"), 22, 4),
    Field("camera", (*COMMON, *_CAMERA), 34, 5),
    Field("sound", (*COMMON, *_MICROPHONE), 28, 5),
    Field("speaker", SPEAKER, 10, 3),
    Field("room", (*COMMON, "good", "noisy", "not-private", "not-asked"), 20, 4),
    Field("phone", (*COMMON, "ready", "no-number", "invalid-number", "not-at-hand", "not-asked"), 21, 4),
    Field("visit", (*COMMON, "ready", "to-do", "not-asked"), 19, 4),
)
# Band 0 is "not measured"; band n lies below edge n (the last one has no upper edge). The same in both formats.
BANDS: Final[tuple[tuple[str, tuple[float, ...]], ...]] = (
    ("down_mbps", (0.1, 0.25, 0.5, 0.9, 2, 10)),
    ("up_mbps", (0.1, 0.25, 0.5, 0.9, 2, 10)),
    ("rtt_ms", (50, 100, 200, 300, 600, 1000)),
    ("loop_loss_percent", (0.5, 2, 5, 10, 15, 30)),
)
BAND_BITS: Final = 3
VERSION_BITS: Final = (3, 5, 3)
"""Major, minor and patch in format 1."""
RELEASES: Final = ("0.1.0", "0.2.0")
"""In their order: format 8 holds a release's place, from 1. Append only, with every release."""
RELEASE_RADIX: Final = 128
_KIND_RADIX: Final = 4
"""Demonstration, by phone: two answers of yes or no."""

RADICES: Final = (
    *(field.radix for field in FIELDS),
    *(len(edges) + 2 for _, edges in BANDS),
    RELEASE_RADIX,
    _KIND_RADIX,
)
"""Of format 8's numbers, in their order."""
PAYLOAD_BITS: Final = BITS * DATA - FORMAT_BITS


@dataclass(frozen=True, slots=True)
class Numbers:
    """A code's numbers, however they were packed: findings by FIELDS, bands by BANDS."""

    format: int
    findings: tuple[int, ...] = ()
    bands: tuple[int, ...] = ()
    release: str = ""
    """Empty where this version has no name for it."""
    demo: bool = False
    by_phone: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a code holds: findings by tip ("speaker" apart from "sound"), bands as (from, below) pairs.

    A finding that this version does not know is NEWER. `code` is the code as it should have been read. `version` is
    empty where this one has no name for it.
    """

    format: int
    version: str
    demo: bool
    findings: Mapping[str, str]
    bands: Mapping[str, tuple[float, float | None]]
    code: str
    correction: Correction | None = None
    by_phone: bool = False
    """The person said that they will have their visit by phone."""

    @property
    def newer(self) -> bool:
        """Is it from a newer program, which this one does not fully understand?"""
        return self.format > FORMAT or NEWER in self.findings.values()


def pack_numbers(numbers: Numbers) -> int:
    """Pack into the 70 bits of format 8."""
    kind = 2 * numbers.by_phone + numbers.demo
    values = (*numbers.findings, *numbers.bands, RELEASES.index(numbers.release) + 1, kind)
    payload = 0
    for value, radix in zip(values, RADICES, strict=True):
        assert 0 <= value < radix
        payload = payload * radix + value
    return FORMAT << PAYLOAD_BITS | payload


def unpack_numbers(number: int) -> Numbers | None:
    """Unpack 70 bits, of whatever format. None where no version of the program has written them."""
    made_as = number >> PAYLOAD_BITS
    if made_as > FORMAT:
        return Numbers(made_as)
    if made_as == FORMAT:
        return _unpack_radices(number & ((1 << PAYLOAD_BITS) - 1))
    return _unpack_bits(number) if made_as == FORMAT_BY_BITS else None


def _unpack_radices(payload: int) -> Numbers | None:
    values: list[int] = []
    for radix in reversed(RADICES):
        payload, value = divmod(payload, radix)
        values.insert(0, value)
    kind, release = values.pop(), values.pop()
    if payload or not release:
        return None
    told = RELEASES[release - 1] if release <= len(RELEASES) else ""
    return Numbers(
        FORMAT, tuple(values[: len(FIELDS)]), tuple(values[len(FIELDS) :]), told, bool(kind & 1), bool(kind & 2)
    )


def _unpack_bits(number: int) -> Numbers:
    left = PAYLOAD_BITS

    def take(width: int) -> int:
        nonlocal left
        left -= width
        return number >> left & ((1 << width) - 1)

    findings = tuple(take(field.bits) for field in FIELDS)
    bands = tuple(take(BAND_BITS) for _ in BANDS)
    release = ".".join(str(take(width)) for width in VERSION_BITS)
    return Numbers(FORMAT_BY_BITS, findings, bands, release, demo=bool(take(1)))
