"""The devices that a person can choose between, listed in a child: a driver may hang or crash while it lists."""

from __future__ import annotations

import asyncio
import logging

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
        process = await asyncio.create_subprocess_exec(
            *command(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            **start_options(),
        )
    except OSError:
        return None
    group = group_of(process.pid)
    try:
        out, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
        return msgspec.json.decode(out, type=Devices)
    except (TimeoutError, *NOT_OURS):
        return None
    finally:
        await whatever_happens(_end(process, group))


async def _end(process: asyncio.subprocess.Process, group: ChildGroup) -> None:
    if process.returncode is not None:  # it ended by itself: its number may be another process's by now
        group.release()
    elif not await see_gone(process, group, at_once=True):
        log.error("The child that lists the devices cannot be ended: a driver holds it. It is left behind")
    close_pipes(process)
