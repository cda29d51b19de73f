"""Which devices the person chose: kept from page to page and from start to start, followed by name. Knows no Qt."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from readiness.core.check import Resource
from readiness.core.files import write_whole
from readiness.probe.listed_devices import Devices, ListedDevice

_KINDS: Final = (Resource.CAMERA, Resource.MICROPHONE, Resource.SPEAKER)


class DeviceChoices:
    """The choices by kind. `place` is a file of this computer alone; without one nothing outlives the window."""

    def __init__(self, place: Path | None = None) -> None:
        self._place = place
        self._devices: dict[str, ListedDevice] = {}
        self._seen: set[str] = set()
        if place is not None and place.exists():
            with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):  # then nothing was chosen
                self._devices = msgspec.json.decode(place.read_bytes(), type=dict[str, ListedDevice])

    @property
    def any(self) -> bool:
        """Was anything chosen?"""
        return bool(self._devices)

    def choose(self, kind: Resource, device: ListedDevice | None) -> None:
        """Use this one from now on; None is the system's own choice."""
        self._devices.pop(kind.value, None)
        if device is not None:
            self._devices[kind.value] = device
        self._seen.add(kind.value)
        if self._place is not None:
            with contextlib.suppress(OSError):  # a choice that cannot be kept is still good for today
                self._place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._place, msgspec.json.encode(self._devices), sync=False)  # the window waits for it

    def sources(self, devices: Devices) -> dict[Resource, str | None]:
        """Find what to open for each kind that was chosen, by these devices.

        A device that has come back under another number is followed by its name. One that is not there is
        waited for where it was there before, and passed over for the system's choice where it never was.
        """
        found: dict[Resource, str | None] = {}
        for kind in _KINDS:
            wanted = self._devices.get(kind.value)
            if wanted is None:
                continue
            there = _find_again(wanted, getattr(devices, kind.value))
            if there is not None:
                self._seen.add(kind.value)
                self._devices[kind.value] = there
                found[kind] = there.source
            else:
                found[kind] = wanted.source if kind.value in self._seen else None
        return found


def _find_again(wanted: ListedDevice, listed: Sequence[ListedDevice]) -> ListedDevice | None:
    """Find the same device in this list: by name and source, else by its name. Another device may have its number."""
    same = [each for each in listed if (each.name, each.source) == (wanted.name, wanted.source)]
    alike = [each for each in listed if each.name == wanted.name]
    return next(iter((*same, *alike)), None)
