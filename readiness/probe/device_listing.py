"""The child's side of the list of devices: what this computer has, as a person would recognize it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterable
from typing import Any, Final, Literal

import msgspec

from readiness.instruments.sound.devices.portaudio import PortAudio, find_recognizable, with_hosts
from readiness.machine import here as this_computer
from readiness.machine.children import exit_at_once
from readiness.probe.listed_devices import WITHIN_S, Devices, ListedDevice
from readiness.profile.known_programs import virtual_maker


def serve() -> None:
    """Be the child: print the devices as one JSON line."""
    if sys.platform != "win32":  # an orphan of a killed parent ends by itself; on Windows the job ends it
        signal.alarm(int(WITHIN_S) + 5)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # drivers may chat
    out.write(msgspec.json.encode(find_devices()) + b"\n")
    exit_at_once(0)


def find_devices() -> Devices:
    """Find this computer's devices. What cannot be listed is empty."""
    cameras: tuple[ListedDevice, ...] = ()
    with contextlib.suppress(Exception):
        cameras = _find_cameras()
    sound: list[Any] = []
    with contextlib.suppress(Exception):
        sound = list(PortAudio().call(with_hosts, WITHIN_S / 2))
    return Devices(cameras, tuple(list_recognizable(sound, "input")), tuple(list_recognizable(sound, "output")))


def _find_cameras() -> tuple[ListedDevice, ...]:
    listed = this_computer().cameras()
    if listed is None:
        from readiness.instruments.camera.capture import list_cameras  # noqa: PLC0415  68 ms, where the system lists no cameras itself

        return tuple(ListedDevice(each.name, each.path or each.name, camera_kind(each.name)) for each in list_cameras())
    return tuple(ListedDevice(each.name, each.path, camera_kind(each.name, each.built_in)) for each in listed)


_BUILT_IN: Final = re.compile(r"\b(integrated|built-?in|internal|facetime|user.facing|front)\b", re.IGNORECASE)


def camera_kind(name: str, built_in: bool = False) -> str:
    """Return "virtual" by the name alone, "built-in" where the system or the name says so, else empty."""
    if virtual_maker(name):
        return "virtual"
    return "built-in" if built_in or _BUILT_IN.search(name) else ""


def list_recognizable(devices: Iterable[dict[str, Any]], direction: Literal["input", "output"]) -> list[ListedDevice]:
    """List the devices that a person would recognize, each once."""
    return [ListedDevice(shown, name) for name, shown in find_recognizable(devices, direction).items()]
