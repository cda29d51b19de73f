"""What a fault is: how it is brought about, what the program must find or say, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.faults.scene import Scene

NUMBER: Final = "617-555-0142"
"""The clinic's number in every fault's profile: it must be in sight whatever happens."""
SLACK_S: Final = 1.0
"""How much later than its deadline a fault may be told of."""

Stage = Callable[[Scene], None]


class Part(StrEnum):
    """Where a fault strikes."""

    CAMERA = "camera"
    SOUND = "sound"
    NETWORK = "network"
    SYSTEM = "system"
    FILES = "files"
    INPUT = "input"
    PROCESSES = "processes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of the table.

    `finds` are the main findings of all the tips that are checked, no more and no less, so that a pass that is
    not named here is a false one; `a|b` is either, where it is chance which one the system brings about. `says` must be in what the person reads. `exits` is the contract's exit code;
    None where the program is killed or nobody can be told.
    """

    id: str
    part: Part
    what: str
    stage: Stage
    finds: tuple[str, ...] = ()
    says: str = ""
    exits: int | None = 0
    within_s: float = 10.0
    window: bool = False
    """Is it one of those that the window meets, too?"""
