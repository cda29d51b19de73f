"""What staff are told about a finding."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.support.settings_paths import Place


@dataclass(frozen=True, slots=True)
class Advice:
    """English, for staff. What to say to the patient are the finding's own steps, in the patient's language."""

    causes: tuple[str, ...]
    """Most likely first."""
    ask: tuple[str, ...]
    """What tells one cause from the next."""
    where: tuple[Place, ...] = ()
