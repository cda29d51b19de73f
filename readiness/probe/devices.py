"""The devices that a person can choose between, listed in a child: a driver may hang or crash while it lists."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import signal
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from readiness.instruments.sound.devices.portaudio import PortAudio, by_sight, with_hosts
from readiness.machine.process import program_command
from readiness.probe.protocol import NOT_OURS

if TYPE_CHECKING:
    import asyncio

    from readiness.machine.children import ChildGroup

WITHIN_S: Final = 20.0
"""A slow computer that does other things besides needs more than ten seconds."""

log = logging.getLogger(__name__)


class ListedDevice(msgspec.Struct, frozen=True):
    """One device: what it is called, and the source that names it."""

    name: str
    source: str
    kind: str = ""
    """Of a camera: "built-in", "virtual", or empty where neither is known."""


class Devices(msgspec.Struct, frozen=True):
    """All of them."""

    camera: tuple[ListedDevice, ...] = ()
    microphone: tuple[ListedDevice, ...] = ()
    speaker: tuple[ListedDevice, ...] = ()


def command() -> tuple[str, ...]:
    """This program again, as the child that lists."""
    return (*program_command(), "devices", "--serve")


async def list_devices() -> Devices | None:
    """The devices as a child sees them; None where it cannot tell in time. No child is left."""
    import asyncio  # late: the child loads this module too, and somebody waits for its list

    from readiness.machine.children import group_of, start_options
    from readiness.probe.child_process import whatever_happens

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
    from readiness.probe.child_process import close_pipes, see_gone

    if process.returncode is not None:  # it ended by itself: its number may be another process's by now
        group.release()
    elif not await see_gone(process, group, at_once=True):
        log.error("The child that lists the devices cannot be ended: a driver holds it. It is left behind")
    close_pipes(process)


def serve() -> None:
    """Be the child: print the devices as one JSON line."""
    from readiness.machine.children import exit_at_once

    if sys.platform != "win32":  # an orphan of a killed parent ends by itself; on Windows the job ends it
        signal.alarm(int(WITHIN_S) + 5)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # drivers may chat
    out.write(msgspec.json.encode(here()) + b"\n")
    exit_at_once(0)


def here() -> Devices:
    """This computer's devices. What cannot be listed is empty."""
    cameras: tuple[ListedDevice, ...] = ()
    with contextlib.suppress(Exception):
        cameras = _cameras()
    sound: list[Any] = []
    with contextlib.suppress(Exception):
        sound = list(PortAudio().call(with_hosts, WITHIN_S / 2))
    return Devices(cameras, tuple(real(sound, "input")), tuple(real(sound, "output")))


def _cameras() -> tuple[ListedDevice, ...]:
    from readiness.machine import here as machine

    listed = machine().cameras()
    if listed is None:
        from readiness.instruments.camera.capture import list_cameras

        return tuple(ListedDevice(each.name, each.path or each.name, camera_kind(each.name)) for each in list_cameras())
    return tuple(ListedDevice(each.name, each.path, camera_kind(each.name, each.built_in)) for each in listed)


_BUILT_IN: Final = re.compile(r"\b(integrated|built-?in|internal|facetime|user.facing|front)\b", re.IGNORECASE)


def camera_kind(name: str, built_in: bool = False) -> str:
    """ "virtual" by the name alone, "built-in" where the system or the name says so, else empty."""
    from readiness.profile.known_programs import virtual_maker

    if virtual_maker(name):
        return "virtual"
    return "built-in" if built_in or _BUILT_IN.search(name) else ""


def real(devices: Iterable[dict[str, Any]], direction: Literal["input", "output"]) -> list[ListedDevice]:
    """The devices that a person would recognize, each once."""
    return [ListedDevice(shown, name) for name, shown in by_sight(devices, direction).items()]
