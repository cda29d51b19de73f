"""Sound on Linux: is its output off or at 0, does another program hold the microphone?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from readiness.machine.base import SoundOutput
from readiness.machine.commands import Run, read_sound_tool

_ALSA: Final = Path("/proc/asound")
"""The kernel tells here who uses a card."""
_PERCENT: Final = re.compile(r"(\d+)%")


def read_output(run: Run = read_sound_tool) -> SoundOutput | None:
    """Ask PulseAudio, or PipeWire speaking for it, where `pactl` is installed."""
    muted = run(("pactl", "get-sink-mute", "@DEFAULT_SINK@"))
    volume = run(("pactl", "get-sink-volume", "@DEFAULT_SINK@"))
    if muted is None or volume is None:
        return None
    percents = [int(percent) for percent in _PERCENT.findall(volume)]
    return SoundOutput("yes" in muted, max(percents) if percents else None)


def is_microphone_held(wanted: str | None = None, sound: Path = _ALSA) -> bool:
    """Tell whether another program holds this microphone. None: every one of this computer.

    For ALSA alone, where PortAudio lists no input that is in use. `wanted` is a name as PortAudio would give it
    ("USB Audio: PCM (hw:1,0)"), or a part of one.
    """
    held = {name: "closed" not in states for name, states in _inputs(sound).items()}
    if wanted is None or wanted.isdecimal():
        return bool(held) and all(held.values())
    return any(taken for name, taken in held.items() if wanted.casefold() in name.casefold())


def _inputs(sound: Path) -> dict[str, set[str]]:
    """List ALSA's inputs by PortAudio's names for them, with the states of their streams."""
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
    """Read a small file of the kernel's; empty where it cannot be read."""
    try:
        return path.read_text(errors="replace", encoding="utf-8").strip()
    except OSError:
        return ""
