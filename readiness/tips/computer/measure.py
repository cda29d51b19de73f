"""Watching the load, in the probe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from readiness.core.check import Commands, Live, Sample
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.machine import machine_for
from readiness.machine.base import Load, Machine
from readiness.tips.computer.reading import ComputerReading

TICK_S: Final = 0.25


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[ComputerReading]]:
    """Watch the load until it means something, then tell; while somebody watches, again and again.

    FactsError where recorded facts cannot be used.
    """
    machine = machine_for(setup.sources.facts)
    while True:
        watch = machine.watch_load(setup.own_pid)
        began = time.monotonic()
        while (passed := time.monotonic() - began) < machine.settle_s:
            doing = Text("Seeing how busy your computer is.")
            yield Sample(None, Live(done=passed / machine.settle_s, doing=doing))
            time.sleep(min(TICK_S, machine.settle_s - passed))
        yield Sample(_read(machine, watch.so_far()), Live(done=1.0))
        if not setup.watching or commands.stopped:
            return
        time.sleep(TICK_S)


def _read(machine: Machine, load: Load) -> ComputerReading:
    power, release = machine.power(), machine.release()
    return ComputerReading(
        battery_percent=power.battery_percent,
        plugged=power.plugged,
        cpu_percent=load.cpu_percent,
        memory_percent=machine.memory_percent(),
        disk_free_gb=machine.disk_free_gb(),
        busy_programs=load.programs,
        busy_work=load.work,
        system=None if release is None else release.id,
        system_version=None if release is None else release.version,
        system_name="" if release is None else release.name,
    )
