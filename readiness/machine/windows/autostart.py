"""A start after login on Windows. Seen in Wine 10's registry."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Final

from readiness.machine.windows.registry import Registry

_RUN_ONCE: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"
_VALUE: Final = "ReadinessResume"
LONGEST_RUN_ONCE: Final = 260
"""Characters that Windows takes for one command there."""


class RunOnce:
    """A value in the user's RunOnce key, which Windows takes away before it starts the command."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def arrange(self, command: Sequence[str]) -> bool:
        """Set the value. False where that fails or the command is too long: it would be passed over in silence."""
        line = subprocess.list2cmdline(command)
        return len(line) <= LONGEST_RUN_ONCE and self._registry.set_text("HKCU", _RUN_ONCE, _VALUE, line)

    def withdraw(self) -> bool:
        """Remove the value. True where none is left."""
        return not self.arranged or self._registry.remove("HKCU", _RUN_ONCE, _VALUE)

    @property
    def arranged(self) -> bool:
        """See LoginStart."""
        return _VALUE in (self._registry.values("HKCU", _RUN_ONCE) or {})
