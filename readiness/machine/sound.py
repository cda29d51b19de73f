"""What the system says about its sound: is its output off or at 0, may programs use the microphone?

None always means: this system cannot say. Windows and macOS: written from the documentation and tested on
recorded answers, never run on a real one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.machine.registry import Registry, WindowsRegistry

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
    try:
        done = subprocess.run(  # noqa: S603 (our own commands)
            command,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout if done.returncode == 0 else None


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


def microphone_held(sound: Path = _ALSA) -> bool:
    """Does another program hold every input of a sound card (ALSA alone: it lists no card then that is in use)?"""
    states = []
    try:
        for state in sound.glob("card*/pcm*c/sub*/status"):
            states.append(state.read_text().strip())
    except (OSError, UnicodeDecodeError):
        return False
    return bool(states) and "closed" not in states


_MICROPHONE: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\microphone"


def microphone_allowed(system: str = sys.platform, registry: Registry | None = None) -> bool:
    """False where the system or the person denies the microphone to desktop programs. True where nothing is known."""
    if system != "win32":
        return True
    registry = registry or WindowsRegistry()
    keys = (_MICROPHONE, rf"{_MICROPHONE}\NonPackaged")
    return not any(
        (registry.values(hive, key) or {}).get("Value") == "Deny" for hive in ("HKLM", "HKCU") for key in keys
    )
