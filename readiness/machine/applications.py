"""The programs we know: how video applications and browsers show themselves, and what people call them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cache

import msgspec

from readiness.assets import asset
from readiness.clinic import Application, Signals

LONGEST_NAME = 40
"""Characters of a process's name that are shown: it may call itself anything."""


@dataclass(frozen=True, slots=True)
class Table:
    """assets/applications.toml, whole."""

    applications: tuple[Application, ...]
    browsers: tuple[Application, ...]
    process_names: dict[str, str] = field(default_factory=dict)
    """A process's name in small letters, without ".exe", to what people call the program."""
    virtual_cameras: dict[str, str] = field(default_factory=dict)
    """Words in the name of a camera that is none, in small letters, to the program that makes its picture."""


@cache
def table() -> Table:
    """The table that comes with the program."""
    return msgspec.convert(tomllib.loads(asset("applications.toml").read_text(encoding="utf-8")), Table)


def named(applications: Iterable[Application]) -> tuple[Application, ...]:
    """A profile's applications, completed from the table: its own words win, its signals are added."""
    known = {application.id: application for application in table().applications}
    return tuple(_completed(each, known.get(each.id) if each.id else None) for each in applications)


def _completed(own: Application, known: Application | None) -> Application:
    known = known or Application()
    return replace(
        own,
        id=own.id or own.name,
        name=own.name or known.name or own.id,
        download_page=own.download_page or known.download_page,
        test_call_page=own.test_call_page or known.test_call_page,
        linux=_both(known.linux, own.linux),
        windows=_both(known.windows, own.windows),
        macos=_both(known.macos, own.macos),
    )


def _both(one: Signals, other: Signals) -> Signals:
    return Signals(**{f.name: (*getattr(one, f.name), *getattr(other, f.name)) for f in fields(Signals)})


def friendly(process_name: str) -> str:
    """What people call the program behind this process; its own name, cleaned, where we do not know it."""
    name = "".join(c for c in process_name if c.isprintable()).strip()
    name = name[:-4] if name.lower().endswith(".exe") else name
    return table().process_names.get(name.lower(), name[:LONGEST_NAME])


def virtual_maker(camera_name: str) -> str:
    """The program that makes this camera's picture, by the camera's name; empty for a real camera.

    Never by its bus: a capture card or a phone may come over the same one.
    """
    name = camera_name.casefold()
    for words, maker in table().virtual_cameras.items():
        if re.search(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z])", name):
            return maker
    return ""
