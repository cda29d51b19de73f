"""The verdict of the whole: the contract's rule over every combination, through report, JSON, code and words."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from readiness.core.report import Report, TipResult
from readiness.core.tip_list import REQUIRED, TIPS
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Overall, Verdict, judge_whole
from readiness.report.phrases import choose_headline, main_step
from readiness.report.support_code import encode
from readiness.support.evidence import Evidence, from_code
from readiness.support.explain import explain_evidence
from readiness.support.reports import of_report
from readiness.tips import load_check
from tests.reports import line, rendering, report

P, W, F, U, N = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NONE
OWN = {
    "video-app": ("installed", "old", "missing"),
    "internet": ("good", "slow-up", "offline"),
    "camera": ("good", "dark", "covered"),
    "sound": ("good", "too-quiet", "muted"),
}
SAME = ("not-responding", "crashed", "error", "cancelled", "skipped", "not-needed")
ABSENT = ""
NEEDED = tuple(tip for tip in TIPS if tip in REQUIRED)


@pytest.mark.parametrize(
    ("tips", "expected"),
    [
        ({"camera": (P, "good"), "restart": (P, "recent")}, "ready"),
        ({"camera": (P, "good"), "restart": (W, "long-ago")}, "ready-with-advice"),
        ({"camera": (F, "covered"), "sound": (U, "crashed"), "restart": (W, "long-ago")}, "not-ready"),
        ({"camera": (P, "good"), "sound": (U, "crashed"), "restart": (W, "long-ago")}, "could-not-check"),
        ({"camera": (P, "good"), "restart": (U, "unreadable")}, "ready"),  # not required: nothing is lost
        ({"camera": (P, "good"), "restart": (U, "crashed"), "computer": (W, "busy")}, "ready-with-advice"),
        ({"camera": (N, "skipped"), "sound": (P, "good")}, "could-not-check"),
        ({"camera": (N, "not-needed"), "sound": (P, "good")}, "ready-with-advice"),
        ({"internet": (N, "by-phone"), "sound": (F, "muted")}, "by-phone"),
        ({"phone": (N, "skipped"), "sound": (P, "good")}, "ready"),
        ({"phone": (N, "not-asked")}, "ready"),
        ({}, "could-not-check"),
    ],
)
def test_the_rule_of_the_whole(tips: dict[str, tuple[Verdict, str]], expected: str) -> None:
    assert judge_whole(tips) == expected
    assert judge_whole(tips, by_phone=True) is Overall.BY_PHONE
    promising = ("ready", "ready-with-advice")
    assert judge_whole(tips, stopped=True) == ("could-not-check" if expected in promising else expected)


def combinations() -> Iterator[dict[str, str]]:
    """Each of the four: good, advice, a problem, every way of not knowing, left out, done without, not in the check."""
    for names in itertools.product(*((*OWN[tip], *SAME, ABSENT) for tip in NEEDED)):
        yield {tip: name for tip, name in zip(NEEDED, names, strict=True) if name}


def contract(names: dict[str, str]) -> str:
    """What CONTRACT.md says, in its own order; `names` by tip."""
    kinds = {tip: OWN[tip].index(name) if name in OWN[tip] else name for tip, name in names.items()}
    if 2 in kinds.values():
        return "not-ready"
    if not kinds or {*kinds.values()} & {*SAME} - {"not-needed"}:
        return "could-not-check"
    if 1 in kinds.values() or "not-needed" in kinds.values():
        return "ready-with-advice"
    return "ready"


_LINES: dict[tuple[str, str], TipResult] = {
    (tip, name): line(tip, name) for tip in NEEDED for name in (*OWN[tip], *SAME)
}


def made(names: dict[str, str]) -> Report:
    """A report of these findings alone."""
    return Report(tuple(_LINES[tip, name] for tip, name in names.items()), "617-555-0142")


def test_every_combination_has_the_contracts_verdict_everywhere() -> None:
    count = 0
    for names in combinations():
        whole = made(names)
        expected = contract(names)
        assert whole.overall == expected, names
        assert whole.by_phone_instead(load_check("internet").finding("by-phone")).overall is Overall.BY_PHONE
        told = json.loads(rendering(whole).as_json())
        assert told["verdict"] == expected, names
        passed = {tip["id"] for tip in told["tips"] if tip["verdict"] == "pass"}
        if told["verdict"] == "ready":
            assert passed == set(names), "ready is what passed, and nothing else"
        count += 1
    assert count == 10_000


def test_every_way_of_doing_without_is_said() -> None:
    """“Ready” alone, in green, is for all four: whatever the visit will be without is in the words."""
    plain = ENGLISH.say(choose_headline(report())[0])
    assert plain == "Ready"
    for count in range(1, 5):
        for without in itertools.combinations(NEEDED, count):
            whole = report(*(line(tip, "not-needed") for tip in without))
            verdict, sentences = choose_headline(whole)
            words = " ".join(ENGLISH.say(each) for each in (verdict, *sentences))
            assert whole.overall is Overall.READY_WITH_ADVICE
            assert words not in ("", plain)
            for tip, clue in (("camera", "will not see you"), ("sound", "telephone"), ("internet", "internet")):
                assert (clue in words) == (tip in without), (without, words)
            assert ("video program" in words) == ("video-app" in without)
            assert "is ready for your video visit" not in words


def test_by_phone_never_speaks_of_ready() -> None:
    whole = report(line("camera", "covered")).by_phone_instead(load_check("internet").finding("by-phone"))
    for text in (rendering(whole).as_text(), rendering(whole).as_html(), rendering(whole, on_screen=True).as_text()):
        patients = text.partition("For support staff")[0].casefold()
        assert "your visit will be by phone" in patients
        assert "ready for" not in patients
        assert "video visit" not in patients
        assert "please call me at the time of my visit" in patients
        assert "617-555-0142" in patients
        assert "your questions and your medicines" in patients
        assert "if you want to try video after all" in patients
    assert [each.tip for each in main_step(whole)] == [], "a visit by phone needs no camera"


def test_what_was_measured_stands_beside_the_phone() -> None:
    whole = report(line("internet", "offline")).by_phone_instead(load_check("internet").finding("by-phone"))
    told = json.loads(rendering(whole).as_json())
    internet = next(tip for tip in told["tips"] if tip["id"] == "internet")
    assert (internet["finding"], internet["also"]) == ("internet.by-phone", ["internet.offline"])
    evidence = of_report(told, "report.json")
    assert evidence.verdict is Overall.BY_PHONE
    assert from_code(encode(whole)).verdict is Overall.BY_PHONE
    assert from_code(encode(whole)).tips["internet"].names == ("offline",)


@pytest.mark.parametrize("said", [*Overall, None])
@pytest.mark.parametrize("camera", ["good", "dark", "covered", "crashed"])
def test_where_by_phone_stands_among_the_verdicts_that_a_report_may_say(said: Overall | None, camera: str) -> None:
    """A report may say less than its findings, never more; by phone says nothing about video, whatever was found."""
    told = json.loads(rendering(report(line("camera", camera))).as_json())
    found = told["verdict"]
    told["verdict"] = said
    order = ["ready", "ready-with-advice", "could-not-check", "not-ready"]
    verdict = of_report(told, "report.json").verdict
    if said is Overall.BY_PHONE:
        assert verdict is Overall.BY_PHONE
    elif said is None:
        assert verdict == found
    else:
        assert verdict == max(said, found, key=order.index)


def test_a_report_that_says_ready_for_a_visit_by_phone_is_not_believed() -> None:
    told = json.loads(rendering(report(line("internet", "by-phone"))).as_json())
    told["verdict"] = "ready"
    evidence = of_report(told, "report.json")
    assert evidence.verdict is Overall.BY_PHONE
    assert evidence.notes


def test_what_is_not_in_the_check_is_not_called_ready_for_a_visit() -> None:
    lines: tuple[TipResult, ...] = (line("camera"), line("restart"))
    verdict, _ = choose_headline(Report(lines, None))
    assert ENGLISH.say(verdict) == "Good so far"


def test_nothing_judged_is_not_called_fine() -> None:
    for names in (("not-asked",), ("skipped",), ("not-needed",)):
        verdict, sentences = choose_headline(Report((line("room", *names), line("visit", "not-asked")), None))
        assert ENGLISH.say(verdict) == "Not done yet"
        assert not any("fine" in ENGLISH.say(each) for each in sentences)


def test_an_error_of_ours_is_not_called_a_ready_computer() -> None:
    whole = report(line("computer", "error"))
    assert whole.overall is Overall.READY, "the contract's: a visit does not need it"
    words = " ".join(ENGLISH.say(each) for each in choose_headline(whole)[1])
    assert "Your computer is ready" not in words
    assert "could not be checked" in words


def told_of(change: Callable[[dict[str, Any]], object]) -> Evidence:
    """What staff are told of a good report after this change to it."""
    made = json.loads(rendering(report()).as_json())
    change(next(tip for tip in made["tips"] if tip["id"] == "camera"))
    return of_report(made, "report.json")


@pytest.mark.parametrize(
    "change",
    [
        lambda camera: camera.update(finding="camera.never-heard-of"),
        lambda camera: camera.update(finding="sound.good"),
        lambda camera: camera.pop("finding"),
        lambda camera: camera.update(also=["camera.covered"]),
        lambda camera: camera.update(finding="camera.skipped"),
        lambda camera: camera.update(id="sound"),
    ],
)
def test_a_damaged_report_is_never_ready(change: Callable[[dict[str, Any]], object]) -> None:
    evidence = told_of(change)
    assert evidence.verdict in (Overall.COULD_NOT_CHECK, Overall.NOT_READY)
    assert evidence.notes


@pytest.mark.parametrize("said", ["READY", "splendid", None, ["ready"], 7])
def test_a_verdict_that_is_none_of_ours_is_noted(said: object) -> None:
    made = json.loads(rendering(report()).as_json())
    made["verdict"] = said
    evidence = of_report(made, "report.json")
    assert any("not one that this version knows" in note for note in evidence.notes)


def test_staff_are_told_what_a_check_of_a_few_tips_leaves_open() -> None:
    told = explain_evidence(from_code(encode(Report((line("camera"),), None))))
    assert any("Nothing is known about: video-app, internet, sound" in note for note in told.notes)
    assert not any("Only a part" in note for note in explain_evidence(from_code(encode(report()))).notes)
    without = explain_evidence(from_code(encode(report(line("camera", "not-needed")))))
    assert "does without: camera" in without.start
