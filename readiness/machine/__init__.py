"""What differs by operating system: chosen here, once. Everything above asks a `Machine`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.machine.facts import Machine
from readiness.model import file_source

if TYPE_CHECKING:
    from readiness.machine.way_out import WayOut


def here() -> Machine:
    """This computer."""
    if sys.platform == "win32":
        from readiness.machine.windows import Windows

        return Windows()
    if sys.platform == "darwin":
        from readiness.machine.macos import MacOS

        return MacOS()
    from readiness.machine.linux import Linux

    return Linux()


def recorded(path: str | Path) -> Machine:
    """A computer whose answers were written down. FactsError where the file is missing or broken."""
    from readiness.machine.recording import Recorded

    return Recorded.read(Path(path))


def chosen(facts: str | None) -> Machine:
    """The computer that `Sources.facts` names: the recorded one, or this one where it is None."""
    return here() if facts is None else recorded(file_source(facts) or facts)


def way_out_of(facts: str | None) -> WayOut:
    """By what this computer reaches the internet; nothing is known of a recorded one."""
    from readiness.machine.way_out import WayOut, way_out_of_here  # psutil: not for those who only decode a code

    return way_out_of_here() if facts is None else WayOut()
