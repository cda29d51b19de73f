"""How loud a quiet room is. Pure functions of numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples, a_weighted, mean_power, without_dc

_BLOCK_S: Final = 0.25
_BURST: Final = 10.0
"""A quarter of a second with this many times the median's power (10 dB) is an event in the room, not its noise."""
_BURSTS_AT_MOST: Final = 0.25
"""Where more of the time is that loud it is what the room sounds like: music, a television."""
_NEEDED_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Noise:
    """Mean squares, full scale 1.0; 0.0 where there is nothing."""

    power: float = 0.0
    a_weighted: float = 0.0


def noise_of(room: Samples, rate: int) -> Noise:
    """Measure a room's noise; leave out short events, and stretches of exact zeros before a device has woken up."""
    room = without_dc(room)
    weighted = a_weighted(room, rate)
    block = max(1, round(rate * _BLOCK_S))
    count = room.size // block
    if count < 3:
        return Noise(mean_power(room), mean_power(weighted))
    powers, weighted_powers = (
        np.square(each[: count * block].reshape(count, block), dtype=np.float64).mean(axis=1)
        for each in (room, weighted)
    )
    flat = np.ptp(room[: count * block].reshape(count, block), axis=1) == 0
    if (count - np.count_nonzero(flat)) * _BLOCK_S >= _NEEDED_S:
        powers, weighted_powers = powers[~flat], weighted_powers[~flat]
    usual = powers <= np.median(powers) * _BURST
    if 1 - usual.mean() > _BURSTS_AT_MOST:
        usual[:] = True
    return Noise(float(powers[usual].mean()), float(weighted_powers[usual].mean()))
