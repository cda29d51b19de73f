"""Nothing is found that nobody has words for: the patient's, the steps, the staff's."""

from __future__ import annotations

import pytest

from readiness.core.advice import Place
from readiness.core.assets import find_asset
from readiness.core.finding import Finding
from readiness.core.text import Text
from readiness.core.tip_list import TIPS
from readiness.core.translation import ENGLISH, Words
from readiness.core.verdict import Verdict
from readiness.support.guidance import find_advice, load_guidance
from readiness.support.settings_paths import WAYS
from readiness.tips import load_check

ASKING = (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
# Its steps are the questions that were not answered with Yes, put in when it is judged.
STEPS_BY_ANSWER = {"visit.to-do"}
# They say what was decided or that all is well: there is nothing to do.
EVERY = [(tip, finding) for tip in TIPS for finding in load_check(tip).findings()]


@pytest.mark.parametrize(("tip", "finding"), EVERY, ids=[finding.code for _, finding in EVERY])
def test_every_finding_has_the_patients_text_steps_and_the_staffs_text(tip: str, finding: Finding) -> None:
    assert finding.says.message
    assert finding.staff.message
    if finding.verdict in ASKING and finding.code not in STEPS_BY_ANSWER:
        assert finding.fixes, "a step for whoever reads this"
    told = find_advice(tip, finding.name)
    assert told is not None, f"write advice for {finding.code} in readiness/tips/"
    assert told.causes
    assert told.ask
    for words in (*told.causes, *told.ask):
        assert words[0].isupper() or words[0] in "“'"
        assert words[-1] in ".?”:"
        assert len(words) < 160


def test_no_advice_is_about_a_finding_that_nobody_can_have() -> None:
    """What the contract names; a finding that a check does not have yet may be here already."""
    from readiness.report.support_code import SPEAKER
    from readiness.report.support_code.layout import FIELDS

    numbered = {(field.tip, name) for field in FIELDS for name in field.names if field.tip != "speaker"}
    numbered |= {("sound", name) for name in SPEAKER}
    advised = {(tip, name) for tip in TIPS for name in load_guidance(tip)}
    assert advised <= numbered


def test_every_place_is_told_for_each_system() -> None:
    assert set(WAYS) == set(Place)
    for way in WAYS.values():
        assert all(way.on("").values())
        assert list(way.on("windows")) == ["Windows"]


def texts(finding: Finding) -> list[Text]:
    return [finding.says, finding.staff, *(fix.says for fix in finding.fixes)]


def spanish() -> Words | None:
    """The Spanish catalogue, where there is one."""
    try:
        find_asset("locale", "es", "LC_MESSAGES", "readiness.mo")
    except FileNotFoundError:
        return None
    return Words("es")


def test_every_text_is_there_in_spanish_too() -> None:
    """Where the catalogue is: every sentence of every finding is another one than the English."""
    words = spanish()
    if words is None:
        assert not list(find_asset("report.schema.json").parent.glob("locale/es/**/*.po")), (
            "the catalogue is not compiled"
        )
        return
    missing = {
        f"{finding.code}: {text.message}"
        for _, finding in EVERY
        for text in texts(finding)
        if text.message and not text.verbatim and words.say(text) == ENGLISH.say(text)
    }
    assert missing == set()
