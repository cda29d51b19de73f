"""What is kept from one start of the wizard to the next: which tips are done and where to go on. Nothing else.

One small file in the user's data folder. It holds no reading, no finding, no answer and no number: what was
measured once is measured again, because after a restart or a day it may be different.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from readiness.core.files import write_whole
from readiness.core.tip_list import TIPS
from readiness.machine.folders import data_folder
from readiness.wizard.memory.launch import STATE_NAME

FORMAT: Final = 1
MAX_BYTES: Final = 1 << 16


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The file's keys. A key that a later version adds is passed over."""

    format: int = FORMAT
    done: tuple[str, ...] = ()
    """Ids of the tips that were done."""
    place: str = ""
    """The tip whose page was open."""
    profile: str = ""
    """The path of the clinic's profile, where one was given; empty where it is found by itself."""
    at_s: float = 0.0
    """When it was saved: seconds since 1970, by a clock that may have been changed since."""
    restarting: bool = False
    """Was it saved because the computer was about to restart?"""
    starts: int = 0
    """How many starts have already begun to go on from here. One that got as far as its window forgets the file."""


class ProgressStore:
    """Reads, writes and forgets the file. No method raises."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (data_folder() if folder is None else folder) / STATE_NAME

    def read(self) -> Progress | None:
        """Read what was saved; None where there is nothing, or nothing that this version can use."""
        try:
            with self._path.open("rb") as file:
                saved = msgspec.json.decode(file.read(MAX_BYTES), type=Progress)
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            return None
        if saved.format != FORMAT:
            return None
        done = tuple(tip for tip in TIPS if tip in saved.done)
        return msgspec.structs.replace(saved, done=done, place=saved.place if saved.place in TIPS else "")

    def write(self, saved: Progress) -> bool:
        """Keep this instead of what was there: all of it or nothing, also when the power goes. False: not kept."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path, msgspec.json.encode(saved))
        except OSError:
            return False
        return True

    def forget(self) -> bool:
        """Keep nothing. True where nothing is left."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return not self._path.exists()
        return True
