"""What can be said about one result, and the findings that every tip can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from readiness.core.text import Text
from readiness.core.verdict import Verdict


class Pane(StrEnum):
    """A settings pane that the machine may be able to open."""

    CAMERA_PRIVACY = "camera-privacy"
    MICROPHONE_PRIVACY = "microphone-privacy"
    SOUND = "sound"
    NETWORK = "network"
    DOWNLOAD = "download"
    """Not a pane of the system: the download page of the application that is missing."""
    RESTART = "restart"
    """Nor is this: the restart that goes on afterwards."""
    OTHER_MICROPHONE = "other-microphone"
    """Not a pane of the system: the microphone that hears what the chosen one does not."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One numbered step. `pane` names a settings page that the machine may open for the patient."""

    says: Text
    pane: Pane | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that can be said about one result. Each check declares its table, most serious first.

    `code` is stable ("camera.covered"): it goes into reports and support codes.
    """

    code: str
    verdict: Verdict
    says: Text
    fixes: tuple[Fix, ...] = ()
    staff: Text = Text("")

    @property
    def tip(self) -> str:
        """The id of its tip."""
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        """The code without its tip."""
        return self.code.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What judge() returns: the finding that matters most, the others that hold, values for their words."""

    main: Finding
    also: tuple[Finding, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


CLOSE_OTHERS: Final = Fix(Text("Close other programs and try again."))


# Each tip's table ends with these; only the probe's end or the person can bring them about.
def common_findings(tip: str, title: Text) -> tuple[Finding, ...]:
    """List the findings that every tip can have: what became of its probe, and what the person decided."""
    return (*_ending_findings(tip), *_choice_findings(tip, {"step": title}))


def _ending_findings(tip: str) -> tuple[Finding, ...]:
    """List the findings on what became of the probe where it did not measure."""
    calm = Fix(Text("Choose “Try again”. If it happens again, you can go on without this step."))
    call = Fix(Text("Call your clinic if you are worried. They can help by phone."))
    return (
        Finding(
            f"{tip}.not-responding",
            Verdict.UNKNOWN,
            Text("This part of the check did not answer in time. It is not your fault."),
            (CLOSE_OTHERS, call),
            Text("The probe was stopped at its deadline. Ask for a restart; look for a hung driver or antivirus."),
        ),
        Finding(
            f"{tip}.crashed",
            Verdict.UNKNOWN,
            Text("This part of the check stopped by itself. It is not your fault."),
            (calm, call),
            Text("The probe process died, most often inside a driver. Ask for driver updates and a restart."),
        ),
        Finding(
            f"{tip}.error",
            Verdict.UNKNOWN,
            Text("We could not do this part of the check. It is not your fault."),
            (calm, call),
            Text("Our own code met something it did not expect. Please report it with the program's version."),
        ),
        Finding(
            f"{tip}.cancelled",
            Verdict.UNKNOWN,
            Text("This part of the check was stopped before it was done."),
            (Fix(Text("Start the check again when you have time.")),),
            Text("Somebody stopped the check. Ask the patient to run it to its end."),
        ),
    )


def _choice_findings(tip: str, named: Mapping[str, object]) -> tuple[Finding, ...]:
    """List the findings on what the person decided. `named`: the step's title, as `step`."""
    return (
        Finding(
            f"{tip}.skipped",
            Verdict.NONE,
            Text("You skipped this step: {step}.", named),
            (Fix(Text("You can come back to it at any time.")),),
            Text("Skipped by the patient. A required tip that is skipped leaves the whole unchecked."),
        ),
        Finding(
            f"{tip}.not-needed",
            Verdict.NONE,
            Text("You do not need this for your visit: {step}.", named),
            (),
            Text("Not needed: the patient does not use it, or the clinic does not ask for it."),
        ),
    )
