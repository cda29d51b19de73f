"""Asking the system when it was started, in the probe."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Final

from readiness.core.check import Commands, Sample
from readiness.core.setup import Setup
from readiness.machine import machine_for
from readiness.tips.restart.reading import RestartReading

LOOK_AGAIN_S: Final = 0.5


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[RestartReading]]:
    """Look once; while somebody watches, again and again. FactsError where recorded facts cannot be used."""
    machine = machine_for(setup.sources.facts)
    while True:
        hours = machine.uptime_hours()
        yield Sample(
            RestartReading(
                uptime_hours=None if hours is None or not math.isfinite(hours) else round(hours, 2),
                pending=machine.restart_pending(),
                system=machine.system.value,
                fast_startup=machine.fast_startup(),
            )
        )
        if not setup.watching or commands.stopped:
            return
        time.sleep(LOOK_AGAIN_S)
