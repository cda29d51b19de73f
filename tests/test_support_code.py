"""The code read over the phone: to and fro, and never silently wrong."""

from __future__ import annotations

import random
from typing import Any

import pytest

from readiness.checks import load
from readiness.model import TIPS, Line, Report
from readiness.support_code import ALPHABET, CodeError, Decoded, decode, encode


def line(tip: str, *names: str, **reading: Any) -> Line:
    check = load(tip)
    return Line(tip, check.required, check.found(*names), reading or None, {}, 1.0)


def some_report(seed: int) -> Report:
    rng = random.Random(seed)
    lines = []
    for tip in TIPS:
        if rng.random() < 0.9:
            finding = rng.choice([f for f in load(tip).findings() if not f.code.startswith("sound.heard")])
            lines.append(line(tip, finding.name))
    return Report(tuple(lines), None, demo=rng.random() < 0.5)


def test_what_goes_in_comes_out() -> None:
    for seed in range(1000):
        report = some_report(seed)
        code = encode(report)
        assert len(code) == 19
        decoded = decode(code)
        assert not decoded.corrected
        assert decoded.demo == report.demo
        for entry in report.lines:
            name = entry.found.main.name
            if entry.tip == "sound" and name in ("no-speaker", "not-heard"):
                assert decoded.findings["speaker"] == name
                assert decoded.findings["sound"] == "good"
            else:
                assert decoded.findings[entry.tip] == name


def test_every_finding_has_a_number() -> None:
    for tip in TIPS:
        for finding in load(tip).findings():
            decoded = decode(encode(Report((line(tip, finding.name),), None)))
            assert finding.name in decoded.findings.values(), finding.code


def test_microphone_and_speaker_apart() -> None:
    report = Report((line("sound", "too-quiet", "heard"),), None)
    assert decode(encode(report)).findings == {"sound": "too-quiet", "speaker": "heard"}


def test_bands_hold_the_value() -> None:
    report = Report((line("internet", "slow-up", down_mbps=0.9, up_mbps=0.3, rtt_ms=2000.0),), None)
    bands = decode(encode(report)).bands
    assert bands == {"down_mbps": (0.9, 2), "up_mbps": (0.25, 0.5), "rtt_ms": (1000, None)}


def test_numbers_are_append_only() -> None:
    """A code that was written down by an older version keeps its meaning for ever: never edit this one."""
    old = decode("2WXV-KKGY-WZS0-0H9M")
    assert old == Decoded(
        format=1,
        version="0.1.0",
        demo=True,
        findings={
            "video-app": "installed",
            "internet": "good",
            "restart": "recent",
            "computer": "good",
            "camera": "good",
            "sound": "good",
            "room": "good",
            "phone": "not-asked",
            "visit": "not-asked",
        },
        bands={"down_mbps": (10, None), "up_mbps": (10, None), "rtt_ms": (0.0, 50)},
        corrected=False,
    )


def test_one_wrong_character_is_put_right() -> None:
    for seed in range(20):
        code = encode(some_report(seed)).replace("-", "")
        expected = decode(code)
        for at in range(16):
            for letter in random.Random(seed * 16 + at).sample(ALPHABET, 6):
                wrong = code[:at] + letter + code[at + 1 :]
                decoded = decode(wrong)
                assert decoded.findings == expected.findings
                assert decoded.corrected is (wrong != code)


def test_a_swap_of_neighbours_is_never_silently_wrong() -> None:
    for seed in range(100):
        code = encode(some_report(seed)).replace("-", "")
        for at in range(15):
            if code[at] != code[at + 1]:
                with pytest.raises(CodeError, match="does not add up"):
                    decode(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_spelling_is_forgiven() -> None:
    code = encode(some_report(3))
    assert decode(code.lower().replace("-", " ")) == decode(code)
    assert decode(code.replace("0", "O").replace("1", "l")) == decode(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "has 16 characters"),
        ("ABCD-EFGH", "this one has 8"),
        ("2WXV-KKUY-WZS0-0H9M", "group 2"),
        ("0000-0000-0000-0000", "not a support code"),
        ("2WXV-KKGY-WZS0-H09M", "does not add up"),
        ("💩" * 16, "group 1"),
    ],
)
def test_what_is_no_code_is_refused_in_words(code: str, says: str) -> None:
    with pytest.raises(CodeError, match=says):
        decode(code)
