"""Reads a clinic's profile: TOML into `clinic.Profile`, every error named with its key and its cure."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import msgspec

from readiness.core.assets import find_asset
from readiness.core.characters import CURLY_QUOTES
from readiness.core.clinic import Clinic, Profile
from readiness.core.files import NotAFileError, decode_text
from readiness.profile.file import MAX_BYTES, ProfileError, read_bytes, read_values
from readiness.profile.mistakes import find_mistakes
from readiness.profile.phone_numbers import find_cost, read_number


def system_place() -> Path:
    """Tell where a managed computer keeps its clinic's profile."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Readiness" / "profile.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Readiness/profile.toml")
    return Path("/etc/readiness/profile.toml")


def find_profile(given: str | None) -> Path:
    """Find the profile to use: the one given, else the system-wide one, else the bundled default (without a number)."""
    if given is not None:
        return Path(given)
    place = system_place()
    try:
        there = place.exists()
    except OSError:  # in a folder that may not be looked into: reading it says so
        there = True
    return place if there else find_asset("profiles", "default.toml")


def read_profile(path: Path) -> Profile:
    """Read the profile in this file. ProfileError names everything that is wrong with it."""
    values = read_values(path)
    if mistakes := find_mistakes(values):
        raise ProfileError(path, mistakes)
    profile = msgspec.convert(values, Profile)
    if path.parent == find_asset("profiles"):
        return profile  # our own, and tested: what would look for its mistakes need not be loaded
    from readiness.profile.rules import too_many, unshowable, wrong_values  # noqa: PLC0415  3 ms, for a clinic's own profile

    problems = [*unshowable(values), *too_many(profile), *wrong_values(profile)]
    if problems:
        raise ProfileError(path, problems)
    return profile


def number_in(path: Path) -> str:
    """Find the clinic's number in a profile that cannot be used for anything else; empty where it has none to call."""
    try:
        clinic = read_values(path)["clinic"]
        written, region = str(clinic["visit_phone"]), str(clinic.get("region", Clinic().region))
    except (ProfileError, AttributeError, KeyError, TypeError, ValueError):  # the last: a number of 4300 digits
        written, region = _number_in_text(path)
    number = read_number(written, region) if written else None
    return "" if number is None or find_cost(written, region) else number.shown


def _number_in_text(path: Path) -> tuple[str, str]:
    """Find the number and its region in a file that is no TOML, as with curly quotes.

    The person needs it all the same. Nothing where it cannot be told for sure: a wrong number is worse than none.
    """
    try:
        content = read_bytes(path)[:MAX_BYTES]
    except (OSError, NotAFileError, ValueError):
        return "", ""
    try:
        text = decode_text(content)
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    # Without its mark UTF-16 is digits and letters with a null beside each.
    lines = text.replace("\0", "").replace("\r", "\n").split("\n")
    quotes = f"\"'{CURLY_QUOTES}"
    in_clinic = re.compile(rf"[ \t]*(visit_phone|region)[ \t]*=[ \t]*[{quotes}]([^{quotes}\n]*)")
    if any(quote * 3 in text for quote in quotes):  # in a text of many lines anything may look like a key
        return "", ""
    found: dict[str, str] = {}
    table = ""
    for line in lines:
        if line.lstrip().startswith("["):
            table = line.strip()
        entry = in_clinic.match(line)
        if entry is not None and table == "[clinic]":
            found.setdefault(entry[1], entry[2])
    return found.get("visit_phone", ""), found.get("region", Clinic().region)
