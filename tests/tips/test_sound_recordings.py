"""A sample of the labelled recordings; `make bench` runs all of them and prints the table."""

from __future__ import annotations

import pytest

from tests.bench.sound import WITHIN_DB, judged
from tests.bench.sounds import Clip, clips
from tests.spoken import spoken

_EVERY = 9


@pytest.mark.parametrize("clip", clips()[::_EVERY], ids=lambda clip: f"{clip.finding}-{clip.language}-{clip.noise}")
def test_a_recording_is_called_what_it_is_and_its_levels_are_true(clip: Clip) -> None:
    outcome = judged(clip)
    assert (outcome.finding, outcome.room) == (clip.finding, clip.room), outcome.heard
    for name, off_db in outcome.errors_db.items():
        assert abs(off_db) <= WITHIN_DB, (name, outcome.heard)


def test_the_set_is_as_large_and_as_mixed_as_it_says() -> None:
    assert len(clips()) >= 200
    assert {clip.half for clip in clips()} == {"tune", "report"}
    tuned, reported = ({clip.language for clip in clips() if clip.half == half} for half in ("tune", "report"))
    assert not tuned & reported and len(tuned | reported) >= 12
    assert (
        spoken("en-us", "f3").size != spoken("en-us", "m3").size
        or (spoken("en-us", "f3") != spoken("en-us", "m3")).any()
    )
