"""The probe's JSON lines, both ways. msgspec: it fills the standard library's dataclasses and refuses the rest."""

from __future__ import annotations

from typing import Any

import msgspec

from readiness.core.check import Live
from readiness.core.setup import Setup


class ProbeMessage(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One line from child to parent: `hello`, any number of `sample`, then `end`."""

    kind: str
    pid: int = 0
    reading: Any = None
    live: Live | None = None
    raised: str = ""
    """On `end`: the kind of exception that the measurement ended with; empty where it ended well."""


NOT_OURS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises where a line is none of ours; msgspec lets the last two through as they are."""

_ENCODER = msgspec.json.Encoder()
_LINES = msgspec.json.Decoder(ProbeMessage)
_SETUPS = msgspec.json.Decoder(Setup)


def encode(value: object) -> bytes:
    """Write a value as one line, with its line end. Non-finite floats become null."""
    return _ENCODER.encode(value) + b"\n"


def decode_line(line: bytes) -> ProbeMessage:
    """Read a child's line. One of NOT_OURS where it is none."""
    return _LINES.decode(line)


def decode_setup(line: bytes) -> Setup:
    """Read the parent's first line. msgspec.MsgspecError where it is none."""
    return _SETUPS.decode(line)


def decode_reading(reading: object, reading_type: type[Any]) -> Any:
    """Turn a child's reading into this check's own type. msgspec.MsgspecError where it does not fit."""
    return msgspec.convert(reading, reading_type)
