"""Sound on a Mac. Written from the documentation and tested on recorded answers, never run on a real one."""

from __future__ import annotations

import re

from readiness.machine.base import SoundOutput
from readiness.machine.commands import Run, read_sound_tool


def read_output(run: Run = read_sound_tool) -> SoundOutput | None:
    """Ask AppleScript's standard additions. Outputs without a volume of their own say "missing value"."""
    said = run(("osascript", "-e", "get volume settings"))
    if said is None:
        return None
    found = dict(re.findall(r"(output volume|output muted):([\w ]+)", said))
    volume, muted = found.get("output volume", ""), found.get("output muted", "")
    return SoundOutput(
        {"true": True, "false": False}.get(muted.strip()), int(volume) if volume.strip().isdecimal() else None
    )
