"""How this start of the window came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from readiness.core.text import Text
from readiness.wizard.memory.launch import StartPlan

NOT_RESTARTED: Final = Text("Your computer has not restarted yet. We go on where you were.")
WELCOME_BACK: Final = Text("Your computer has restarted. We go on where you were.")
COMES_BACK: Final = Text("Close this window to go back to your own check.")


@dataclass(frozen=True, slots=True)
class Start:
    """How this start of the window came about, and what the next one after a restart is to be given."""

    beginning: StartPlan = field(default_factory=StartPlan)
    profile: str = ""
    options: tuple[str, ...] = ()
