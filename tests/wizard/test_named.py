"""What a step names is there, wherever it is read: on its page, on the result page, in the terminal and on paper."""

from __future__ import annotations

import re

import pytest

from readiness.core.text import Text
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words, list_languages
from readiness.tips import load_check
from readiness.wizard.pages import result
from readiness.wizard.pages import tip as page
from scripts.catalogues import said

ONLY_THERE = re.compile(r"\b(on|in) (this|the) (page|list)\b|this page shows|\bhere\b|\bthis step again\b|\bbelow\b")
"""Words that are true on one page alone: each step is on the result page and on paper as well."""


def test_no_step_points_at_what_only_its_own_page_has() -> None:
    steps = {fix.says.message for tip in TIPS for finding in load_check(tip).findings() for fix in finding.fixes}
    assert len(steps) > 80
    assert [step for step in sorted(steps) if ONLY_THERE.search(step)] == []


def test_the_button_that_checks_again_has_one_name() -> None:
    assert result.AGAIN == page.AGAIN


@pytest.mark.parametrize("language", ["en", *(each.code for each in list_languages(unreviewed=True))])
def test_a_step_calls_the_button_by_the_name_it_has_in_that_language(language: str) -> None:
    words = Words(language)
    button = words.say(page.AGAIN)
    texts = {text.message for text in said() if "“Try again”" in text.message and not text.staff}
    assert len(texts) > 5
    for message in texts:
        names = {name: name for name in re.findall(r"{(\w+)}", message)}
        assert button in words.say(Text(message), names), message
