"""How a start of the window goes. Light: every start asks this first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.machine.folders import data_folder

STATE_NAME: Final = "progress.json"


@dataclass(frozen=True, slots=True)
class RestartReadiness:
    """What could be made ready before the restart."""

    saved: bool
    arranged: bool


@dataclass(frozen=True, slots=True)
class StartPlan:
    """How this start goes. `place` is the tip to open at, empty for the welcome page."""

    opens: bool = True
    place: str = ""
    done: tuple[str, ...] = ()
    profile: str = ""
    """The path of the clinic's profile to go on with, where one had been given."""
    restarted: bool = False
    offered: bool = False
    """The check was stopped at `place` today: the person may go on there, and is asked."""

    @property
    def resumes(self) -> bool:
        """Does it go on from something? With no place all the tips behind the restart were done."""
        return not self.offered and (self.restarted or bool(self.place))


def may_go_on() -> bool:
    """Tell whether this start could go on from anything. Where it could not, it need not be looked into."""
    return (data_folder() / STATE_NAME).exists()
