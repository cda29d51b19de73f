"""Reads a clinic's profile: TOML into `clinic.Profile`, every error named with its key and its cure."""

from __future__ import annotations

import datetime
import math
import os
import re
import stat
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

from readiness.assets import asset
from readiness.clinic import TURN_URL, VISIT_QUESTIONS, Clinic, Profile
from readiness.model import TIPS
from readiness.phone_number import is_region, read_number

MAX_BYTES: Final = 1 << 20
"""A profile is a page of text; anything larger is some other file."""

_VERSION: Final = r"\d{1,9}(\.\d{1,9}){0,7}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a profile: the key, and what to do about it."""

    key: str
    says: str

    def __str__(self) -> str:
        return f"{self.key}: {self.says}" if self.key else self.says


class ProfileError(Exception):
    """A profile that cannot be used; `problems` names each error."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        super().__init__(f"The clinic profile {path} cannot be used:\n" + "\n".join(f"  {p}" for p in problems))


def system_place() -> Path:
    """Where a managed computer keeps its clinic's profile."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Readiness" / "profile.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Readiness/profile.toml")
    return Path("/etc/readiness/profile.toml")


def find_profile(given: str | None) -> Path:
    """The profile to use: the one given, else the system-wide one, else the bundled default (no number in it)."""
    if given is not None:
        return Path(given)
    place = system_place()
    try:
        there = place.exists()
    except OSError:  # in a folder that may not be looked into: reading it says so
        there = True
    return place if there else asset("profiles", "default.toml")


def read_profile(path: Path) -> Profile:
    """The profile in this file. ProfileError names everything that is wrong with it."""
    values = _toml(path)
    profile: Profile = _at_once(values) or _with_care(path, values)
    if path.parent == asset("profiles"):
        return profile  # our own, and tested: what would look for its mistakes need not be loaded
    problems = [*_unshowable(values), *_wrong_values(profile)]
    if problems:
        raise ProfileError(path, problems)
    return profile


def _at_once(values: dict[str, Any]) -> Profile | None:
    """A profile without a fault, which nearly all are; None where anything at all is not as it should be.

    Naming faults needs a library that takes a quarter of a whole check's time to load.
    """
    made: Profile | None = _built(Profile, values)
    return made


def _built(kind: Any, value: Any) -> Any:  # noqa: PLR0911
    """The value as this type where it fits to the letter, else None. Loads nothing: the window waits for it."""
    if is_dataclass(kind):
        if not isinstance(value, dict):
            return None
        types = get_type_hints(kind)
        made = {name: _built(types.get(name), each) for name, each in value.items()}
        if None in made.values() or not set(made) <= set(types):
            return None
        try:
            return cast(Any, kind)(**made)
        except TypeError:  # a key is missing
            return None
    if get_origin(kind) is tuple:
        items = [_built(get_args(kind)[0], each) for each in value] if isinstance(value, list) else [None]
        return None if None in items else tuple(items)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next((each for each in kind if each.value == value and isinstance(value, str)), None)
    if kind is float and type(value) is int:
        return float(value)
    return value if type(value) is kind else None


def _with_care(path: Path, values: dict[str, Any]) -> Profile:
    """By pydantic. ProfileError names each error with its key."""
    import json

    # Strict JSON mode refuses "12" for a number, and still takes a list for a tuple and a string for a date.
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Profile).validate_json(json.dumps(values, default=_json))
    except ValidationError as error:
        raise ProfileError(path, [_problem(e) for e in error.errors(include_url=False)]) from None


def number_in(path: Path) -> str:
    """The clinic's number in a profile that cannot be used for something else; empty where it has none to call."""
    try:
        clinic = _toml(path)["clinic"]
        number = read_number(str(clinic["visit_phone"]), str(clinic.get("region", Clinic().region)))
    except (ProfileError, AttributeError, KeyError, TypeError):
        return ""
    return number.shown if number is not None else ""


