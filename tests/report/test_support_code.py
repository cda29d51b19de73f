"""The code read over the phone: to and fro, and never silently wrong."""

from __future__ import annotations

import contextlib
import itertools
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import __version__
from readiness.core.finding import Finding
from readiness.core.report import Report, TipResult
from readiness.core.text import Text
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Verdict
from readiness.report import support_code
from readiness.report.support_code import ALPHABET, FORMAT, NEWER, CodeError, Decoded, decode, encode, format_symbols
from readiness.report.support_code.layout import (
    FIELDS,
    PAYLOAD_BITS,
    RADICES,
    RELEASE_RADIX,
    RELEASES,
)
from readiness.report.support_code.symbols import rs_codec, write_number
from readiness.tips import load_check
from tests.cases import cases
from tests.every_code import neighbour_swaps, random_codewords, single_errors, some_report

ROOT = Path(__file__).parents[2]


def line(tip: str, *names: str, **reading: Any) -> TipResult:
    check = load_check(tip)
    return TipResult(tip, check.required, check.make_judgement(*names), reading or None, {}, 1.0)


def test_what_goes_in_comes_out() -> None:
    for seed in range(400):
        report = some_report(seed)
        code = encode(report)
        assert len(code) == 19
        decoded = decode(code)
        assert (decoded.correction, decoded.code, decoded.newer) == (None, code, False)
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
        for finding in load_check(tip).findings():
            decoded = decode(encode(Report((line(tip, finding.name),), None)))
            assert finding.name in decoded.findings.values(), finding.code


def test_every_finding_of_the_contract_has_a_number() -> None:
    """Those that no check has yet, too: a number once given stays."""
    names = {field.tip: set(field.names) for field in FIELDS}
    assert {"bloated", "vpn", "weak-wifi", "relay-blocked", "intercepted", "busy-server"} <= names["internet"]
    assert {"choppy", "narrow", "echo", "clipped"} <= names["sound"]
    assert {"old-system", "disk"} <= names["computer"]
    assert {"old", "browser-old"} <= names["video-app"]
    for field in FIELDS:
        assert field.spare >= 0, f"{field.tip}: the highest number must stay free"
        assert len(set(field.names)) == len(field.names)


def test_microphone_and_speaker_apart() -> None:
    report = Report((line("sound", "too-quiet", "heard"),), None)
    assert decode(encode(report)).findings == {"sound": "too-quiet", "speaker": "heard"}
    both = Report((line("sound", "not-heard", "not-responding"),), None)
    assert decode(encode(both)).findings == {"sound": "not-responding", "speaker": "not-heard"}


def test_bands_hold_the_value() -> None:
    report = Report(
        (line("internet", "slow-up", down_mbps=0.9, up_mbps=0.3, rtt_ms=2000.0, loop_loss_percent=0.0),), None
    )
    bands = decode(encode(report)).bands
    assert bands == {
        "down_mbps": (0.9, 2),
        "up_mbps": (0.25, 0.5),
        "rtt_ms": (1000, None),
        "loop_loss_percent": (0.0, 0.5),
    }


def test_by_phone_and_demonstration_apart() -> None:
    for by_phone, demo in itertools.product((False, True), repeat=2):
        decoded = decode(encode(Report((line("camera", "good"),), None, demo=demo, by_phone=by_phone)))
        assert (decoded.by_phone, decoded.demo, decoded.findings) == (by_phone, demo, {"camera": "good"})


def test_every_tip_has_eight_spare_numbers() -> None:
    """A finding that is added takes one of them; the places of the others stay where they are."""
    for field in FIELDS:
        given = len(field.names) - FIRST_NAMES[field.tip]
        assert given >= 0
        assert field.spare + given >= (8 if field.tip != "speaker" else 4), field.tip
    assert math.prod(RADICES) <= 1 << PAYLOAD_BITS


FIRST_NAMES = {
    **{"video-app": 12, "internet": 27, "restart": 10, "computer": 12, "camera": 24, "sound": 18, "speaker": 4},
    **{"room": 10, "phone": 11, "visit": 9},
}
"""How many names each field had when format 8 was made."""


def test_the_docs_show_which_numbers_are_left() -> None:
    told = (ROOT / "docs/support-code.md").read_text(encoding="utf-8")
    for field in FIELDS:
        assert f"| `{field.tip}` | {field.radix} | {len(field.names)} | {field.spare} |" in told
        for number, name in enumerate(field.names, 1):
            assert f"{number} {name}" in told, f"{field.tip}: {number} {name}"


