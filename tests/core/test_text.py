"""Texts into words."""

from __future__ import annotations

import pytest

from readiness.core.text import Text
from readiness.core.translation import ENGLISH, Words, system_language


def test_values_fill_names_and_nothing_else() -> None:
    assert ENGLISH.say(Text("{app} is using your camera."), {"app": "Zoom"}) == "Zoom is using your camera."
    assert ENGLISH.say(Text("{app.__class__} {app[0]} {missing}"), {"app": "Zoom"}) == (
        "{app.__class__} {app[0]} {missing}"
    )


def test_a_value_with_braces_or_markup_stays_what_it_is() -> None:
    assert ENGLISH.say(Text("{app}"), {"app": "{0} <b>{app}</b> %s"}) == "{0} <b>{app}</b> %s"


def test_number_chooses_the_form() -> None:
    text = Text("{days} day ago", plural="{days} days ago", count="days")
    assert ENGLISH.say(text, {"days": 1}) == "1 day ago"
    assert ENGLISH.say(text, {"days": 3}) == "3 days ago"


def test_a_text_inside_a_text_is_said_first() -> None:
    assert ENGLISH.say(Text("{step}!"), {"step": Text("Go")}) == "Go!"


def test_a_language_without_a_catalogue_is_english() -> None:
    assert Words("xx_YY").say(Text("Ready")) == "Ready"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({"LANG": "es_MX.UTF-8"}, "es_MX"), ({"LC_ALL": "C.UTF-8"}, "en"), ({"LC_ALL": "vi", "LANG": "en_US"}, "vi")],
)
def test_the_systems_language(environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == expected
