"""What foreign words may hold on a screen."""

from __future__ import annotations

import pytest

from readiness.core.characters import find_steering, is_steering, make_visible

STEERING = {
    "escape": "\x1b",
    "carriage return": "\r",
    "line feed": "\n",
    "null": "\0",
    "C1 control sequence introducer": "\x9b",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "pop isolate": "\u2069",
    "right-to-left mark": "\u200f",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "tag letter": "\U000e0041",
    "lone surrogate, as an undecodable file name has": "\udce9",
    "private use": "\ue000",
    "Hangul filler, which is blank": "\u3164",
    "grapheme joiner": "\u034f",
    "unassigned tag": "\U000e0002",
    "selector that may carry bytes": "\U000e0100",
}


@pytest.mark.parametrize("letter", STEERING.values(), ids=STEERING)
def test_what_steers_a_screen_is_made_visible(letter: str) -> None:
    assert is_steering(letter)
    assert make_visible(f"a{letter}b") == "a?b"


@pytest.mark.parametrize(
    "words", ["Clínica Núñez", "عيادة السرطان", "癌症中心", "12 h – 14 h", "50\u00a0%", "❤️ Clinic", ""]
)
def test_ordinary_words_stay_as_they_are(words: str) -> None:
    assert make_visible(words) == words


@pytest.mark.parametrize("words", ["کرده\u200cاید؟", "क्\u200dष", "ශ්\u200dරී"], ids=["Persian", "Hindi", "Sinhala"])
def test_a_joiner_that_is_spelling_stays(words: str) -> None:
    assert make_visible(words) == words
    assert find_steering(words) == []


@pytest.mark.parametrize("words", ["a\u200cb", "\u200cب", "ب\u200c", "ب\u200c\u200cب", "a\u200dب", "क\u200cب"])
def test_a_joiner_anywhere_else_does_not(words: str) -> None:
    assert "\u200c" not in make_visible(words) and "\u200d" not in make_visible(words)
