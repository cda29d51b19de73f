"""What a practice call's packets tell, on packets made up for the purpose; how well a share of them is known; MOS."""

from __future__ import annotations

import pytest

from readiness.instruments.network.call.loss_interval import loss_between
from readiness.instruments.network.call.packets import PacketLog
from readiness.instruments.network.reading import voice_mos


def call(
    seconds: float, *, rtt_s: float = 0.04, lost: tuple[int, ...] = (), late: dict[int, float] | None = None
) -> PacketLog:
    """A packet every 20 ms; some are lost, some come later than the others."""
    record = PacketLog()
    for number in range(int(seconds * 50)):
        assert record.sent(number * 0.02, steady=True) == number
        if number not in lost:
            record.arrived(number, number * 0.02 + rtt_s + (late or {}).get(number, 0.0))
    return record


def test_a_clean_call() -> None:
    heard = call(4).heard(0, 4)
    assert (heard.packets, heard.lost, heard.stalled_percent) == (200, 0, 0)
    assert heard.rtt_ms == pytest.approx(40)
    assert heard.jitter_ms == pytest.approx(0, abs=1e-6)


def test_loss_is_what_did_not_come_back() -> None:
    record = call(4, lost=tuple(range(0, 200, 10)))
    record.arrived(1, 9.0)  # a second copy
    record.arrived(9999, 9.0)  # nobody's
    assert record.heard(0, 4).loss_percent == pytest.approx(10)
    assert record.heard(0, 2).packets == 100


def test_jitter_is_the_mean_difference_of_transit() -> None:
    record = call(4, late=dict.fromkeys(range(0, 200, 2), 0.01))
    assert record.heard(0, 4).jitter_ms == pytest.approx(10, abs=0.1)


def test_a_gap_in_what_arrives_is_a_standstill() -> None:
    heard = call(4, lost=tuple(range(50, 100))).heard(0, 4)
    assert heard.stalled_percent == pytest.approx(25, abs=1)
    assert call(4, lost=tuple(range(50, 60))).heard(0, 4).stalled_percent == 0  # bridged by any jitter buffer


def test_nothing_came_back() -> None:
    heard = call(4, lost=tuple(range(200))).heard(0, 4)
    assert heard.loss_percent == 100
    assert heard.rtt_ms is None
    assert heard.stalled_percent > 90


@pytest.mark.parametrize(
    ("percent", "packets", "low", "high"),
    [(2, 4000, 1.61, 2.48), (0, 1000, 0, 0.38), (50, 100, 40.4, 59.6), (0, 0, 0, 100)],
)
def test_how_well_a_share_is_known(percent: float, packets: int, low: float, high: float) -> None:
    assert loss_between(percent, packets, 1.96) == pytest.approx((low, high), abs=0.05)


@pytest.mark.parametrize(
    ("rtt_ms", "jitter_ms", "loss", "mos"),
    # R 93.2 is 4.41; the others by the E-model's own formulas.
    [(20, 0, 0, 4.41), (150, 0, 0, 4.41), (600, 0, 0, 3.81), (40, 0, 2, 4.24), (40, 0, 15, 2.95), (40, 100, 0, 3.95)],
)
def test_mos(rtt_ms: float, jitter_ms: float, loss: float, mos: float) -> None:
    assert voice_mos(rtt_ms, jitter_ms, loss) == pytest.approx(mos, abs=0.25)


def test_mos_falls_with_each_trouble() -> None:
    assert voice_mos(40, 0, 0) > voice_mos(500, 0, 0) > voice_mos(900, 0, 0)
    assert voice_mos(40, 0, 1) > voice_mos(40, 0, 5) > voice_mos(40, 0, 50) >= 1
