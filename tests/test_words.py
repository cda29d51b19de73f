"""Words for patients: grade 6 or below on every page, short sentences, no jargon."""

from __future__ import annotations

import re

import pytest

from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.tips import load_check
from tests.readability import grade, syllables

JARGON = re.compile(r"\b(latency|jitter|bandwidth|dBFS|SNR|driver|probe|HTTP|DNS|ms|Mbit|throughput|server's)\b", re.I)


def patient_texts(tip: str) -> dict[str, str]:
    """What one page says with each finding: why the tip matters, the sentence, its steps."""
    check = load_check(tip)
    texts = {
        f.code: " ".join([check.why.message, f.says.message, *(fix.says.message for fix in f.fixes)])
        for f in check.findings()
    }
    texts |= {f"{tip}?{q.id}": f"{q.says.message} {q.to_do.message}" for q in check.questions(Setup())}
    texts[f"{tip} why"] = f"{check.title.message}. {check.why.message}"
    for code, text in texts.items():
        texts[code] = re.sub(r"\{[a-z_]+\}", "Zoom", text)
    return texts


@pytest.mark.parametrize("tip", TIPS)
def test_each_finding_reads_at_grade_six_or_below(tip: str) -> None:
    hard = {code: round(grade(text), 1) for code, text in patient_texts(tip).items() if grade(text) > 6.0}
    assert hard == {}


@pytest.mark.parametrize("tip", TIPS)
def test_sentences_are_short_and_free_of_jargon(tip: str) -> None:
    for code, text in patient_texts(tip).items():
        assert not JARGON.search(text), code
        for sentence in re.split(r"[.!?]\s", text):
            assert len(sentence.split()) <= 18, f"{code}: {sentence}"


def test_the_measure_itself() -> None:
    words = ("cat", "camera", "computer", "closed", "fixed", "people")
    assert [syllables(word) for word in words] == [1, 3, 3, 1, 1, 2]
    assert grade("The cat sat. The dog ran.") < 1
    assert grade("Notwithstanding considerable institutional responsibilities, organizations communicate.") > 12
