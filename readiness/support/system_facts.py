"""What an engineer's system check asks a computer: the same that a check asks it, in ten steps.

What is kept is an allow-list: numbers, yes and no, and words of our own tables; no name, no path, no address. Nothing
is sent. What touches a device does so in a child process with a deadline.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from readiness import __version__
from readiness.core.files import write_whole
from readiness.core.setup import Setup
from readiness.machine.base import Machine
from readiness.machine.children import group_of, start_options
from readiness.machine.folders import data_folder
from readiness.machine.process import program_command
from readiness.probe.child_process import see_gone
from readiness.probe.devices import command, list_devices
from readiness.probe.outcomes import Cancelled, Measured
from readiness.probe.runner import Runner
from readiness.profile.known_programs import load_table
from readiness.support.system_check import FIRST, Fact, SystemCheck, SystemStep, is_fact
from readiness.tips import load_check

UNUSUAL: Final = "unusual"
"""Stands for a word that no reader would accept, such as a version that is spelled out."""
_STATES: Final = ("state", "microphone", "speaker")
"""The words of a reading that are of our own tables; every other one may be a name."""


def collect_facts(machine: Machine, tell: Callable[[str], None]) -> SystemCheck:
    """Do all steps, announcing each. KeyboardInterrupt by Ctrl-C: no child process is left then."""
    steps = []
    for number, (name, answer) in enumerate(STEPS.items(), 1):
        tell(f"{number} of {len(STEPS)}: {name} …")
        steps.append(do_step(name, answer, machine))
    return SystemCheck(FIRST, __version__, machine.system.value, tuple(steps))


def do_step(name: str, answer: Callable[[Machine], Mapping[str, Fact]], machine: Machine) -> SystemStep:
    """Do one step. An error is a result, too: it is named by its kind alone."""
    begun = time.monotonic()
    facts: Mapping[str, Fact] = {}
    error = ""
    try:
        facts = answer(machine)
    except Exception as raised:
        error = type(raised).__name__
    told = {key: value if is_fact(key, value) else UNUSUAL for key, value in facts.items()}
    return SystemStep(name, round(time.monotonic() - begun, 3), told, error)


def _system(machine: Machine) -> dict[str, Fact]:
    release = machine.release()
    uptime = machine.uptime_hours()
    return {
        "release": release.version if release else None,
        "uptime_hours": None if uptime is None else round(uptime, 2),
        "restart_pending": machine.restart_pending(),
        "fast_startup": machine.fast_startup(),
    }


def _power(machine: Machine) -> dict[str, Fact]:
    power = machine.power()
    charger = {True: "in", False: "out", None: None if power.battery_percent is not None else "no battery"}
    memory, disk = machine.memory_percent(), machine.disk_free_gb()
    return {
        "charger": charger[power.plugged],
        "battery_percent": power.battery_percent,
        "memory_percent": None if memory is None else round(memory, 1),
        "disk_free_gb": None if disk is None else round(disk, 1),
    }


def _programs(machine: Machine) -> dict[str, Fact]:
    programs = machine.programs()
    browser = programs.browser()
    found: dict[str, Fact] = {}
    for each in load_table().programs:
        if evidence := programs.evidence(each):
            found[each.id] = programs.version(each) or f"{len(evidence)} signs and no version"
    return {"browser": (browser.id or "another one") if browser else None, "found": len(found), **found}


def _rules(machine: Machine) -> dict[str, Fact]:
    camera = next(iter(machine.cameras() or ()), None)
    path = "" if camera is None else camera.path
    browser = machine.programs().browser()
    policies = machine.browser_policies(browser.id if browser else "")
    return {
        "camera_allowed": machine.camera_allowed(path),
        "camera_users": len(machine.camera_users(path)),
        "microphone_allowed": machine.microphone_allowed(),
        "microphone_held": machine.microphone_held(),
        "browser_without_camera": policies.no_camera,
        "browser_without_microphone": policies.no_microphone,
    }


def _network(machine: Machine) -> dict[str, Fact]:
    way = machine.way_out()
    return {"kind": way.kind, "wifi_percent": way.wifi_percent}


def _devices(machine: Machine) -> dict[str, Fact]:
    listed = asyncio.run(list_devices())
    if listed is None:
        return {"listed": False}
    headsets = [machine.is_headset(each.source) for each in listed.speaker]
    return {
        "listed": True,
        "cameras": len(listed.camera),
        "built_in_cameras": sum(each.kind == "built-in" for each in listed.camera),
        "microphones": len(listed.microphone),
        "speakers": len(listed.speaker),
        "headsets": sum(each is True for each in headsets),
        "outputs_of_unknown_form": sum(each is None for each in headsets),
    }


def _measured(tip: str) -> Callable[[Machine], dict[str, Fact]]:
    def answer(machine: Machine) -> dict[str, Fact]:
        outcome = asyncio.run(Runner().measure(load_check(tip), Setup(), lambda sample: None))
        if isinstance(outcome.end, Cancelled):  # by Ctrl-C, which asyncio took for itself
            raise KeyboardInterrupt
        if not isinstance(outcome.end, Measured):
            return {"measured": False}
        return {"measured": True, **keep_figures(asdict(outcome.end.reading))}

    return answer


def keep_figures(reading: Mapping[str, Any]) -> dict[str, Fact]:
    """Keep of a reading what is no name."""
    return {
        key: value
        for key, value in reading.items()
        if isinstance(value, bool | int | float) or (key in _STATES and isinstance(value, str))
    }


def _processes(machine: Machine) -> dict[str, Fact]:
    return {"gone": asyncio.run(_end_one())}


async def _end_one() -> bool:
    """Start a child as every measurement does, and end it at once, as “Stop” does."""
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command(), stdin=nothing, stdout=nothing, stderr=nothing, **start_options()
    )
    return await see_gone(process, group_of(process.pid), at_once=True)


def _saving(machine: Machine) -> dict[str, Fact]:
    """Write where the program writes, and arrange a start as “Restart now” does; both are taken back."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".system-check-", dir=folder) as own:
        path = Path(own, "check.json")
        for words in ("first", "second"):
            write_whole(path, words)
        replaced = path.read_text(encoding="utf-8") == "second" and len(list(Path(own).iterdir())) == 1
    start = machine.login_start()
    if start.arranged:  # a person's own, from “Restart now”: left as it is, and nothing is tried
        return {"replaced": replaced, "login_start": None, "arranged_before": True}
    try:
        arranged = start.arrange((*program_command(), "--version")) and start.arranged
    finally:
        withdrawn = start.withdraw() and not start.arranged
    return {"replaced": replaced, "login_start": arranged and withdrawn, "arranged_before": False}


STEPS: Final[Mapping[str, Callable[[Machine], Mapping[str, Fact]]]] = {
    "system": _system,
    "power": _power,
    "programs": _programs,
    "rules": _rules,
    "network": _network,
    "devices": _devices,
    "camera": _measured("camera"),
    "sound": _measured("sound"),
    "processes": _processes,
    "saving": _saving,
}
