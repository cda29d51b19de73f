"""A report into its support code, and a code into what it says."""

from __future__ import annotations

from bisect import bisect_right

from readiness import __version__
from readiness.core.report import Report
from readiness.core.verdict import BY_PHONE
from readiness.report.support_code.layout import (
    BANDS,
    COMMON,
    FIELDS,
    FORMAT,
    FORMAT_BY_BITS,
    NEWER,
    RELEASES,
    SPEAKER,
    Decoded,
    Field,
    Numbers,
    pack_numbers,
    unpack_numbers,
)
from readiness.report.support_code.symbols import (
    CodeError,
    Correction,
    correct_symbols,
    explain_damage,
    format_symbols,
    parse_symbols,
    read_number,
    write_number,
)


def encode(report: Report) -> str:
    """Encode the report as XXXX-XXXX-XXXX-XXXX."""
    lines = {line.tip: line for line in report.lines}
    reading = lines["internet"].reading if "internet" in lines else None
    values = [(reading or {}).get(key) for key, _ in BANDS]
    numbers = Numbers(
        FORMAT,
        tuple(_find_number(field, report) for field in FIELDS),
        tuple(
            bisect_right(edges, value) + 1 if isinstance(value, int | float) else 0
            for value, (_, edges) in zip(values, BANDS, strict=True)
        ),
        __version__,
        report.demo,
        report.by_phone,
    )
    return write_number(pack_numbers(numbers))


def _find_number(field: Field, report: Report) -> int:
    """Find the number of this field's finding; 0 where the tip was not part of the check."""
    tip = "sound" if field.tip == "speaker" else field.tip
    line = next((line for line in report.lines if line.tip == tip), None)
    if line is None:
        return 0
    present = [finding.name for finding in (line.found.main, *line.found.also)]
    if field.tip == "speaker":
        present = [name for name in present if name in SPEAKER]
    elif field.tip == "sound" and present[0] not in COMMON:
        # A finding about the speaker may be the main one; the microphone then has its own in `also`, or is well.
        present = [name for name in present if name not in SPEAKER] or ["good"]
    elif len(present) > 1 and present[0] == BY_PHONE:
        present = present[1:]  # the choice has its own bit; this is what was measured
    if not present:
        return 0
    return field.names.index(present[0]) + 1 if present[0] in field.names else field.radix - 1


def decode(code: str) -> Decoded:
    """Decode what a code says. CodeError names what is wrong with it, and where."""
    received = parse_symbols(code)
    if not any(received):
        raise CodeError("This is not a support code.")
    right, correction = correct_symbols(received)
    numbers = unpack_numbers(read_number(right))
    decoded = None if numbers is None else _name_numbers(numbers, format_symbols(right), correction)
    if decoded is None or not _is_possible(decoded):
        raise CodeError(explain_damage(received))
    return decoded


def _name_numbers(numbers: Numbers, code: str, correction: Correction | None) -> Decoded:
    findings = {
        field.tip: field.names[value - 1] if value <= len(field.names) else NEWER
        for field, value in zip(FIELDS, numbers.findings, strict=False)
        if value
    }
    bands = {
        key: ((0.0, *edges)[value - 1], edges[value - 1] if value <= len(edges) else None)
        for (key, edges), value in zip(BANDS, numbers.bands, strict=False)
        if value
    }
    return Decoded(numbers.format, numbers.release, numbers.demo, findings, bands, code, correction, numbers.by_phone)


def _is_possible(decoded: Decoded) -> bool:
    """Tell whether a program could have written this.

    Two wrong characters can look like one; most of what they make is nonsense. What a newer program may do is not
    known: its codes are taken as they are, but none is put right to be one.
    """
    if decoded.format > FORMAT:
        return decoded.correction is None
    if decoded.format == FORMAT_BY_BITS and decoded.version != RELEASES[0]:
        return False
    newer = not decoded.version
    if newer and decoded.correction is None:
        return True
    findings = decoded.findings
    return (
        bool(findings)
        and (newer or NEWER not in findings.values())
        and not ("speaker" in findings and "sound" not in findings)
        and not (decoded.bands and "internet" not in findings)
    )
