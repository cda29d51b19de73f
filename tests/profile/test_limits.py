"""A clinic's own limits: within bounds, and told to everybody who reads the result."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from readiness.core.assets import find_asset
from readiness.core.clinic import Limits, Profile
from readiness.core.verdict import Verdict
from readiness.profile.file import ProfileError
from readiness.profile.limits import _BOUNDS, changed_in, wrong_limits
from readiness.profile.reader import read_profile
from readiness.support.compare import compare_evidence
from readiness.support.explain import as_text, explain_evidence
from readiness.support.page import of_explanation
from readiness.support.reports import of_report
from tests.reports import line, rendering, report

SCHEMA = json.loads(find_asset("report.schema.json").read_text(encoding="utf-8"))
LAX = Limits(rtt_ms_warn=500.0, up_mbps_warn=2.0)
TOLD = ("rtt_ms_warn = 500 (LAXER than the usual 300)", "up_mbps_warn = 2 (stricter than the usual 0.9)")


def _with(name: str, value: Any) -> Limits:
    return replace(Limits(), **{name: value})


def test_every_limit_has_bounds_around_its_default() -> None:
    assert set(_BOUNDS) == {each.name for each in fields(Limits)}
    assert list(wrong_limits(Limits())) == []
    for name, value in asdict(Limits()).items():
        assert _BOUNDS[name].low <= value <= _BOUNDS[name].high, name


@pytest.mark.parametrize("name", _BOUNDS)
@pytest.mark.parametrize("high", [False, True])
def test_outside_of_them_the_key_the_range_and_the_default_are_named(name: str, high: bool, tmp_path: Path) -> None:
    bound = _BOUNDS[name]
    value = bound.high + 1 if high else bound.low - 1
    if isinstance(getattr(Limits(), name), int):
        value = int(value)
    path = tmp_path / "p.toml"
    path.write_text(f"[limits]\n{name} = {value}\n", encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    [problem] = [each for each in refused.value.problems if each.key == f"limits.{name}"]
    assert f"between {bound.low:.7g} and {bound.high:.7g}; usually {getattr(Limits(), name):.7g}." in problem.says


@pytest.mark.parametrize(
    "text",
    [
        "down_mbps_warn = 0.01\ndown_mbps_fail = 0.01\ndown_mbps_unusable = 0.01",
        "rtt_ms_fail = 4000\nrtt_ms_warn = 4000",
    ],
)
def test_good_keeps_a_meaning(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f"[limits]\n{text}\n", encoding="utf-8")
    with pytest.raises(ProfileError):
        read_profile(path)


@pytest.mark.parametrize("name", _BOUNDS)
def test_the_bound_itself_may_be_used(name: str) -> None:
    for value in _BOUNDS[name][:2]:
        assert name not in {each for each, says in wrong_limits(_with(name, value)) if "above" not in says}


def test_which_way_is_laxer() -> None:
    """By what each check does with it: larger values of the first, smaller ones of the second let more pass."""
    more = Limits(rtt_ms_fail=700.0, luma_too_bright=240.0, blur_percent_warn=1.0, restart_hours_warn=100.0)
    less = Limits(up_mbps_fail=0.2, luma_dark=30.0, fps_slow=12.0, snr_db_noisy=10.0, speech_dbfs_too_quiet=-50.0)
    assert all(each.laxer for limits in (more, less) for each in changed_in(limits))
    strict = Limits(rtt_ms_fail=400.0, luma_dark=80.0, battery_percent_warn=60.0, echo_db_strong=-10.0)
    assert not any(each.laxer for each in changed_in(strict))


def test_the_report_tells_them_in_each_of_its_forms() -> None:
    made = rendering(report(line("camera", "dark")), limits=LAX)
    told = json.loads(made.as_json())
    assert told["limits"] == {"rtt_ms_warn": 500.0, "up_mbps_warn": 2.0}
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    for form in (made.as_text(), made.as_html(), made.as_paper()):
        assert "This clinic has changed limits: " in form
        assert all(each in form for each in TOLD)


def test_nothing_is_said_where_none_was_changed() -> None:
    made = rendering(report())
    assert json.loads(made.as_json())["limits"] == {}
    assert not any("changed limits" in form for form in (made.as_text(), made.as_html(), made.as_paper()))
    assert of_report(json.loads(made.as_json()), "x").notes == ()


def test_staff_are_told_in_the_terminal_in_the_window_and_in_a_comparison() -> None:
    whole = json.loads(rendering(report(), limits=LAX).as_json())
    evidence = of_report(whole, "report.json")
    usual = of_report(json.loads(rendering(report()).as_json()), "other.json")
    assert any(all(each in note for each in TOLD) for note in evidence.notes)
    assert TOLD[0] in as_text(explain_evidence(evidence))
    assert TOLD[0] in of_explanation(explain_evidence(evidence), dict.fromkeys(Verdict, "#000000"))
    assert any(TOLD[0] in note for note in compare_evidence(usual, evidence).notes)


@pytest.mark.parametrize(
    "limits",
    [
        *(7, [], "x", {"rtt_ms_warn": "\x1b[2J"}, {"\x1b[2J": 1}, {"rtt_ms_warn": True}, {"rtt_ms_warn": 10**400}),
        *({"rtt_ms_warn": 1e400}, {"rtt_ms_warn": float("nan")}, {"of_a_newer_version": 3}, {"up_mbps_warn": [1]}),
    ],
)
def test_what_is_no_limit_is_told_and_never_shown(limits: object) -> None:
    whole = {**json.loads(rendering(report()).as_json()), "limits": limits}
    [note] = of_report(whole, "x").notes
    assert note == "It tells of other limits that this version cannot read."


def test_a_report_of_a_version_that_told_none_is_read() -> None:
    whole = json.loads(rendering(report()).as_json())
    del whole["limits"]
    assert of_report(whole, "x").notes == ()


def test_a_check_with_a_profile_tells_them(tmp_path: Path) -> None:
    """From the file to the report, by a real process."""
    path = tmp_path / "p.toml"
    path.write_text("[limits]\nrtt_ms_warn = 500\n", encoding="utf-8")
    words = [sys.executable, "-m", "readiness", "check", "visit", "--unattended", "--json", "--profile", str(path)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert json.loads(done.stdout)["limits"] == {"rtt_ms_warn": 500.0}
    assert Profile().limits == Limits()


def test_the_page_for_clinics_has_the_bounds() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/clinics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    assert len(rows) >= 9
    for names, *figures in rows:
        for name in re.findall(r"\w+", names):
            bound = _BOUNDS[name]
            assert [getattr(Limits(), name), bound.low, bound.high] == [float(each) for each in figures], name
