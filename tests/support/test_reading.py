"""Whatever somebody sends as a report: a clear sentence that names the file and the cure, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.core.tip_list import TIPS
from readiness.support.evidence import SupportError, from_code, is_file, plain
from readiness.support.explain import as_text, explain_evidence
from readiness.support.reports import MAX_BYTES, parse, read_all, read_report
from tests.cases import cases
from tests.reports import line, saved

GOOD = json.dumps(saved(line("camera", "dark")))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (GOOD[: len(GOOD) // 2].encode(), "end of this report is missing"),
        (b"{", "not a report"),
        (b"[]", "not a report of this program"),
        (b"null", "not a report"),
        (b"\x00\xff" * 500, "not a report"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a report"),
        (b"<html><script>alert(1)</script>", "not a report"),
        (b"[" * 100_000, "not a report"),
        (b'{"a":' * 50_000, "not a report"),
        (b'{"schema": 1}', "not a report of this program"),
        (b'{"tips": []}', "not a report of this program"),
        (b'{"schema": true, "tips": []}', "which schema"),
        (b'{"schema": 0, "tips": []}', "which schema"),
        (b'{"schema": "1", "tips": []}', "which schema"),
        (b'{"schema": 9, "tips": []}', "newer version. Please update"),
        (b'{"schema": 9, "tips": "of another shape"}', "newer version. Please update"),
        (b'{"schema": 9, "results": []}', "newer version. Please update"),
        (GOOD.encode() + b" and more", "Something follows the report"),
        (b'{"schema": 1, "tips": []}', "no result"),
        (b'{"schema": 1, "tips": [1, null, {"id": "nonsense"}]}', "no result"),
        (b'{"schema": 1e400, "tips": []}', "which schema"),
        (b'{"schema": ' + b"9" * 5000 + b', "tips": []}', "not a report"),
        (b" " * (MAX_BYTES + 1), "too large"),
    ],
    ids=range(25),
)
def test_what_is_no_report_is_told_in_words(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(content)
    with pytest.raises(SupportError, match=says) as refused:
        read_report(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        GOOD[:-1] + ', "verdict": "ready"}',
        GOOD[:-1] + ', "tips": []}',
        GOOD.replace('"finding": "camera.dark"', '"finding": "camera.dark", "finding": "camera.good"'),
    ],
    ids=["the verdict", "the tips", "a finding"],
)
def test_what_is_said_twice_is_refused_since_each_reader_takes_another_one(content: str) -> None:
    with pytest.raises(SupportError, match="said twice"):
        parse(content.encode(), "r.json")


@pytest.mark.parametrize("value", ["[" * 900 + "]" * 900, "9" * 4000, "1e999", "{}", "null"], ids=range(5))
def test_a_value_of_another_kind_is_passed_over(value: str) -> None:
    for name in ("version", "code", "verdict", "language", "system", "demo", "phone"):
        content = GOOD[:-1].replace(f'"{name}"', '"else"', 1) + f', "{name}": {value}}}'
        seen = parse(content.encode(), "r.json")
        assert "camera.dark" in as_text(explain_evidence(seen))
        assert len(seen.version) <= 20


def test_a_newer_report_is_not_guessed_at_but_its_code_is_offered() -> None:
    newer = json.dumps({**json.loads(GOOD), "schema": 2}).encode()
    with pytest.raises(SupportError, match=r"update this program\. Until then .* readiness support [0-9A-Z-]{19}"):
        parse(newer, "r.json")


def test_a_report_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SupportError, match="no such file"):
        read_report(tmp_path / "nothing.json")
    with pytest.raises(SupportError, match="is a folder"):
        read_report(tmp_path)
    with pytest.raises(SupportError):
        read_report(Path("a\0b"))
    if sys.platform != "win32" and os.geteuid() != 0:
        path = tmp_path / "secret.json"
        path.write_text(GOOD, encoding="utf-8")
        path.chmod(0)
        with pytest.raises(SupportError, match="cannot be read"):
            read_report(path)


@pytest.mark.linux("few people may make links on Windows")
def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    broken = tmp_path / "loop.json"
    broken.symlink_to(broken)
    with pytest.raises(SupportError, match="cannot be read"):
        read_report(broken)


def test_an_endless_line_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "r.ndjson"
    path.write_bytes(b"x" * (MAX_BYTES + 10))
    [(where, error)] = read_all([path])
    assert "line 1" in where
    assert isinstance(error, SupportError)
    assert "too long" in str(error)


def test_what_is_meant_as_a_file_and_what_as_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_file("2WXV-KKGY-WZS0-0H9M")
    assert not is_file("2wxv kkgy wzs0 0h9m")
    assert not is_file("2WXV.KKGY.WZS0.0H9M"), "a suffix is no sign where it is a code"
    assert not is_file("2WXV.KKGY.WZS0.0H9N"), "not even where one letter is wrong"
    assert is_file("2026.june.last.json")
    (tmp_path / "2WXV.KKGY.WZS0.0H9M").touch()
    monkeypatch.chdir(tmp_path)
    assert is_file("2WXV.KKGY.WZS0.0H9M")
    assert is_file(str(tmp_path))
    assert is_file("report.json")
    assert not is_file("x" * 5000)
    with pytest.raises(SupportError, match="group 2"):
        from_code("2WXV-KKUY-WZS0-0H9M")


def test_what_is_shown_is_one_plain_line() -> None:
    assert plain("a\nb\x1b[2J\u202ec\u2068d") == "a b [2Jcd"
    assert len(plain("x" * 10_000)) == 400


# ---- whatever there is: some thousand here, some hundred thousand with `make fuzz`

WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [*TIPS, "camera.dark", "sound.heard", "2WXV-KKGY-WZS0-0H9M", "yes", "ready", "javascript:alert(1)"]
    ),
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
ENTRY = st.fixed_dictionaries(
    {"id": st.sampled_from(TIPS) | ANYTHING},
    optional={
        "finding": st.sampled_from(["camera.dark", "sound.heard", "room.good", "phone."]) | ANYTHING,
        "also": st.lists(WORDS, max_size=3) | ANYTHING,
        "says": ANYTHING,
        "fixes": st.lists(ANYTHING, max_size=3) | ANYTHING,
        "reading": st.dictionaries(WORDS, ANYTHING, max_size=4) | ANYTHING,
        "answers": st.dictionaries(WORDS, WORDS, max_size=3) | ANYTHING,
    },
)
REPORT = st.fixed_dictionaries(
    {"schema": st.sampled_from([1, 1, 1, 2, 0]) | ANYTHING, "tips": st.lists(ENTRY | ANYTHING, max_size=5) | ANYTHING},
    optional={"verdict": WORDS | ANYTHING, "code": WORDS | ANYTHING, "version": ANYTHING, "language": ANYTHING},
)


def read_whatever(content: bytes) -> None:
    """Only a clear error comes out, or an explanation that can be shown."""
    try:
        told = as_text(explain_evidence(parse(content, "r.json")))
    except SupportError as error:
        assert str(error).startswith("r.json: ")
        assert "\x1b" not in str(error)
    else:
        assert all(letter.isprintable() or letter == "\n" for letter in told)


@settings(max_examples=cases(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPORT)
def test_any_object_is_read_or_refused(report: Any) -> None:
    read_whatever(json.dumps(report).encode())


@settings(max_examples=cases(600), deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    read_whatever(content)


@settings(max_examples=cases(600), deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_report_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    content = GOOD.encode()
    read_whatever(content[:at] + put + content[at + cut :])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_report_that_powershell_or_notepad_wrote_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode(encoding))
    assert read_report(path).tips
    lines = tmp_path / "many.ndjson"
    one = json.dumps(json.loads(GOOD), ensure_ascii=False)
    lines.write_bytes(f"{one}\r\n\r\n{one}\r\n".encode(encoding))
    assert [isinstance(report, dict) for _, report in read_all([lines])] == [True, True]
    text = tmp_path / "r.txt"
    text.write_bytes(f"Code: {json.loads(GOOD)['code']}".encode(encoding))
    with pytest.raises(SupportError, match="support code in it"):
        read_report(text)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\xff\xfe\x00\xd8", b"\xfe\xff", b"\xff\xfe\x00\x00\xff"])
def test_what_only_begins_like_a_text_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    for name in ("r.json", "r.ndjson"):
        path = tmp_path / name
        path.write_bytes(content)
        for _, error in read_all([path]):
            assert isinstance(error, SupportError)
        with pytest.raises(SupportError):
            read_report(path)
