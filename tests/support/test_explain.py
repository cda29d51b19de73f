"""What staff are told: from a report, from a code alone, from two of them, from thousands."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness import __version__
from readiness.core.question import Answer
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words
from readiness.core.verdict import Overall, Verdict
from readiness.report.support_code import FORMAT
from readiness.support.compare import as_text as difference_text
from readiness.support.compare import compare_evidence
from readiness.support.evidence import from_code
from readiness.support.explain import IN_WORDS, Explanation, as_text, explain_evidence
from readiness.support.page import of_difference, of_explanation, of_summary
from readiness.support.reports import of_report, read_all, read_report
from readiness.support.summary import COLUMNS, UNKNOWN_KEPT, Summary, as_csv, as_line, summarize
from readiness.support.summary import as_text as summary_text
from readiness.support.trust import CODE_FROM_NEWER
from readiness.tips import load_check
from tests.report.test_support_code import remade
from tests.reports import line, rendering, report, saved

ROOT = Path(__file__).resolve().parents[2]
VALUES = {
    name: "Zoom"
    for tip in TIPS
    for f in load_check(tip).findings()
    for text in (f.says, f.staff, *(fix.says for fix in f.fixes))
    for name in re.findall(r"\{([a-z_]+)\}", text.message)
}
INKS = dict.fromkeys(Verdict, "#000000")


def told(*lines: Any, **other: Any) -> tuple[Explanation, Explanation]:
    """The same check, by its report and by its code alone."""
    made = saved(*lines, **other)
    return explain_evidence(of_report(made, "r.json")), explain_evidence(from_code(made["code"]))


@pytest.mark.parametrize("tip", TIPS)
def test_every_finding_is_explained_from_the_report_and_from_the_code_alone(tip: str) -> None:
    for finding in load_check(tip).findings():
        by_report, by_code = told(line(tip, finding.name, values=VALUES))
        if finding.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN):
            for each in (by_report, by_code):
                point = next(point for point in each.points if point.code == finding.code)
                assert point.saw
                assert point.means
                assert point.causes
                assert point.ask
                assert point.say or finding.code == "visit.to-do"
        # What was cancelled had been stopped: the code tells that of the whole, this made-up report does not.
        assert by_report.verdict == by_code.verdict or finding.name == "cancelled"
        assert "{" not in as_text(by_report) + as_text(by_code)


def test_the_worst_comes_first_and_is_where_to_start() -> None:
    by_report, by_code = told(line("restart", "long-ago"), line("sound", "no-speech"), line("camera", "covered"))
    for each in (by_report, by_code):
        assert [point.code for point in each.points] == ["camera.covered", "sound.no-speech", "restart.long-ago"]
        assert "camera.covered" in each.start
        assert each.verdict is Overall.NOT_READY


def test_a_report_knows_the_system_a_code_tells_all() -> None:
    by_report, by_code = told(line("sound", "muted"), system="windows")
    assert [system for system, _ in by_report.points[0].where[0][1]] == ["Windows"]
    assert [system for system, _ in by_code.points[0].where[0][1]] == ["Windows", "macOS", "Linux"]
    assert "System > Sound > Input" in as_text(by_report)


def test_microphone_and_speaker_are_told_apart() -> None:
    _, by_code = told(line("sound", "not-heard", "too-quiet"))
    assert [point.code for point in by_code.points] == ["sound.not-heard", "sound.too-quiet"]


def test_figures_come_from_the_report_bands_from_the_code() -> None:
    by_report, by_code = told(line("internet", "slow-up", reading={"up_mbps": 0.3, "rtt_ms": 42.0, "down_mbps": 5.0}))
    assert "up 0.3 Mbit/s" in as_text(by_report)
    assert "up 0.25 to 0.5" in as_text(by_code)


def test_staff_see_that_loss_was_not_tested() -> None:
    speeds = {"up_mbps": 3.0, "down_mbps": 5.0}
    for each in told(line("internet", "good", reading={**speeds, "loop_loss_percent": None})):
        assert "loss not tested" in as_text(each)
    for each in told(line("internet", "lossy", reading={**speeds, "loop_loss_percent": 4.0})):
        assert "loss not tested" not in as_text(each)
    for each in told(line("internet", "offline", reading={"online": False})):
        assert "loss not tested" not in as_text(each)  # nothing was


def test_what_the_patient_saw_is_shown_in_their_language_and_in_english() -> None:
    spanish = Words("en")
    spanish.language = "es"
    made = json.loads(rendering(report(line("camera", "covered")), spanish).as_json())
    made["tips"][4]["says"] = "Su cámara está tapada."
    text = as_text(explain_evidence(of_report(made, "r.json")))
    assert "in their words: Su cámara está tapada." in text
    assert load_check("camera").finding("covered").says.message in text


def test_a_demonstration_is_never_taken_for_a_patient() -> None:
    for each in told(demo=True):
        assert "DEMONSTRATION" in each.title


def test_a_finding_from_the_future_says_please_update() -> None:
    made = saved(line("camera", "covered"))
    made["tips"][4]["finding"] = "camera.upside-down"
    evidence = of_report(made, "r.json")
    assert any("update" in note for note in evidence.notes)
    assert "camera.upside-down" in as_text(explain_evidence(evidence))
    assert explain_evidence(evidence).points[0].verdict is Verdict.UNKNOWN


def test_an_old_report_is_read() -> None:
    evidence = read_report(ROOT / "tests/data/version-0.1.0/report.json")
    assert (evidence.version, evidence.demo, evidence.verdict) == ("0.1.0", True, Overall.READY)
    assert set(evidence.tips) == set(TIPS)
    assert evidence.notes == ()


def test_hostile_words_stay_words_in_the_window() -> None:
    made = saved(line("camera", "covered", answers={"a": Answer.YES}))
    evil = '<img src="http://evil.example/x"><a href="javascript:alert(1)">click</a>\x1b[2J\u202eabc'
    made["tips"][4] |= {"says": evil, "fixes": [evil]}
    made["version"] = evil
    made["tips"][4]["reading"] = {"up_mbps": 1, "word": evil, evil: 3}
    explained = explain_evidence(of_report(made, evil))
    page = of_explanation(explained, INKS)
    assert "<img" not in page
    assert "<a " not in page
    text = as_text(explained)
    assert "\x1b" not in text.replace(evil, "")
    assert "\u202e" not in text.replace(evil, "")


# ---- two runs


def evidence_of(*lines: Any) -> Any:
    return of_report(saved(*lines), "r.json")


def test_the_difference_between_two_runs() -> None:
    before = evidence_of(
        line("camera", "covered"), line("internet", "slow-up", reading={"up_mbps": 0.3, "rtt_ms": 40.0})
    )
    after = evidence_of(line("restart", "long-ago"), line("internet", reading={"up_mbps": 2.0, "rtt_ms": 41.0}))
    difference = compare_evidence(before, after)
    assert {(change.tip, change.way) for change in difference.changes} == {
        ("Your camera", "better"),
        ("Your internet", "better"),
        ("A fresh start", "worse"),
    }
    assert difference.verdicts == "Verdict: was not ready, is ready, with advice."
    assert list(difference.figures) == ["internet: up was 0.3, is 2 Mbit/s"]
    assert "covered (fail) → good (pass)" in difference_text(difference)
    assert "better" in of_difference(difference)
    assert compare_evidence(before, before).changes == ()
    assert "No finding has changed" in difference_text(compare_evidence(after, after))


def test_a_code_compares_with_a_report() -> None:
    made = saved(line("camera", "covered"))
    difference = compare_evidence(from_code(made["code"]), of_report(made, "r.json"))
    assert difference.changes == ()


# ---- many


def many(count: int) -> list[tuple[str, dict[str, Any]]]:
    made = saved(line("camera", "dark"), line("sound", "too-quiet", "heard"))
    return [(f"{at}.json", made) for at in range(count)]


def test_many_are_counted_by_finding() -> None:
    summary = summarize([*many(3), ("x.json", saved())])
    rows = {row[1]: row for row in summary.rows()}
    assert summary.verdicts == {Overall.READY_WITH_ADVICE: 3, Overall.READY: 1}
    assert rows["camera.dark"] == ("camera", "camera.dark", "warn", 3, 0, 75.0)
    assert rows["sound.heard"] == ("sound", "sound.heard", "pass", 0, 3, 0.0)
    table = list(csv.reader(io.StringIO(as_csv(summary))))
    assert tuple(table[0]) == COLUMNS
    assert ["camera", "camera.dark", "warn", "3", "0", "75.0"] in table
    assert "camera.dark" in summary_text(summary)
    assert "camera.dark" in of_summary(summary)


def test_findings_that_are_invented_without_end_are_counted_in_bounded_memory() -> None:
    summary = Summary()
    for at in range(3000):
        made = {"schema": 1, "version": "9.0.0", "tips": [{"id": "camera", "finding": f"camera.x{at}"}]}
        assert summary.add("r.json", made)
    assert len(summary.main) == UNKNOWN_KEPT + 1
    assert sum(summary.main.values()) == summary.reports == 3000


def test_a_spreadsheet_is_given_no_formula() -> None:
    made = saved(line("camera", "dark"))
    for evil in ("camera.=cmd|' /C calc'!A0", "=1+1", "camera.@SUM(1)"):
        made["tips"][4]["finding"] = evil
        summary = Summary()
        summary.add("r.json", made)
        assert not re.search(r"(^|,)[=@+-]", as_csv(summary), re.M)


def test_one_bad_file_does_not_keep_the_others_back(tmp_path: Path) -> None:
    for at, (_, made) in enumerate(many(3)):
        (tmp_path / f"{at}.json").write_text(json.dumps(made), encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    (tmp_path / "more.ndjson").write_text(
        "".join(as_line(made) for _, made in many(5)) + "not a report\n\n", encoding="utf-8"
    )
    (tmp_path / "letter.txt").write_text("not looked at", encoding="utf-8")
    summary = summarize(read_all([tmp_path]))
    assert (summary.reports, summary.refused) == (8, 2)
    assert any("bad.json" in error for error in summary.errors)
    assert any("more.ndjson, line 6" in error for error in summary.errors)


def test_no_report_promises_more_than_its_findings() -> None:
    for names, said, counts in (
        ("covered", Overall.READY, Overall.NOT_READY),
        ("dark", Overall.READY, Overall.READY_WITH_ADVICE),
        ("dark", Overall.NOT_READY, Overall.NOT_READY),
    ):
        seen = of_report(saved(line("camera", names)) | {"verdict": said.value}, "r.json")
        assert seen.verdict is counts
        assert any("may have been changed" in note for note in seen.notes) is (said is not counts)
    changed = saved(line("camera", "covered")) | {"verdict": "ready"}
    assert summarize([("r.json", changed)]).verdicts == {Overall.NOT_READY: 1}


@pytest.mark.parametrize("version", ["9.0.0", __version__, "0.1.0", "not a version"])
@pytest.mark.parametrize("tip", ["video-app", "camera", "room"])
@pytest.mark.parametrize("place", ["finding", "also"])
@pytest.mark.parametrize(
    ("known", "counts"),
    [("good", Overall.COULD_NOT_CHECK), ("dark", Overall.COULD_NOT_CHECK), ("covered", Overall.NOT_READY)],
)
def test_a_finding_that_is_not_known_makes_nothing_better(
    known: str, counts: Overall, place: str, tip: str, version: str
) -> None:
    made = saved(line("camera", known)) | {"verdict": "ready", "version": version}
    entry = next(each for each in made["tips"] if each["id"] == tip)
    if place == "also":
        entry["also"].append(f"{tip}.from-the-future")
    else:
        entry["also"].append(entry["finding"])
        entry["finding"] = f"{tip}.from-the-future"
    seen = of_report(made, "r.json")
    assert seen.verdict is counts
    assert "Verdict: ready" not in as_text(explain_evidence(seen))
    assert any("newer version" in note for note in seen.notes) is (version == "9.0.0")
    assert any("update" in note for note in seen.notes)
    good = of_report(saved(), "good.json")
    assert f"is {IN_WORDS[counts]}." in difference_text(compare_evidence(good, seen))
    assert summarize([("r.json", made)]).verdicts == {counts: 1}


def test_a_code_that_only_a_newer_version_can_read_contradicts_nothing() -> None:
    made = saved() | {"verdict": "ready", "version": "9.0.0", "code": remade("2WXV-KKGY-WZS0-0H9M", FORMAT + 1)}
    seen = of_report(made, "r.json")
    assert seen.verdict is Overall.READY
    assert seen.notes == (CODE_FROM_NEWER,)
    worse = of_report(made | {"tips": saved(line("camera", "covered"))["tips"]}, "r.json")
    assert worse.verdict is Overall.NOT_READY, "its findings count all the same"


@pytest.mark.parametrize("said", [Overall.BY_PHONE, Overall.NOT_READY, Overall.COULD_NOT_CHECK])
def test_what_promises_nothing_stays_as_it_was_said(said: Overall) -> None:
    made = saved() | {"verdict": said.value, "version": "9.0.0"}
    made["tips"][0]["finding"] = "video-app.from-the-future"
    assert of_report(made, "r.json").verdict is said


def test_a_visit_by_phone_that_nobody_asked_for_hides_nothing() -> None:
    """Who changes the verdict alone to “by phone” leaves findings, and a code, that say otherwise: staff are told."""
    changed = saved(line("camera", "covered")) | {"verdict": "by-phone"}
    for made in (changed, changed | {"code": ""}):
        seen = of_report(made, "r.json")
        assert seen.verdict is Overall.BY_PHONE, "it promises nothing"
        assert any("ask the patient" in note for note in seen.notes)
    seen = of_report(saved() | {"verdict": "by-phone"}, "r.json")
    assert seen.verdict is Overall.BY_PHONE and any("a visit by video" in note for note in seen.notes)


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "2WXV", ["x"], 7])
def test_a_code_that_is_none_is_told(code: object) -> None:
    assert any("support code in it is none" in note for note in of_report(saved() | {"code": code}, "r.json").notes)


@pytest.mark.parametrize("demo", ["true", 1, None])
def test_what_says_unclearly_whether_it_is_a_demonstration_is_not_believed(demo: object) -> None:
    assert of_report(saved() | {"demo": demo}, "r.json").verdict is Overall.COULD_NOT_CHECK


def test_limits_that_no_profile_may_have_are_told() -> None:
    seen = of_report(saved() | {"limits": {"rtt_ms_fail": 5000, "down_mbps_fail": 0.001}}, "r.json")
    assert any("No profile may have such limits" in note for note in seen.notes)
    usual = of_report(saved() | {"limits": {"rtt_ms_fail": 600}}, "r.json")
    assert usual.notes == of_report(saved(), "r.json").notes, "what was a change in another version"


def test_a_report_that_denies_its_own_code_is_judged_by_the_worse() -> None:
    covered = saved(line("camera", "covered"))
    good = saved()
    for made, says in (
        (good | {"code": covered["code"]}, "camera.covered"),
        (good | {"code": covered["code"], "tips": [t for t in good["tips"] if t["id"] != "camera"]}, "camera.covered"),
        (covered | {"code": good["code"]}, "camera.good"),
    ):
        seen = of_report(made, "r.json")
        assert seen.verdict is Overall.NOT_READY
        assert any(f"code says otherwise ({says})" in note for note in seen.notes)
    pretended = of_report(saved(demo=True) | {"demo": False}, "r.json")
    assert pretended.demo, "what its code calls a demonstration is no patient's computer"
    assert summarize([("r.json", saved(demo=True) | {"demo": False})]).demonstrations == 1
    assert of_report(good | {"code": "0000-0000-0000-0000"}, "r.json").verdict is Overall.READY


def test_a_no_to_what_would_prove_it_is_not_called_ready() -> None:
    heard = saved(line("sound", answers={"heard-chime": Answer.NO}))
    seen = of_report(heard, "r.json")
    assert seen.verdict is Overall.NOT_READY
    assert any("answers say otherwise" in note for note in seen.notes)


@pytest.mark.parametrize(
    "change",
    [
        {"finding": "camera.COVERED", "also": ["camera.good"]},
        {"also": ["camera.COVERED"]},
        {"also": ["sound.good"]},
        {"also": [None]},
        {"also": "camera.covered"},
        {"also": ["camera.good"] * 60 + ["camera.covered"]},
    ],
)
def test_a_tip_of_which_a_part_cannot_be_read_is_not_ready(change: dict[str, object]) -> None:
    made = saved()
    next(each for each in made["tips"] if each["id"] == "camera").update(change)
    assert of_report(made, "r.json").verdict is Overall.COULD_NOT_CHECK
    made = saved()
    made["tips"] = [made["tips"][0]] * 60 + made["tips"][1:]
    assert of_report(made, "r.json").verdict is Overall.COULD_NOT_CHECK


def test_a_verdict_that_is_none_is_reckoned() -> None:
    made = saved(line("camera", "covered")) | {"verdict": "splendid"}
    assert of_report(made, "r.json").verdict is Overall.NOT_READY
    assert replace(of_report(made, "r.json"), said_verdict=Overall.READY).verdict is Overall.READY
