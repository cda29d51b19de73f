"""What the system says about its sound: is its output off or at 0, does another program hold the microphone?

None always means: this system cannot say. macOS: written from the documentation and tested on
recorded answers, never run on a real one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.machine.tools import read_tool

_ALSA: Final = Path("/proc/asound")
"""Linux tells here who uses a card; other systems have no such folder."""
WITHIN_S: Final = 1.5
"""A sound server that is frozen does not answer."""

Run = Callable[[Sequence[str]], str | None]


@dataclass(frozen=True, slots=True)
class Output:
    """The output that sound goes to."""

    muted: bool | None = None
    volume_percent: int | None = None

    @property
    def off(self) -> bool:
        """Can nothing be heard?"""
        return bool(self.muted) or self.volume_percent == 0


def run(command: Sequence[str]) -> str | None:
    """What this command prints; None where it is not there, fails or takes too long."""
    return read_tool(command, WITHIN_S)


def output(system: str = sys.platform, run: Run = run) -> Output | None:
    """The default output."""
    if system == "linux":
        return _pulse(run)
    if system == "darwin":
        return _macos(run)
    return None


_PERCENT: Final = re.compile(r"(\d+)%")


def _pulse(run: Run) -> Output | None:
    """PulseAudio, or PipeWire in its place, where its own tool is installed."""
    muted = run(("pactl", "get-sink-mute", "@DEFAULT_SINK@"))
    volume = run(("pactl", "get-sink-volume", "@DEFAULT_SINK@"))
    if muted is None or volume is None:
        return None
    percents = [int(percent) for percent in _PERCENT.findall(volume)]
    return Output("yes" in muted, max(percents) if percents else None)


def _macos(run: Run) -> Output | None:
    """By AppleScript's standard additions. Outputs without a volume of their own say "missing value"."""
    said = run(("osascript", "-e", "get volume settings"))
    if said is None:
        return None
    found = dict(re.findall(r"(output volume|output muted):([\w ]+)", said))
    volume, muted = found.get("output volume", ""), found.get("output muted", "")
    return Output(
        {"true": True, "false": False}.get(muted.strip()), int(volume) if volume.strip().isdecimal() else None
    )


def microphone_held(wanted: str | None = None, sound: Path = _ALSA) -> bool:
    """Does another program hold this microphone? None: every one of this computer.

    For ALSA alone, where PortAudio lists no input that is in use. `wanted` is a name as PortAudio would give it
    ("USB Audio: PCM (hw:1,0)"), or a part of one.
    """
    held = {name: "closed" not in states for name, states in _inputs(sound).items()}
    if wanted is None or wanted.isdecimal():
        return bool(held) and all(held.values())
    return any(taken for name, taken in held.items() if wanted.casefold() in name.casefold())


def _inputs(sound: Path) -> dict[str, set[str]]:
    """ALSA's inputs by PortAudio's names for them, with the states of their streams."""
    found: dict[str, set[str]] = {}
    for status in sound.glob("card*/pcm*c/sub*/status"):
        device = status.parents[1]
        card, number = device.parent.name.removeprefix("card"), device.name[len("pcm") : -len("c")]
        title = re.search(rf"^ *{card} \[.*?\]: .*? - (.*)$", _read(sound / "cards"), re.MULTILINE)
        stream = re.search(r"^name: (.*)$", _read(device / "info") or _read(status.parent / "info"), re.MULTILINE)
        words = (each.group(1).strip() if each else "" for each in (title, stream))
        found.setdefault(f"{': '.join(words)} (hw:{card},{number})", set()).add(_read(status))
    return found


def _read(path: Path) -> str:
    """A small file of the kernel's; empty where it cannot be read."""
    try:
        return path.read_text(errors="replace", encoding="utf-8").strip()
    except OSError:
        return ""
