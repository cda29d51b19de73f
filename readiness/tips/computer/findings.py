"""What can be said about power and load."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix
from readiness.core.text import Text
from readiness.core.verdict import Verdict

CLOSE_THEM = Fix(Text("Save your work. Then close {programs}."))
_CLOSE = Fix(Text("Save your work. Then close the programs that you do not need."))
WAIT = Fix(Text("Your computer is busy with {work}. Wait until that is done. Then choose “Try again”."))
RESTART = Fix(Text("If that does not help, restart your computer."))
WORK: Final = {
    "updates": Text("updates"),
    "virus-scan": Text("a virus scan"),
    "backup": Text("a backup"),
    "search": Text("its file search"),
}


TABLE: Final = (
    Finding(
        "computer.battery",
        Verdict.WARN,
        Text("Your battery is low: {percent} %."),
        (Fix(Text("Plug in the charger.")), Fix(Text("Keep it plugged in during your visit."))),
        Text("The charge is below the limit and the charger is not in. Ask for the charger before the visit."),
    ),
    Finding(
        "computer.busy",
        Verdict.WARN,
        Text("Other programs use a lot of your computer's power. Your video may stop and start."),
        (CLOSE_THEM, RESTART),
        Text(
            "Others use more of the processor than the limit, measured over three seconds without this program. "
            "Ask for updates, backups and virus scans that may be running."
        ),
    ),
    Finding(
        "computer.memory",
        Verdict.WARN,
        Text("Your computer's memory is almost full. Your video may stutter."),
        (_CLOSE, Fix(Text("Close web pages that you do not need.")), RESTART),
        Text("Little memory is available to programs. Browser tabs are the usual cause; a restart helps."),
    ),
    Finding(
        "computer.disk",
        Verdict.WARN,
        Text("Your computer's disk is almost full."),
        (
            Fix(Text("Empty the trash or recycle bin.")),
            Fix(Text("Ask someone you trust to help you make room.")),
        ),
        Text("Less free disk space than the limit. Programs may fail to start or to update."),
    ),
    Finding(
        "computer.old-system",
        Verdict.WARN,
        Text("The system on this computer, {system}, is old. Your clinic asks for a newer one."),
        (
            Fix(Text("Ask someone you trust if this computer can get a newer system.")),
            Fix(Text("You can also use another computer, a smartphone or a tablet.")),
        ),
        Text(
            "The operating system is older than the clinic's profile accepts. Do not have it upgraded on the day of "
            "the visit: another device is the safer way."
        ),
    ),
    Finding(
        "computer.good",
        Verdict.PASS,
        Text("All is well with your computer."),
        (),
        Text("Battery, processor, memory and disk are within the limits, as far as they can be measured."),
    ),
)
