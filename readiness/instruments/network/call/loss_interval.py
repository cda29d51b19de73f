"""How well a share of packets is known."""

from __future__ import annotations

import math


def loss_between(loss_percent: float, packets: int, z: float) -> tuple[float, float]:
    """Compute Wilson's score interval for a share of `packets`, percent; z is the normal deviate (1.96: 95 %)."""
    if packets <= 0:
        return 0.0, 100.0
    share, n = loss_percent / 100, packets
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)
