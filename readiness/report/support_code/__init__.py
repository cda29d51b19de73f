"""The support code: what the check found in 16 characters that can be read over the phone, to and fro."""

from readiness.report.support_code.codec import decode, encode
from readiness.report.support_code.layout import BANDS, FORMAT, NEWER, SPEAKER, Decoded
from readiness.report.support_code.symbols import ALPHABET, GROUP, LENGTH, CodeError, Correction, format_symbols

__all__ = [
    "ALPHABET",
    "BANDS",
    "FORMAT",
    "GROUP",
    "LENGTH",
    "NEWER",
    "SPEAKER",
    "CodeError",
    "Correction",
    "Decoded",
    "decode",
    "encode",
    "format_symbols",
]
