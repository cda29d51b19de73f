"""What foreign words may hold on a screen."""

from __future__ import annotations

import pytest

from readiness.characters import is_steering, make_visible

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