def test_the_release_has_a_number() -> None:
    assert RELEASES[-1] == __version__, "append it to RELEASES"
    assert decode(encode(some_report(1))).version == __version__


def test_a_number_beyond_the_packed_fields_is_no_code() -> None:
    for payload in (math.prod(RADICES), (1 << PAYLOAD_BITS) - 1):
        with pytest.raises(CodeError):
            decode(write_number(FORMAT << PAYLOAD_BITS | payload))


def test_what_no_version_wrote_is_no_code() -> None:
    old = decode("2WXV-KKGY-WZS0-0H9M").code
    for other in (0, *range(2, 8)):
        with pytest.raises(CodeError):
            decode(remade(old, other))


def test_numbers_are_append_only() -> None:
    """A code that was written down by an older version keeps its meaning for ever: never edit this one."""
    assert decode("2WXV-KKGY-WZS0-0H9M") == Decoded(
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
        code="2WXV-KKGY-WZS0-0H9M",
    )


def test_the_tables_never_change_their_order() -> None:
    """What every number means, written down by hand: only ever add at the end."""
    common = "not-responding crashed error cancelled skipped not-needed "
    known = {
        "video-app": common + "installed missing old browser-ok no-browser browser-old",
        "internet": common + "good offline portal dns host-blocked relay-blocked unusable audio-only slow-up slow-down "
        "delayed unsteady lossy udp-blocked intercepted server-down busy-server bloated vpn weak-wifi by-phone",
        "restart": common + "recent long-ago pending unreadable",
        "computer": common + "good battery busy memory disk old-system",
        "camera": common
        + "good absent blocked in-use frozen covered virtual dark backlit too-bright blurred slow small "
        "flicker no-face too-far too-close off-centre",
        "sound": common + "good no-microphone blocked muted silent too-quiet clipped choppy narrow echo missing-part "
        "no-speech",
        "speaker": "no-speaker not-heard heard heard-by-microphone",
        "room": common + "good noisy not-private not-asked",
        "phone": common + "ready no-number invalid-number not-at-hand not-asked",
        "visit": common + "ready to-do not-asked",
    }
    for field in FIELDS:
        old = known[field.tip].split()
        assert list(field.names[: len(old)]) == old


# ---- wrong characters


