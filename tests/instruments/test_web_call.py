"""What requests alongside a call over HTTP tell of it: repeated packets are loss, wavering delays are jitter."""

from __future__ import annotations

import random

import pytest

from readiness.instruments.web_call import web_jitter_ms

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
