"""The programs we know: how video applications and browsers show themselves, and what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cache

from readiness.core.assets import find_asset
from readiness.core.characters import is_steering
from readiness.core.clinic import Application, Signals

LONGEST_NAME = 40
"""Characters of a process's name that are shown: it may call itself anything."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A web browser that exists. `id` is from our own table, or "other"; `name` is for the screen."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProgramTable:
    """assets/applications.toml, whole."""

    applications: tuple[Application, ...]
    browsers: tuple[Application, ...]
    process_names: dict[str, str] = field(default_factory=dict)
    """A process's name in small letters, without ".exe", to what people call the program."""
    system_work: dict[str, str] = field(default_factory=dict)
    """A process of the system's own, named alike, to the kind of its work: nobody can close it."""
    virtual_cameras: dict[str, str] = field(default_factory=dict)
    """Words in the name of a camera that is none, in small letters, to the program that makes its picture."""

    @property
    def programs(self) -> tuple[Application, ...]:
        """Applications and browsers."""
        return (*self.applications, *self.browsers)


@cache
def load_table() -> ProgramTable:
    """Read the table that comes with the program."""
    import tomllib  # noqa: PLC0415  2 ms, which a support code need not pay

    import msgspec  # noqa: PLC0415  10 ms, likewise

    return msgspec.convert(tomllib.loads(find_asset("applications.toml").read_text(encoding="utf-8")), ProgramTable)


def browser_of(application: Application) -> Browser:
    """Return the id and name of this browser of the table."""
    return Browser(application.id, application.name)


def list_browsers() -> dict[str, Application]:
    """List the known browsers, by id."""
    return {browser.id: browser for browser in load_table().browsers}


def resolve_programs(applications: Iterable[Application]) -> tuple[Application, ...]:
    """Complete a profile's applications from the table: its own words win, its signals are added.

    Browsers can be named like any other program.
    """
    known = {application.id: application for application in load_table().programs}
    return tuple(_completed(each, known.get(each.id) if each.id else None) for each in applications)


def _completed(own: Application, known: Application | None) -> Application:
    known = known or Application()
    return replace(
        own,
        id=own.id or own.name,
        name=own.name or known.name or own.id,
        download_page=own.download_page or known.download_page,
        in_browser=own.in_browser or known.in_browser,
        test_call_page=own.test_call_page or known.test_call_page,
        linux=_both(known.linux, own.linux),
        windows=_both(known.windows, own.windows),
        macos=_both(known.macos, own.macos),
    )


def _both(one: Signals, other: Signals) -> Signals:
    return Signals(**{f.name: (*getattr(one, f.name), *getattr(other, f.name)) for f in fields(Signals)})


def _bare(process_name: str) -> str:
    name = "".join(letter for letter in process_name if not is_steering(letter)).strip()
    return name[:-4] if name.lower().endswith(".exe") else name


def friendly_name(process_name: str) -> str:
    """Find what people call the program behind this process; its own name, cleaned, where that is not known."""
    name = _bare(process_name)
    return load_table().process_names.get(name.lower(), name[:LONGEST_NAME])


def system_work(process_name: str) -> str:
    """Find the kind of the system's own work that this process does; empty for a program of the person's."""
    return load_table().system_work.get(_bare(process_name).lower(), "")


def virtual_maker(camera_name: str) -> str:
    """Find the program that makes this camera's picture, by the camera's name; empty for a real camera.

    Never by its bus: a capture card or a phone may come over the same one.
    """
    name = camera_name.casefold()
    for words, maker in load_table().virtual_cameras.items():
        if re.search(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z])", name):
            return maker
    return ""
