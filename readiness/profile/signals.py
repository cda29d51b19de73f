"""By what signs a profile may say that a program is known: plain names, never a way to look about in a computer.

A profile comes from outside. A path in it would tell whether any file exists; a link that every computer opens, or a
name that every program's begins with, would call a program installed that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from readiness.core.clinic import Application, Signals
from readiness.profile.addresses import shorten_words

MOST: Final = 12
"""Signs of one kind. The most in assets/applications.toml are four."""
_EVERYWHERE: Final = frozenset(
    ("http", "https", "file", "ftp", "mailto", "about", "data", "javascript", "tel", "sms", "ws", "wss")
)
"""Links that some program opens on every computer: they prove nothing."""
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}"
_SHAPES: Final[dict[str, tuple[str, str]]] = {
    # Names of commands; Windows' may have spaces. https://learn.microsoft.com/windows/win32/shell/app-registration
    "programs": (r"[A-Za-z0-9][A-Za-z0-9._+ -]{0,63}", "a program's name without a folder, as in zoom or Zoom.exe"),
    # https://specifications.freedesktop.org/desktop-entry-spec/latest/file-naming.html
    "desktop_files": (
        r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}\.desktop",
        "a file's name without a folder, as in zoom.desktop",
    ),
    "url_schemes": (r"[A-Za-z][A-Za-z0-9+.-]{1,39}", "how its own links begin, without a colon, as in zoommtg"),
    "flatpak_ids": (r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){1,9}", "an id with dots, as in us.zoom.Zoom"),
    "bundle_ids": (r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+){1,9}", "an id with dots, as in us.zoom.xos"),
    # https://www.debian.org/doc/debian-policy/ch-controlfields.html#source, and RPM's and MSIX's
    "packages": (_NAME, "a package's name, as in zoom"),
    # Where packages put programs (Filesystem Hierarchy Standard 3.0: /opt, /usr), and files that hold nothing else.
    "version_files": (
        rf"/(opt|usr/(local/)?(lib|lib64|share))(/{_NAME}){{1,3}}/(VERSION|version|version\.txt|application\.ini)",
        "a file of /opt or /usr that holds a version, as in /opt/zoom/version.txt",
    ),
    # Windows' list of programs is searched for names that begin so.
    "display_names": (r"(?=(\W*\w){3}).{3,80}", "at least three letters of the name that the system shows"),
}


def wrong_signals(application: Application, key: str) -> Iterator[tuple[str, str]]:
    """Find each sign that cannot be used: its key below `key`, and what it must be instead."""
    for system in ("linux", "windows", "macos"):
        signals = getattr(application, system)
        for each in fields(Signals):
            names: tuple[str, ...] = getattr(signals, each.name)
            place = f"{key}.{system}.{each.name}"
            if len(names) > MOST:
                yield place, f"This names {len(names)}. {MOST} are the most."
                continue
            shape, meant = _SHAPES[each.name]
            for at, name in enumerate(names):
                if not re.fullmatch(shape, name):
                    yield f"{place}[{at}]", f"“{shorten_words(name)}” cannot be used here. This must be {meant}."
                elif each.name == "url_schemes" and name.lower() in _EVERYWHERE:
                    yield f"{place}[{at}]", f"Every computer opens “{name}” links. Name those of this program alone."
