"""How the window was set up by the person: text size and language. One small file; nothing else is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from readiness.core.files import write_whole
from readiness.machine.folders import data_folder

SETTINGS_NAME: Final = "settings.json"
MAX_BYTES: Final = 1 << 12
LEAST_SCALE: Final = 1.0
MOST_SCALE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen; empty and 1.0 where nothing was."""

    scale: float = LEAST_SCALE
    language: str = ""


def read(folder: Path | None = None) -> Settings:
    """Read what was chosen the last time. A broken file counts as none."""
    path = (data_folder() if folder is None else folder) / SETTINGS_NAME
    if not path.is_file():  # an ordinary start need not load what reads it
        return Settings()
    try:
        with path.open("rb") as file:
            there = msgspec.json.decode(file.read(MAX_BYTES))
        scale, language = there.get("scale", LEAST_SCALE), there.get("language", "")
        well = isinstance(language, str) and type(scale) in (int, float) and LEAST_SCALE <= scale <= MOST_SCALE
    except (OSError, ValueError, AttributeError, RecursionError):
        return Settings()
    return Settings(float(scale), language) if well else Settings()


def write(settings: Settings, folder: Path | None = None) -> bool:
    """Keep this, whole or not at all. False: not kept, and still good for today."""
    place = data_folder() if folder is None else folder
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place / SETTINGS_NAME, msgspec.json.encode(settings), sync=False)  # the window does not wait for it
    except OSError:
        return False
    return True
