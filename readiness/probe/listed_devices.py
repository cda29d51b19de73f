"""The devices that a person can choose between, as the child that lists them writes them."""

from __future__ import annotations

from typing import Final

import msgspec

WITHIN_S: Final = 20.0
"""A slow computer that does other things besides needs more than ten seconds."""


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
