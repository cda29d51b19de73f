"""How this start of the window came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from readiness.core.text import Text
from readiness.wizard.memory.launch import Beginning

NOT_RESTARTED: Final = Text("Your computer has not restarted yet. We go on where you were.")
WELCOME_BACK: Final = Text("Your computer has restarted. We go on where you were.")
COMES_BACK: Final = Text("Close this window to go back to your own check.")


@dataclass(frozen=True, slots=True)
class Start:
    """How this start of the window came about, and what the next one after a restart is to be given."""

    beginning: Beginning = field(default_factory=Beginning)
    profile: str = ""
    options: tuple[str, ...] = ()