def test_one_wrong_character_is_put_right_and_named() -> None:
    for codeword in random_codewords(random.Random(1), 40):
        expected = decode(format_symbols(codeword))
        for at, wrong in single_errors(codeword):
            decoded = decode(format_symbols(wrong))
            assert replace(decoded, correction=None) == expected
            assert decoded.correction is not None
            assert (decoded.correction.group, decoded.correction.place) == (at // 4 + 1, at % 4 + 1)
            assert decoded.correction.right == ALPHABET[codeword[at]]


def test_a_swap_of_neighbours_is_refused_and_its_group_named() -> None:
    for codeword in random_codewords(random.Random(2), 250):
        for at, wrong in neighbour_swaps(codeword):
            with pytest.raises(CodeError, match="does not add up") as refused:
                decode(format_symbols(wrong))
            assert "all four groups" in str(refused.value) or str(at // 4 + 1) in str(refused.value)


def test_two_wrong_characters_that_look_like_one_are_mostly_found_out() -> None:
    """Two parity characters cannot see them all; what no program could have made is refused all the same."""
    rng = random.Random(3)
    taken = refused = 0
    for codeword in random_codewords(rng, 600):
        wrong = bytearray(codeword)
        for at in rng.sample(range(16), 2):
            wrong[at] ^= rng.randrange(1, 32)
        try:
            assert decode(format_symbols(wrong)).correction is not None, "never without a word"
            taken += 1
        except CodeError:
            refused += 1
    assert refused > taken


def test_nothing_is_put_right_to_be_the_code_of_a_version_to_come() -> None:
    rng = random.Random(5)
    for _ in range(2000):
        with contextlib.suppress(CodeError):
            decoded = decode(format_symbols(bytearray(rng.randrange(32) for _ in range(16))))
            assert decoded.correction is None or decoded.format == support_code.FORMAT


def test_what_sounds_alike_names_the_groups() -> None:
    assert decode("2WTB-9P14-RW0R-0HEP").correction is None
    with pytest.raises(CodeError, match="groups 1 and 4"):
        decode("2WVB-9P14-RW0R-DHEP")


def test_it_agrees_with_another_implementation() -> None:
    """Our arithmetic against the library's own decoder, on one wrong character each."""
    import reedsolo

    rng = random.Random(4)
    for codeword in random_codewords(rng, 150):
        wrong = bytearray(codeword)
        wrong[rng.randrange(16)] ^= rng.randrange(1, 32)
        _, whole, _ = reedsolo.RSCodec(2, nsize=31, fcr=0, prim=0x25, c_exp=5).decode(wrong)
        assert bytes(whole) == bytes(codeword)
        assert decode(format_symbols(wrong)).code == format_symbols(codeword)


# ---- other versions


def remade(code: str, first_bits: int) -> str:
    """This code with its first four bits (the format) changed, and right parity."""
    data = bytearray(ALPHABET.index(letter) for letter in code.replace("-", ""))[:14]
    data[0] = first_bits << 1 | data[0] & 1
    return format_symbols(rs_codec().encode(data))


def test_a_code_of_a_later_format_is_said_to_be_newer() -> None:
    other = decode(remade("2WXV-KKGY-WZS0-0H9M", 9))
    assert other.newer
    assert (other.format, other.findings, other.version) == (9, {}, "")


def later(*, camera: int, release: int) -> str:
    """A code of format 8 with these numbers for the camera and the release, and nothing else."""
    values = [0] * len(RADICES)
    values[[field.tip for field in FIELDS].index("camera")] = camera
    values[-2] = release
    payload = 0
    for value, radix in zip(values, RADICES, strict=True):
        payload = payload * radix + value
    return write_number(FORMAT << PAYLOAD_BITS | payload)


def test_a_finding_without_a_number_is_said_to_be_newer() -> None:
    found = replace(
        load_check("camera").make_judgement("good"), main=Finding("camera.upside-down", Verdict.FAIL, Text("?"))
    )
    code = encode(Report((TipResult("camera", True, found, None, {}, 1.0),), None))
    with pytest.raises(CodeError):  # of this very version: no program has written it
        decode(code)
    camera = next(field for field in FIELDS if field.tip == "camera")
    for number in (camera.radix - 1, len(camera.names) + 1):
        decoded = decode(later(camera=number, release=len(RELEASES) + 1))
        assert (decoded.findings, decoded.newer, decoded.version) == ({"camera": NEWER}, True, "")
    decoded = decode(later(camera=camera.names.index("covered") + 1, release=RELEASE_RADIX - 1))
    assert (decoded.findings, decoded.version) == ({"camera": "covered"}, "")


# ---- spelling


def test_spelling_is_forgiven() -> None:
    code = encode(some_report(3))
    alike = code.replace("0", "O").replace("1", "l")
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for spelled in (code.lower().replace("-", " "), alike, full_width, *(code.replace("-", dash) for dash in "–—‑−._")):
        assert decode(spelled) == decode(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "has 16 characters"),
        ("ABCD-EFGH", "this one has 8"),
        ("2WXV-KKGY-WZS-0H9M", "this one has 15. Look at group 3"),
        ("2WXVV KKGY WZS0 0H9M", "this one has 17. Look at group 1"),
        ("2WXV‑KKGY‑WZS‑0H9M", "this one has 15. Look at group 3"),
        ("2WXV-KKUY-WZS0-0H9M", "group 2"),
        ("0000-0000-0000-0000", "not a support code"),
        ("2WXV-KKGY-WZS0-H09M", "does not add up.*group 4"),
        ("2WXV-KKYG-WZS0-0H9M", "changed places.*group 2"),
        ("💩" * 16, "group 1"),
        ("\x1b[2J" * 4, "group 1"),
    ],
)
def test_what_is_no_code_is_refused_in_words(code: str, says: str) -> None:
    with pytest.raises(CodeError, match=says) as refused:
        decode(code)
    assert str(refused.value).isprintable()


@settings(max_examples=cases(1500), deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(ALPHABET + "OIL- ", min_size=16, max_size=19)))
def test_whatever_is_typed_only_clear_errors_come_out(typed: str) -> None:
    try:
        decoded = decode(typed)
    except CodeError as error:
        assert str(error).isprintable()
    else:
        assert decode(decoded.code).findings == decoded.findings


def test_random_codewords_come_back() -> None:
    for codeword in random_codewords(random.Random(5), 500):
        assert decode(format_symbols(codeword)).code == format_symbols(codeword)
