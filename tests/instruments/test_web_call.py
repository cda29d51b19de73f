"""What requests alongside a call over HTTP tell of it: repeated packets are loss, wavering delays are jitter."""

from __future__ import annotations

import random

import pytest

from readiness.instruments.web_call import silent_s, web_jitter_ms

RNG = random.Random(7)
STEADY = [40.0 + RNG.uniform(0, 4) for _ in range(100)]
REPEATED = [ping + (250.0 if at % 6 == 0 else 0.0) for at, ping in enumerate(STEADY)]
"""One request in six was lost on the way once."""
WAVERING = [300.0 + RNG.uniform(-250, 250) for _ in range(100)]


@pytest.mark.parametrize(
    ("pings_ms", "least", "most"),
    [
        pytest.param(STEADY, 0.5, 4, id="steady"),
        pytest.param(REPEATED, 0.5, 4, id="repeated packets are no jitter"),
        pytest.param(WAVERING, 120, 220, id="wavering"),
        pytest.param([40.0] * 6 + [5000.0] * 5, 0, 0, id="nearly all lost"),
    ],
)
def test_jitter_over_http(pings_ms: list[float], least: float, most: float) -> None:
    assert least <= web_jitter_ms(pings_ms) <= most


EVERY = [at * 0.04 for at in range(150)]


@pytest.mark.parametrize(
    ("answered_s", "held_up_s", "expected"),
    [
        pytest.param(EVERY, [], 0.0, id="answers all the time"),
        pytest.param([at for at in EVERY if not 1.0 < at < 1.2], [], 0.0, id="a moment"),
        pytest.param([at for at in EVERY if not (1.0 < at < 1.4 or 3.0 < at < 3.6)], [], 1.04, id="two silences"),
        pytest.param([at for at in EVERY if not 1.0 < at < 1.4], [(1.05, 1.35)], 0.0, id="we were held up ourselves"),
        pytest.param([0.0, 6.0], [], 6.0, id="nothing at all"),
    ],
)
def test_silence(answered_s: list[float], held_up_s: list[tuple[float, float]], expected: float) -> None:
    assert silent_s(answered_s, held_up_s, 0.25) == pytest.approx(expected, abs=0.1)
