"""When a throughput is certain enough, on slices made up for the purpose."""

from __future__ import annotations

import itertools
import random

import pytest

from readiness.instruments.network.speed.stopping import (
    Meter,
    Requirement,
    StopReason,
    settled_mean,
    stop_reason,
    student_t95,
)

NEED = Requirement(0.9, (0.1, 0.25))


HOLES = [
    *(0.19, 0.42, 0.28, 0.51, 0.46, 0.37, 0.70, 0.32, 0.00, 0.42),
    *(1.07, 0.37, 0.60, 0.83, 0.14, 0.79, 0.56, 0.60, 0.19, 0.65, 0.37),
]


def steady(mbps: float, seconds: float, spread: float = 0.02) -> list[float]:
    noise = random.Random(1)
    return [mbps * (1 + noise.uniform(-spread, spread)) for _ in range(int(seconds * 4))]


@pytest.mark.parametrize(
    ("slices", "expected"),
    [
        (steady(50, 0.75), None),
        (steady(50, 1), StopReason.PLENTY),
        (steady(3, 1.75), None),
        (steady(3, 2), StopReason.STEADY),
        (steady(1, 2.5), None),
        (steady(1, 2.75), StopReason.STEADY),
        (steady(0.2, 2.5), None),
        (steady(0.2, 3), StopReason.LOW),
        # Which finding it will be is not certain: 0.1 lies inside the interval.
        (steady(0.1, 3, spread=0.5), None),
        # A hole and the burst that fills it are no unrest.
        ([1.0, 3.0] * 8, StopReason.STEADY),
        ([1.0, 1.0, 4.0] * 4, StopReason.STEADY),
        ([1.0, 1.0, 3.0, 3.0] * 4, None),
        # Still climbing, and beyond all need for a second.
        ([0.1, 0.5, 1.0, 2.0, 3.7, 4.0, 5.0, 6.0], StopReason.PLENTY),
        # Still climbing.
        ([0.5 + 0.1 * i for i in range(16)], None),
        # Silence may be a stall: another rule's matter.
        ([0.0] * 12, None),
        ([0.00006] * 16, None),
        ([0.05] + [0.0] * 15, None),
    ],
)
def test_it_stops_when_the_answer_is_certain(slices: list[float], expected: StopReason | None) -> None:
    assert stop_reason(slices, NEED) is expected


@pytest.mark.parametrize(
    ("slices", "expected"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], 6.5),
        (steady(2, 4), 2.0),
        # As 0.5 Mbit/s came once, four connections with holes in them: the later half holds what was held up before.
        (HOLES, 0.48),
        # As 10 Mbit/s with 1 % loss.
        ([0.5, 22.0, 12.6, 3.3, 2.0, 4.6, 10.1, 11.1, 8.6, 11.2, 15.6, 20.7, 4.0, 10.1], 9.74),
    ],
)
def test_the_mean_is_the_later_half_s_only_where_the_rate_climbed(slices: list[float], expected: float) -> None:
    assert settled_mean(slices) == pytest.approx(expected, rel=0.05)


def test_student_s_t_is_near_the_tables() -> None:
    for freedom, t in {3: 3.182, 5: 2.571, 10: 2.228, 30: 2.042}.items():
        assert student_t95(freedom) == pytest.approx(t, rel=0.04)


def test_a_piece_that_took_a_while_is_spread_over_it() -> None:
    meter = Meter()
    meter.begin("a", 0.5)
    meter.arrived(100_000, 1.5, "a")
    assert meter.settled(0.5, 1.5) == pytest.approx([0.8, 0.8, 0.8, 0.8])
    assert meter.total == 100_000


def test_slices_that_may_still_grow_are_not_settled() -> None:
    meter = Meter()
    meter.arrived(25_000, 0.1)
    meter.begin("a", 0.6)
    assert meter.settled(0.0, 2.0) == pytest.approx([0.8, 0.0])


def test_nothing_is_lost_between_slices() -> None:
    meter = Meter()
    edges = [0.0, 0.1, 0.4, 0.75, 1.3, 2.0]
    for start, end in itertools.pairwise(edges):
        meter.begin("a", start)
        meter.arrived(1000, end, "a")
    assert sum(meter.settled(0.0, 2.0)) * 0.25 / 8e-6 == pytest.approx(5000)
