"""Support codes by the thousand: `python -m tests.every_code` tries every error on ten thousand of them.

100,000 random reports there and back; 10,000 codewords with each of their 496 single wrong characters and each
swap of neighbours. Ends with 1 where anything comes out silently wrong.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from readiness.core.report import Report, TipResult
from readiness.core.tip_list import TIPS
from readiness.report import support_code
from readiness.report.support_code import CodeError, decode, encode, format_symbols
from readiness.tips import load_check

ROUND_TRIPS = 100_000
CODES = 10_000
SHARE = 500


def some_report(seed: int) -> Report:
    """Any finding of nearly every tip, with any figures."""
    rng = random.Random(seed)
    lines: list[TipResult] = []
    for tip in TIPS:
        if rng.random() < 0.9 or (tip == TIPS[-1] and not lines):
            check = load_check(tip)
            finding = rng.choice([f for f in check.findings() if f.name not in ("heard", "heard-by-microphone")])
            reading = None
            if tip == "internet":
                reading = {key: rng.choice([None, rng.uniform(0, 2 * edges[-1])]) for key, edges in support_code.BANDS}
            lines.append(TipResult(tip, check.required, check.make_judgement(finding.name), reading, {}, 1.0))
    return Report(tuple(lines), None, demo=rng.random() < 0.5)


def random_codewords(rng: random.Random, count: int) -> Iterator[bytearray]:
    """Codewords of random reports' codes."""
    for _ in range(count):
        code = encode(some_report(rng.randrange(1 << 40)))
        yield bytearray(support_code.ALPHABET.index(letter) for letter in code.replace("-", ""))


def single_errors(codeword: bytearray) -> Iterator[tuple[int, bytearray]]:
    """Every wrong character at every place."""
    for at in range(support_code.LENGTH):
        for error in range(1, 32):
            wrong = bytearray(codeword)
            wrong[at] ^= error
            yield at, wrong


def neighbour_swaps(codeword: bytearray) -> Iterator[tuple[int, bytearray]]:
    """Every two neighbours that differ, swapped."""
    for at in range(support_code.LENGTH - 1):
        if codeword[at] != codeword[at + 1]:
            wrong = bytearray(codeword)
            wrong[at], wrong[at + 1] = wrong[at + 1], wrong[at]
            yield at, wrong


def _right(wrong: bytearray, code: str) -> bool:
    """Refused, or put right and said so."""
    try:
        decoded = decode(format_symbols(wrong))
    except CodeError:
        return True
    return decoded.code == code and decoded.correction is not None


def silently_wrong(seed: int) -> tuple[int, int, int]:
    """Over SHARE codes: single errors tried, swaps tried, silently wrong ones."""
    singles = swaps = bad = 0
    for codeword in random_codewords(random.Random(seed), SHARE):
        code = format_symbols(codeword)
        for _, wrong in single_errors(codeword):
            singles += 1
            bad += not _right(wrong, code)
        for _, wrong in neighbour_swaps(codeword):
            swaps += 1
            bad += not _right(wrong, code)
    return singles, swaps, bad


def not_exact(seed: int) -> int:
    """How many of SHARE random reports' codes do not come back exactly."""
    wrong = 0
    for at in range(SHARE):
        report = some_report(seed * SHARE + at)
        decoded = decode(encode(report))
        again = {f"{tip}.{name}" for tip, name in decoded.findings.items()}
        for line in report.lines:
            name = line.found.main.name
            tip = "speaker" if name in support_code.SPEAKER and line.tip == "sound" else line.tip
            wrong += f"{tip}.{name}" not in again
        internet = next((line.reading for line in report.lines if line.tip == "internet"), None) or {}
        for key, value in internet.items():
            low, high = decoded.bands.get(key, (None, None))
            wrong += (value is None) != (low is None)
            wrong += value is not None and not (low <= value and (high is None or value < high))
        wrong += decoded.demo != report.demo or decoded.correction is not None
    return wrong


def main() -> int:
    """Try them all; the exit code."""
    with ProcessPoolExecutor() as pool:
        wrong = sum(pool.map(not_exact, range(ROUND_TRIPS // SHARE)))
        tried = list(pool.map(silently_wrong, range(CODES // SHARE)))
    singles, swaps, bad = (sum(column) for column in zip(*tried, strict=True))
    print(f"{ROUND_TRIPS} random reports there and back: {wrong} not exact")
    print(f"{CODES} codes: {singles} single wrong characters, {swaps} swaps of neighbours: {bad} silently wrong")
    return int(bool(wrong or bad))


if __name__ == "__main__":
    sys.exit(main())
