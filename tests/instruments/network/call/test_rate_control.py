"""Which rate a practice call settles on, look by look."""

from __future__ import annotations

import pytest

from readiness.instruments.network.call.packet_schedule import VOICE_MBPS
from readiness.instruments.network.call.packets import CallQuality
from readiness.instruments.network.call.rate_control import Look, Move, RateController

HOLD, CHANGE, DRAIN, DONE = Move.HOLD, Move.CHANGE, Move.CHANGE_AND_DRAIN, Move.DONE
EDGES = (2.0, 15.0)


def look(
    loss_percent: float = 0.0, held_s: float = 5.5, left_s: float = 9.0, *, grows: bool = False, loses: bool = False
) -> Look:
    packets = 3000
    heard = CallQuality(held_s, packets, round(packets * loss_percent / 100), 40.0, 2.0, 0.0)
    return Look(heard, held_s, left_s, grows, loses)


GROWS = look(held_s=1.2, grows=True)
FULL = look(30, held_s=1.2, loses=True)
COURSES: dict[str, tuple[float, list[tuple[Look, Move, float]]]] = {
    "a line that carries it": (0.9, [(look(held_s=0.5), HOLD, 0.9), (look(held_s=3), HOLD, 0.9), (look(), DONE, 0.9)]),
    "too near to a limit to be certain": (0.9, [(look(2.0), HOLD, 0.9), (look(2.0, held_s=9), HOLD, 0.9)]),
    "clear of both limits": (0.9, [(look(6.0), DONE, 0.9)]),
    "a queue that grows at one look": (0.9, [(GROWS, HOLD, 0.9), (look(held_s=1.5), HOLD, 0.9), (GROWS, HOLD, 0.9)]),
    "a queue that grows at three": (0.9, [(GROWS, HOLD, 0.9), (GROWS, HOLD, 0.9), (GROWS, DRAIN, 0.675)]),
    "a line that was full": (
        0.9,
        [
            (FULL, CHANGE, 0.45),
            (look(0, held_s=1.5), HOLD, 0.45),
            (look(0, held_s=2), HOLD, 0.45),
            (look(), DONE, 0.45),
        ],
    ),
    "a line that loses": (0.9, [(FULL, CHANGE, 0.45), (look(28, held_s=2), CHANGE, 0.9), (FULL, HOLD, 0.9)]),
    "half is too little for pictures": (0.2, [(FULL, CHANGE, VOICE_MBPS)]),
    "not below voice": (VOICE_MBPS, [(FULL, HOLD, VOICE_MBPS)]),
    "no time left for another rate": (0.9, [(look(30, held_s=1.2, left_s=4.0, loses=True), HOLD, 0.9)]),
    "TCP was slower than a call": (
        0.2,
        [
            (look(5, held_s=1.5), HOLD, 0.2),
            (look(5, held_s=2), CHANGE, 0.4),
            (look(5, held_s=2), CHANGE, 0.8),
            (look(5, held_s=2), CHANGE, 0.9),
            (look(5), DONE, 0.9),
        ],
    ),
    "without loss TCP was right": (0.4, [(look(held_s=2), HOLD, 0.4), (look(), DONE, 0.4)]),
    "a queue that grew is no reason to rise again": (
        0.8,
        [*[(GROWS, HOLD, 0.8)] * 2, (GROWS, DRAIN, 0.6), (look(5, held_s=2), HOLD, 0.6), (look(5), DONE, 0.6)],
    ),
}


@pytest.mark.parametrize("name", COURSES)
def test_the_rate_follows_what_the_line_does(name: str) -> None:
    mbps, course = COURSES[name]
    rate = RateController(mbps, 0.9, EDGES)
    for at, (seen, move, then_mbps) in enumerate(course):
        assert rate.look(seen) is move, at
        assert rate.mbps == pytest.approx(then_mbps), at
