"""Power and load: will the computer last through the visit, and is it free for it?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from readiness.core.check import Check, Commands, Live, Sample
from readiness.core.finding import Finding, Fix, Found
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.machine import machine_for
from readiness.machine.base import Load, Machine
from readiness.machine.versions import older

TICK_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class ComputerReading:
    """What the computer has and what other programs take. None where it cannot be measured.

    Shares are of the whole: battery charge, all processor cores together, all memory. 1 GB is 10^9 bytes.
    """

    battery_percent: float | None = None
    plugged: bool | None = None
    cpu_percent: float | None = None
    memory_percent: float | None = None
    disk_free_gb: float | None = None
    busy_programs: tuple[str, ...] = ()
    """The busiest other programs: for the screen, never reported."""
    busy_work: str = ""
    """What the system itself is busy with: "updates", "virus-scan", "backup", "search"."""
    system: str | None = None
    """"windows", "macos", or a Linux distribution's id."""
    system_version: str | None = None
    system_name: str = ""


_CLOSE_THEM = Fix(Text("Save your work. Then close {programs}."))
_CLOSE = Fix(Text("Save your work. Then close the programs that you do not need."))
_WAIT = Fix(Text("Your computer is busy with {work}. Wait until that is done. Then choose “Try again”."))
_RESTART = Fix(Text("If that does not help, restart your computer."))

_TABLE: Final = (
    Finding(
        "computer.battery",
        Verdict.WARN,
        Text("Your battery is low: {percent} %."),
        (Fix(Text("Plug in the charger.")), Fix(Text("Keep it plugged in during your visit."))),
        Text("The charge is below the limit and the charger is not in. Ask for the charger before the visit."),
    ),
    Finding(
        "computer.busy",
        Verdict.WARN,
        Text("Other programs use a lot of your computer's power. Your video may stop and start."),
        (_CLOSE_THEM, _RESTART),
        Text(
            "Others use more of the processor than the limit, measured over three seconds without this program. "
            "Ask for updates, backups and virus scans that may be running."
        ),
    ),
    Finding(
        "computer.memory",
        Verdict.WARN,
        Text("Your computer's memory is almost full. Your video may stutter."),
        (_CLOSE, Fix(Text("Close web pages that you do not need.")), _RESTART),
        Text("Little memory is available to programs. Browser tabs are the usual cause; a restart helps."),
    ),
    Finding(
        "computer.disk",
        Verdict.WARN,
        Text("Your computer's disk is almost full."),
        (
            Fix(Text("Empty the trash or recycle bin.")),
            Fix(Text("Ask someone you trust to help you make room.")),
        ),
        Text("Less free disk space than the limit. Programs may fail to start or to update."),
    ),
    Finding(
        "computer.old-system",
        Verdict.WARN,
        Text("The system on this computer, {system}, is old. Your clinic asks for a newer one."),
        (
            Fix(Text("Ask someone you trust if this computer can get a newer system.")),
            Fix(Text("You can also use another computer, a smartphone or a tablet.")),
        ),
        Text(
            "The operating system is older than the clinic's profile accepts. Do not have it upgraded on the day of "
            "the visit: another device is the safer way."
        ),
    ),
    Finding(
        "computer.good",
        Verdict.PASS,
        Text("All is well with your computer."),
        (),
        Text("Battery, processor, memory and disk are within the limits, as far as they can be measured."),
    ),
)


class ComputerCheck(Check[ComputerReading]):
    """See the module."""

    id: ClassVar = "computer"
    title: ClassVar = Text("Power and speed")
    why: ClassVar = Text("If your computer runs low or slow, your visit may stop.")
    table: ClassVar = _TABLE
    reading_type: ClassVar = ComputerReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"system", "system_version", "busy_work"})
    follows: ClassVar = True

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[ComputerReading]]:
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
            yield Sample(_reading(machine, watch.so_far()), Live(done=1.0))
            if not setup.watching or commands.stopped:
                return
            time.sleep(TICK_S)

    def judge(self, reading: ComputerReading | None, setup: Setup, answers: Answers) -> Found:
        """Each value that was measured against its limit; nothing measured at all is no pass."""
        del answers
        assert reading is not None
        limits = setup.profile.limits
        battery, cpu = reading.battery_percent, reading.cpu_percent
        memory, disk = reading.memory_percent, reading.disk_free_gb
        if battery is None and cpu is None and memory is None and disk is None:
            return self.found("error")
        names = []
        if battery is not None and battery < limits.battery_percent_warn and not reading.plugged:
            names.append("battery")
        if cpu is not None and cpu > limits.cpu_percent_warn:
            names.append("busy")
        if memory is not None and memory > limits.memory_percent_warn:
            names.append("memory")
        if disk is not None and disk < limits.disk_free_gb_warn:
            names.append("disk")
        if reading.system is not None and _is_refused(reading.system, reading.system_version, setup):
            names.append("old-system")
        programs: object = ", ".join(reading.busy_programs) or Text("the programs that you do not need")
        values = {
            "percent": None if battery is None else int(battery),
            "programs": programs,
            "work": _WORK.get(reading.busy_work, ""),
            "system": reading.system_name or reading.system or "",
        }
        found = self.found(*(names or ["good"]), values=values)
        if found.main.name == "busy" and values["work"]:
            fixes = (_WAIT, _CLOSE_THEM) if reading.busy_programs else (_WAIT,)
            return replace(found, main=replace(found.main, fixes=(*fixes, _RESTART)))
        return found


_WORK: Final = {
    "updates": Text("updates"),
    "virus-scan": Text("a virus scan"),
    "backup": Text("a backup"),
    "search": Text("its file search"),
}
# By what people call them; before the first release of 10 they counted otherwise.
_WINDOWS: Final = {"11": "10.0.22000", "10": "10.0.10240", "8.1": "6.3", "8": "6.2", "7": "6.1"}


def _is_refused(system: str, version: str | None, setup: Setup) -> bool:
    oldest = setup.profile.systems.oldest.get(system, "")
    return older(version, _WINDOWS.get(oldest, oldest) if system == "windows" else oldest)


def _reading(machine: Machine, load: Load) -> ComputerReading:
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
