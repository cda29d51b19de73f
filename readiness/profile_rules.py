"""The rules that a clinic's profile must hold beyond its types; each problem names its key and its cure."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from readiness.addresses import WRONG_PORT, is_name, is_port, wrong_url
from readiness.assets import asset
from readiness.clinic import TURN_URL, VISIT_QUESTIONS, Clinic, Profile
from readiness.model import TIPS
from readiness.phone_number import is_region, read_number

LARGEST: Final = 1e9
"""No limit is larger."""
_VERSION: Final = r"\d{1,9}(\.\d{1,9}){0,7}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a profile: the key, and what to do about it."""

    key: str
    says: str

    def __str__(self) -> str:
        whole = f"{self.key}: {self.says}" if self.key else self.says
        return "".join(letter if letter.isprintable() else "?" for letter in whole)  # a key may hold anything


def wrong_values(profile: Profile) -> Iterator[Problem]:
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


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """All that is no table and no list in a TOML file's values, with its key as the file's errors name it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, f"{key}[{at}]")
    else:
        yield key, value


def unshowable(values: object) -> Iterator[Problem]:
    """Texts with characters that steer a screen instead of showing on it."""
    for key, value in leaves(values):
        if isinstance(value, str) and any(_steers(letter) for letter in value):
            yield Problem(key, "This holds a character that cannot be shown. Take it out.")
        elif isinstance(value, str) and "\n" in value and not key.endswith(("answer", "hours")):
            yield Problem(key, "This must be one line.")


def _steers(letter: str) -> bool:
    """Does it move or colour a terminal's text, or turn what follows round?"""
    import unicodedata

    return letter != "\n" and (
        unicodedata.category(letter) == "Cc" or unicodedata.bidirectional(letter) in ("LRE", "RLE", "LRO", "RLO", "PDF")
    )


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
        if parts is None or not is_name(parts["name"]):
            yield Problem(f"internet.hosts[{at}]", f"“{host}” is not a computer's name, as in visit.clinic.example.")
        elif not is_port(parts["port"]):
            yield Problem(f"internet.hosts[{at}]", WRONG_PORT)
    for key, url in addresses:
        if wrong := wrong_url(url):
            yield Problem(key, wrong)


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
            elif not (parts["host"].startswith("[") or is_name(parts["host"])):
                yield Problem(f"{key}.urls[{place}]", f"“{parts['host']}” is not a computer's name.")
            elif not is_port(parts["port"]):
                yield Problem(f"{key}.urls[{place}]", WRONG_PORT)
        if bool(relay.username) != bool(relay.credential):
            missing = "credential" if relay.username else "username"
            yield Problem(f"{key}.{missing}", "A username and a credential go together: name both, or neither.")


def _wrong_limits(profile: Profile) -> Iterator[Problem]:
    limits = asdict(profile.limits)
    for key, value in limits.items():
        if isinstance(value, float) and not math.isfinite(value):  # which fails on the largest whole numbers
            yield Problem(f"limits.{key}", "This must be a finite number.")
        elif abs(value) > LARGEST:
            yield Problem(f"limits.{key}", "This is far too large.")
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