def _toml(path: Path) -> dict[str, Any]:
    try:
        about = path.stat()
        if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):  # a pipe would keep us for ever
            raise ProfileError(path, [Problem("", "This is not a file. Name the profile’s file.")])
        if about.st_size > MAX_BYTES:
            raise ProfileError(path, [Problem("", "The file is too large to be a profile.")])
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProfileError(path, [Problem("", "There is no such file. Check the path.")]) from None
    except IsADirectoryError:
        raise ProfileError(path, [Problem("", "This is a folder. Name the file in it.")]) from None
    except OSError as error:
        cure = "Let everybody who uses this computer read it."
        raise ProfileError(path, [Problem("", f"The file cannot be read: {error.strerror}. {cure}")]) from None
    except UnicodeDecodeError:
        raise ProfileError(path, [Problem("", "The file is not text in UTF-8. Save it again as UTF-8.")]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(path, [Problem("", f"The file is not valid TOML: {error}.")]) from None


def _json(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_WORDS: Final = {
    "missing": "This key is missing. Add it.",
    "string_type": "This must be text in quotes.",
    "bool_type": "This must be true or false.",
    "float_type": "This must be a number.",
    "int_type": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "tuple_type": "This must be a list in [ ].",
    "dataclass_type": "This must be a table of keys.",
    "date_parsing": "This must be a date, as in 2026-01-31.",
    "date_from_datetime_parsing": "This must be a date, as in 2026-01-31.",
    "date_from_datetime_inexact": "This must be a date without a time, as in 2026-01-31.",
    "date_type": "This must be a date, as in 2026-01-31.",
}


def _problem(error: Mapping[str, Any]) -> Problem:
    """A validation error in our own words."""
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    if error["type"] == "unexpected_keyword_argument":
        return Problem(key, "This key is not known here." + _meant(error["loc"]))
    if error["type"] == "missing_argument":
        return Problem(key, _WORDS["missing"])
    if error["type"] == "enum":
        return Problem(key, f"This must be one of {error['ctx']['expected']}.")
    return Problem(key, _WORDS.get(error["type"], f"{error['msg']}."))


def _meant(place: Sequence[str | int]) -> str:
    """A key of the same table that is spelled alike, or the table in which this key belongs."""
    *tables, wrong = [part for part in place if isinstance(part, str)]
    here: Any = Profile
    known = {"": _keys(Profile)}
    for name in ("clinic", "visit", "internet", "limits", "systems", "tips", "languages"):
        known[name] = _keys(get_type_hints(Profile)[name])
    for table in tables:
        here = get_type_hints(here).get(table)
        here = next((arg for arg in get_args(here) if is_dataclass(arg)), here)
        if not is_dataclass(here):
            return ""
    import difflib

    close = difflib.get_close_matches(wrong, sorted(_keys(here)), n=1)
    if close:
        return f" Did you mean “{close[0]}”?"
    belongs = [table for table, keys in known.items() if table and wrong in keys]
    return f" It belongs in [{belongs[0]}]." if belongs else " Check its spelling, or take it out."


def _keys(table: Any) -> set[str]:
    return {each.name for each in fields(table)}


def _wrong_values(profile: Profile) -> Iterator[Problem]:
    """What the types cannot tell: numbers that nobody can call, addresses that are none, limits out of order."""
    clinic = profile.clinic
    # What nobody has changed need not be looked up: the library that knows all the world's numbers is a large one.
    if clinic.region != Clinic().region and not is_region(clinic.region):
        yield Problem("clinic.region", "This must be a country's two capital letters, as in US.")
    else:
        for key in ("visit_phone", "support_phone"):
            number = getattr(clinic, key)
            if number and read_number(number, clinic.region) is None:
                yield Problem(f"clinic.{key}", f"“{number}” is not a telephone number in {clinic.region}.")
    for key in ("emergency_number", "relay_service"):
        if not re.fullmatch(r"[0-9+*# -]*", getattr(clinic, key)):
            yield Problem(f"clinic.{key}", "This must be a number that can be dialled.")
    yield from _wrong_addresses(profile)
    yield from _wrong_relays(profile)
    yield from _wrong_lists(profile)
    yield from _wrong_limits(profile)


def _wrong_lists(profile: Profile) -> Iterator[Problem]:
    yield from _wrong_applications(profile)
    for system, oldest in profile.systems.oldest.items():
        import difflib

        close = difflib.get_close_matches(system.lower(), ("windows", "macos"), n=1, cutoff=0.7)
        if close and close[0] != system:
            yield Problem(f"systems.oldest.{system}", f"This key is not known here. Did you mean “{close[0]}”?")
        if not re.fullmatch(_VERSION, oldest):
            yield Problem(
                f"systems.oldest.{system}", "This must be numbers with dots in quotes, as in “10” or “22.04”."
            )
    for at, tip in enumerate(profile.tips.leave_out):
        if tip not in TIPS:
            yield Problem(f"tips.leave_out[{at}]", f"There is no tip “{tip}”. The tips are: {', '.join(TIPS)}.")
    if set(profile.tips.leave_out) >= set(TIPS):
        yield Problem("tips.leave_out", "This leaves out every tip. Nothing would be checked.")
    seen = set(VISIT_QUESTIONS)
    for at, question in enumerate(profile.questions):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", question.id):
            yield Problem(f"questions[{at}].id", "This must be small letters, digits and hyphens.")
        if question.id in seen:
            yield Problem(f"questions[{at}].id", f"“{question.id}” is taken. Give this question another id.")
        seen.add(question.id)


def _wrong_applications(profile: Profile) -> Iterator[Problem]:
    known = tomllib.loads(asset("applications.toml").read_text(encoding="utf-8"))
    table = sorted(each["id"] for each in (*known["applications"], *known["browsers"]))
    seen: set[str] = set()
    for at, application in enumerate(profile.visit.applications):
        key = f"visit.applications[{at}]"
        name = application.id or application.name
        signals = any(
            any(asdict(each).values()) for each in (application.linux, application.windows, application.macos)
        )
        if not name:
            yield Problem(key, "This needs an id or a name.")
        elif application.id not in table and not signals and not application.in_browser:
            yield Problem(
                key, f"Nobody could find “{name}”: take an id of {', '.join(table)}, or say by what signs it is known."
            )
        if application.minimum_version and not re.fullmatch(_VERSION, application.minimum_version):
            yield Problem(f"{key}.minimum_version", "This must be numbers with dots, as in 5.17.0.")
        if name in seen:
            yield Problem(key, f"“{name}” is there twice.")
        seen.add(name)


def _unshowable(value: object, key: str = "") -> Iterator[Problem]:
    """Texts with characters that steer a screen instead of showing on it."""
    import unicodedata

    if isinstance(value, dict):
        for name, each in value.items():
            yield from _unshowable(each, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _unshowable(each, f"{key}[{at}]")
    elif isinstance(value, str) and any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in value):
        yield Problem(key, "This holds a character that cannot be shown. Take it out.")
    elif isinstance(value, str) and "\n" in value and not key.endswith(("answer", "hours")):
        yield Problem(key, "This must be one line.")


_PORT: Final = "A port lies between 1 and 65535."


def _wrong_addresses(profile: Profile) -> Iterator[Problem]:
    internet = profile.internet
    addresses = [(f"internet.servers[{at}]", url) for at, url in enumerate(internet.servers)]
    addresses += [("internet.portal_probe", internet.portal_probe)] if internet.portal_probe else []
    for at, application in enumerate(profile.visit.applications):
        for name in ("download_page", "test_call_page"):
            if page := getattr(application, name):
                addresses.append((f"visit.applications[{at}].{name}", page))
    for at, host in enumerate(internet.hosts):
        parts = re.fullmatch(r"(?P<name>(?!-)[A-Za-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?", host)
        if parts is None or not _is_name(parts["name"]):
            yield Problem(f"internet.hosts[{at}]", f"“{host}” is not a computer's name, as in visit.clinic.example.")
        elif not _is_port(parts["port"]):
            yield Problem(f"internet.hosts[{at}]", _PORT)
    for key, url in addresses:
        if wrong := wrong_url(url):
            yield Problem(key, wrong)


def wrong_url(url: str) -> str:
    """What is wrong with a web page's address; empty where nothing is."""
    from urllib.parse import urlsplit

    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        return f"“{url}” is not an address that starts with https:// or http://."
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:  # brackets that hold no number
        name = ""
    if not (":" in name or _is_name(name)):
        return f"“{url}” names no computer, as https://visit.clinic.example/ does."
    port = parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    return "" if _is_port(port) else _PORT


def _is_name(name: str) -> bool:
    """Can a computer be called so? Four numbers, or words of up to 63 letters with dots between, 253 in all."""
    words = name.removesuffix(".").split(".")
    if words[-1].isdecimal():
        return len(words) == 4 and all(re.fullmatch("0|[1-9][0-9]{0,2}", each) and int(each) < 256 for each in words)
    return len(name) <= 253 and all(0 < len(word) < 64 for word in words)


def _is_port(port: str | None) -> bool:
    """Is it one, or left out?"""
    return not port or (re.fullmatch("[0-9]{1,5}", port) is not None and 0 < int(port) < 65536)


def _wrong_relays(profile: Profile) -> Iterator[Problem]:
    for at, relay in enumerate(profile.internet.relays):
        key = f"internet.relays[{at}]"
        if not relay.urls:
            yield Problem(f"{key}.urls", "This must name at least one address, as in turn:relay.clinic.example:3478.")
        for place, url in enumerate(relay.urls):
            parts = re.fullmatch(TURN_URL, url)
            if parts is None:
                yield Problem(
                    f"{key}.urls[{place}]",
                    f"“{url}” is not a TURN server’s address, as in turn:relay.clinic.example:3478?transport=udp or "
                    "turns:relay.clinic.example:5349.",
                )
            elif parts["scheme"] == "turns" and parts["transport"] == "udp":
                yield Problem(f"{key}.urls[{place}]", "TLS runs over TCP: take out transport=udp, or write turn:.")
            elif not (parts["host"].startswith("[") or _is_name(parts["host"])):
                yield Problem(f"{key}.urls[{place}]", f"“{parts['host']}” is not a computer's name.")
            elif not _is_port(parts["port"]):
                yield Problem(f"{key}.urls[{place}]", _PORT)
        if bool(relay.username) != bool(relay.credential):
            missing = "credential" if relay.username else "username"
            yield Problem(f"{key}.{missing}", "A username and a credential go together: name both, or neither.")


def _wrong_limits(profile: Profile) -> Iterator[Problem]:
    limits = asdict(profile.limits)
    for key, value in limits.items():
        if not math.isfinite(value):
            yield Problem(f"limits.{key}", "This must be a finite number.")
        elif value < 0 and not key.startswith(("speech_dbfs", "snr_db", "echo_db")):
            yield Problem(f"limits.{key}", "This must not be below zero.")
    for low, high in (
        ("down_mbps_unusable", "down_mbps_fail"),
        ("down_mbps_fail", "down_mbps_warn"),
        ("up_mbps_unusable", "up_mbps_fail"),
        ("up_mbps_fail", "up_mbps_warn"),
        ("rtt_ms_warn", "rtt_ms_fail"),
        ("jitter_ms_warn", "jitter_ms_fail"),
        ("loop_loss_percent_warn", "loop_loss_percent_fail"),
        ("stalled_percent_warn", "stalled_percent_fail"),
        ("luma_dark", "luma_too_bright"),
        ("luma_backlit", "luma_too_bright"),
    ):
        if limits[low] > limits[high]:
            yield Problem(f"limits.{low}", f"This must not be above limits.{high}.")
