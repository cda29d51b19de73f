"""The whole table."""

from __future__ import annotations

from typing import Final

from tests.faults import camera, files, network, processes, sound, system, typed
from tests.faults.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *camera.FAULTS,
    *sound.FAULTS,
    *network.FAULTS,
    *system.FAULTS,
    *files.FAULTS,
    *typed.FAULTS,
    *processes.FAULTS,
)
