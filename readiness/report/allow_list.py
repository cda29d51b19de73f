"""The allow-list: what of a result may leave this computer. Whatever is not named here stays.

Numbers are rounded. Words of a reading leave only where the check allows the field, and only words of our own.
Names in sentences leave only where our own table of programs or the clinic's profile has them: a process, a device
or a network may be called after a person.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from readiness.core.check import Check
from readiness.core.clinic import Application, Limits
from readiness.core.question import Answer
from readiness.core.report import TipResult
from readiness.core.text import Text
from readiness.profile.known_programs import load_table
from readiness.profile.limits import changed_in

DIGITS: Final = 3
"""Significant digits of a measured number: enough for every limit, too few to know a computer by."""
LONGEST_WORD: Final = 40
MOST_WORDS: Final = 20

# What stands in a sentence where a name must not.
_INSTEAD: Final[Mapping[str, Text]] = {
    "app": Text("Another program"),
    "file": Text("that was given"),
    "programs": Text("the programs that you do not need"),
    "download_page": Text("the program's own page"),
}
_NOT_SHOWN: Final = "…"

# The words that readings use: systems; what proves a program, what the system is busy with; lines, servers and
# relays; states and kinds of devices. Programs come from their own table.
_WORDS: Final = """
linux windows macos debian ubuntu fedora linuxmint arch opensuse opensuse-leap opensuse-tumbleweed sles rhel centos
rocky almalinux pop manjaro elementary zorin kali raspbian gentoo nixos neon endeavouros chromeos
desktop-file url-handler program flatpak app-path name bundle installed-programs package application
updates virus-scan backup search
librespeed public relay named demonstration wifi wired cable ethernet mobile cellular vpn tunnel udp tcp tls http open
silent refused denied done none good other unknown
showing absent stopped blocked sound zeros nothing failed no-device missing-part not-tried played
headset speakers built-in usb bluetooth
"""
_VOCABULARY: Final = frozenset(_WORDS.split())
_VERSION: Final = re.compile(r"\d{1,5}(?:\.\d{1,5}){0,2}")
# "Windows 11", "Debian GNU/Linux 12 (bookworm)": what a system calls itself.
_SYSTEM: Final = re.compile(
    r"(?:Windows|macOS|Debian|Ubuntu|Fedora|Linux Mint|openSUSE|Red Hat|CentOS|Rocky|AlmaLinux|Pop!_OS|Manjaro|Arch|"
    r"elementary|Zorin|Kali|Raspbian)"
    r"(?: (?:GNU/Linux|Linux|OS|Enterprise|Leap|LTS|\d[\d.]{0,9}|\([A-Za-z ]{1,24}\))){0,4}"
)
_FIGURE: Final = re.compile(r"\?|[-+]?\d{1,6}(?:[.,]\d+)?")
_ANSWER_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")


@cache
def _table() -> tuple[frozenset[str], frozenset[str]]:
    """List the names and the download pages of the known programs."""
    table = load_table()
    names = {name for each in table.programs for name in (each.id, each.name)}
    names.update(table.process_names.values(), table.virtual_cameras.values())
    pages = {each.download_page for each in table.programs}
    return frozenset(names - {""}), frozenset(pages - {""})


def allowed_number(value: float) -> int | float | None:
    """Round a measured number; None where JSON has no way to write it."""
    if isinstance(value, bool):
        return value
    if not math.isfinite(value):
        return None
    if value == 0 or (isinstance(value, int) and abs(value) < 10**6):
        return value
    rounded = round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))
    return int(rounded) if isinstance(value, int) else rounded


def allowed_word(value: object, names: frozenset[str] = frozenset()) -> str | None:
    """Return a reading's word, "zoom:desktop-file" being two; None where it is neither known nor a coarse version."""
    text = str(value)
    known, _ = _table()
    if len(text) > LONGEST_WORD:
        return None
    whole = text in known or text in names
    fine = all(p in _VOCABULARY or p in known or p in names or _VERSION.fullmatch(p) for p in text.split(":"))
    return text if whole or fine else None


def allowed_reading(
    line: TipResult, check: Check[Any], applications: Iterable[Application] = ()
) -> dict[str, Any] | None:
    """Keep what may be reported of this line's reading: numbers, and words that the check and the vocabulary allow."""
    names = frozenset(each.id or each.name for each in applications)
    if line.reading is None:
        return None
    reported: dict[str, Any] = {}
    for key, value in line.reading.items():
        if value is None or isinstance(value, bool):
            reported[key] = value
        elif isinstance(value, int | float):
            reported[key] = allowed_number(value)
        elif key not in check.reported_words:
            continue
        elif isinstance(value, list | tuple | set | frozenset):
            reported[key] = [w for each in list(value)[:MOST_WORDS] if (w := allowed_word(each, names)) is not None]
        else:
            reported[key] = allowed_word(value, names) if value else ""
    return reported


def allowed_answers(line: TipResult) -> dict[str, str | None]:
    """Return what was answered, by question id."""
    return {
        key: None if answer is None else Answer(answer).value
        for key, answer in line.answers.items()
        if _ANSWER_ID.fullmatch(key)
    }


def allowed_limits(own: Limits) -> dict[str, float]:
    """List the clinic's own limits, by name, that differ from the program's. Of the patient they say nothing."""
    return {changed.name: changed.value for changed in changed_in(own)}


class AllowList:
    """The names that may stand in a report's sentences: the table's, and those of the clinic's own profile."""

    def __init__(self, applications: Iterable[Application] = ()) -> None:
        names, pages = _table()
        own = tuple(applications)
        self._names = names | {each.name for each in own} | {each.id for each in own}
        self._pages = pages | {each.download_page for each in own}

    def values(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return a sentence's values, each as it may leave."""
        return {key: self._value(key, value) for key, value in values.items()}

    def text(self, text: Text) -> Text:
        """Return the sentence with its own values as they may leave. A clinic's own words are verbatim and may."""
        if not text.values:
            return text
        return Text(text.message, self.values(text.values), text.plural, text.count, text.verbatim)

    def _value(self, key: str, value: object) -> object:
        if isinstance(value, Text):
            return self.text(value)
        if value is None or isinstance(value, int | float):
            return value if value is None or not isinstance(value, float) else allowed_number(value)
        text = str(value)
        if not text or _FIGURE.fullmatch(text) or text in self._names or text in self._pages or _SYSTEM.fullmatch(text):
            return value
        # "Zoom, Teams": several at once. Those that nobody may know are left out.
        known = [each for each in text.split(", ") if each in self._names]
        return ", ".join(known) if known else _INSTEAD.get(key, _NOT_SHOWN)
