"""The devices that a person can choose between, listed in a child: a driver may hang or crash while it lists."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from readiness.machine.children import ChildGroup, group_of, start_options
from readiness.machine.process import program_command
from readiness.probe.child_process import close_pipes, see_gone, whatever_happens
from readiness.probe.listed_devices import WITHIN_S, Devices
from readiness.probe.protocol import NOT_OURS

log = logging.getLogger(__name__)


def command() -> tuple[str, ...]:
    """Return the command that runs this program again, as the child that lists."""
    return (*program_command(), "devices", "--serve")


async def list_devices() -> Devices | None:
    """List the devices as a child sees them; None where it cannot tell in time. It is ended then."""
    try:
        return msgspec.json.decode(await read_child(command(), WITHIN_S), type=Devices)
    except (OSError, *NOT_OURS):
        return None


async def read_child(words: Sequence[str], within_s: float) -> bytes:
    """Read what a child prints until it ends; it is ended where that takes longer. OSError; TimeoutError is one."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        **start_options(),
    )
    group = group_of(process.pid)
    try:
        return (await asyncio.wait_for(process.communicate(), within_s))[0]
    finally:
        await whatever_happens(_end(process, group))


async def _end(process: asyncio.subprocess.Process, group: ChildGroup) -> None:
    if process.returncode is not None:  # it ended by itself: its number may be another process's by now
        group.release()
    elif not await see_gone(process, group, at_once=True):
        log.error("A child that was to be read cannot be ended: a driver holds it. It is left behind")
    close_pipes(process)
