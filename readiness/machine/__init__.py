"""What differs by operating system: chosen here, once. Everything above asks a `Machine`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.core.setup import file_source

if TYPE_CHECKING:
    from readiness.machine.base import Machine


def here() -> Machine:
    """Return this computer."""
    if sys.platform == "win32":
        from readiness.machine.windows.computer import Windows  # noqa: PLC0415  28 ms, on Windows

        return Windows()
    if sys.platform == "darwin":
        from readiness.machine.macos.computer import MacOS  # noqa: PLC0415  31 ms, on macOS

        return MacOS()
    from readiness.machine.linux.computer import Linux  # noqa: PLC0415  30 ms, on Linux

    return Linux()


def read_recorded(path: str | Path) -> Machine:
    """Read a computer whose answers were written down. FactsError where the file is missing or broken."""
    from readiness.machine.recorded import RecordedMachine  # noqa: PLC0415  18 ms, for recorded computers

    return RecordedMachine.read(Path(path))


def machine_for(facts: str | None) -> Machine:
    """Return the computer that `Sources.facts` names: the recorded one, or this one where it is None."""
    return here() if facts is None else read_recorded(file_source(facts) or facts)
