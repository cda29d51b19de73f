"""All that a check needs to know beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from readiness.core.characters import make_visible
from readiness.core.clinic import Profile
from readiness.core.text import Text

DEMO_BANNER: Final = Text("DEMONSTRATION: sample picture, sound and facts. This says nothing about your computer.")
"""Said by the window, the terminal and every report alike."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each measurement comes from; None is the system's own choice.

    A name, a path or an index of a device; `file:PATH`; for the camera also an `http:` stream. `server`
    is a LibreSpeed URL. `facts` is a file of recorded answers of a computer, for the demonstration and tests.
    """

    camera: str | None = None
    microphone: str | None = None
    speaker: str | None = None
    server: str | None = None
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a check needs to know beforehand. Crosses to the probe as JSON."""

    profile: Profile = field(default_factory=Profile)
    sources: Sources = field(default_factory=Sources)
    language: str = "en"
    attended: bool = False
    """Is a person there to be prompted and asked?"""
    watching: bool = False
    """Keep measuring until told to stop, because somebody looks at it."""
    demo: bool = False
    own_pid: int = 0
    """The program's main process; its tree's load is not the computer's."""
    typed_phone: str = ""
    """A fallback number that the patient typed: shown, never reported."""
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Readings that other tips already have, by tip."""


FILE_PREFIX: Final = "file:"


def file_source(source: str | None) -> str | None:
    """Return the path in a `file:PATH` source; None where the source is something else."""
    if source is not None and source.startswith(FILE_PREFIX):
        return source.removeprefix(FILE_PREFIX)
    return None


def source_file_name(source: str | None) -> str:
    """Name the file in a `file:PATH` source, without its folder; empty where the source is something else."""
    return make_visible((file_source(source) or "").replace("\\", "/").rpartition("/")[2])
