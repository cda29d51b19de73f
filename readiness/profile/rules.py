"""The rules that a clinic's profile must hold beyond its types; each problem names its key and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from dataclasses import asdict
from typing import Final

from readiness.core.characters import find_steering, is_steering
from readiness.core.clinic import TURN_URL, VISIT_QUESTIONS, Profile
from readiness.core.tip_list import TIPS
from readiness.profile.addresses import (
    WRONG_PORT,
    find_reach,
    host_of,
    is_address_6,
    is_name,
    is_port,
    shorten_words,
    wrong_url,
)
from readiness.profile.file import Problem, list_leaves
from readiness.profile.known_programs import load_table
from readiness.profile.limits import wrong_limits
from readiness.profile.mistakes import find_alike
from readiness.profile.numbers import wrong_numbers
from readiness.profile.signals import wrong_signals

MOST_SERVERS: Final = 8
"""Tried one after another: a ninth would be asked after a minute, which no patient waits for."""
MOST_HOSTS: Final = 8
"""All are tried in every check. A visit needs its page, its sign-in and a few more."""
MOST_RELAYS: Final = 4
MOST_URLS: Final = 4
"""Of one relay: over UDP, TCP, TLS, and TLS at 443."""
MOST_APPLICATIONS: Final = 12
"""There are twelve programs and browsers in our own table."""
MOST_QUESTIONS: Final = 20
"""One page of the window, which has five itself."""
MOST_ANSWERS: Final = 100
"""The longest page of questions that was looked at for the example has eleven."""
MOST_SYSTEMS: Final = 30
LONGEST_LINE: Final = 1000
"""Letters of a text of one line; the longest of the examples has 150."""
LONGEST_ANSWER: Final = 4000
"""Letters, a page of print; the longest of the examples has 260."""
_SYSTEM: Final = r"[a-z0-9][a-z0-9._-]{0,39}"
"""https://www.freedesktop.org/software/systemd/man/os-release.html#ID="""
_VERSION: Final = r"\d{1,9}(\.\d{1,9}){0,7}"


def wrong_values(profile: Profile) -> Iterator[Problem]:
    """Find what the types cannot tell: numbers that nobody can call, addresses that are none, limits out of order."""
    yield from (Problem(f"clinic.{key}", says) for key, says in wrong_numbers(profile.clinic))
    yield from _wrong_addresses(profile)
    yield from _wrong_relays(profile)
    yield from _wrong_lists(profile)
    yield from (Problem(f"limits.{key}", says) for key, says in wrong_limits(profile.limits))


def _wrong_lists(profile: Profile) -> Iterator[Problem]:
    yield from _wrong_applications(profile)
    for system, oldest in profile.systems.oldest.items():
        if not re.fullmatch(_SYSTEM, system, re.IGNORECASE):
            yield Problem(f"systems.oldest.{system}", "This must be a system's short name, as in windows or ubuntu.")
            continue
        close = find_alike(system.lower(), ("windows", "macos"), 0.7)
        if close and close != system:
            yield Problem(f"systems.oldest.{system}", f"This key is not known here. Did you mean “{close}”?")
        if not re.fullmatch(_VERSION, oldest):
            yield Problem(
                f"systems.oldest.{system}", "This must be numbers with dots in quotes, as in “10” or “22.04”."
            )
    for at, tip in enumerate(profile.tips.leave_out):
        if tip not in TIPS:
            yield Problem(
                f"tips.leave_out[{at}]", f"There is no tip “{shorten_words(tip)}”. The tips are: {', '.join(TIPS)}."
            )
    if set(profile.tips.leave_out) >= set(TIPS):
        yield Problem("tips.leave_out", "This leaves out every tip. Nothing would be checked.")
    seen = set(VISIT_QUESTIONS)
    for at, question in enumerate(profile.questions):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", question.id):
            yield Problem(f"questions[{at}].id", "This must be small letters, digits and hyphens.")
        if question.id in seen:
            yield Problem(
                f"questions[{at}].id", f"“{shorten_words(question.id)}” is taken. Give this question another id."
            )
        seen.add(question.id)


def _wrong_applications(profile: Profile) -> Iterator[Problem]:
    table = sorted(each.id for each in load_table().programs)
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
                key,
                f"Nobody could find “{shorten_words(name)}”: take an id of {', '.join(table)}, "
                "or say by what signs it is known.",
            )
        if application.minimum_version and not re.fullmatch(_VERSION, application.minimum_version):
            yield Problem(f"{key}.minimum_version", "This must be numbers with dots, as in 5.17.0.")
        yield from (Problem(*wrong) for wrong in wrong_signals(application, key))
        if name in seen:
            yield Problem(key, f"“{shorten_words(name)}” is there twice.")
        seen.add(name)


def unshowable(values: object) -> Iterator[Problem]:
    """Find texts and keys with characters that steer a screen instead of showing on it, and texts that are too long."""
    for key, value in list_leaves(values):
        steering = next((letter for letter in key if is_steering(letter)), "")
        if steering:
            yield Problem(key, f"This key holds a character that cannot be shown ({_code(steering)}). Take it out.")
        if not isinstance(value, str):
            continue
        many = key.endswith(".answer")
        most = LONGEST_ANSWER if many else LONGEST_LINE
        steering = next((value[at] for at in find_steering(value) if value[at] != "\n"), "")
        if steering:
            yield Problem(key, f"This holds a character that cannot be shown ({_code(steering)}). Take it out.")
        elif "\n" in value and not many:
            yield Problem(key, "This must be one line.")
        elif len(value) > most:
            yield Problem(key, f"This has {len(value)} letters. {most} are the most.")


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def too_many(profile: Profile) -> Iterator[Problem]:
    """Find lists that hold more than any visit needs. A long list of computers would be a look round in a network."""
    internet, visit = profile.internet, profile.visit
    lists: tuple[tuple[str, Sized, int], ...] = (
        ("internet.servers", internet.servers, MOST_SERVERS),
        ("internet.hosts", internet.hosts, MOST_HOSTS),
        ("internet.relays", internet.relays, MOST_RELAYS),
        ("visit.applications", visit.applications, MOST_APPLICATIONS),
        ("questions", profile.questions, MOST_QUESTIONS),
        ("questions_and_answers", profile.questions_and_answers, MOST_ANSWERS),
        ("systems.oldest", profile.systems.oldest, MOST_SYSTEMS),
        *((f"internet.relays[{at}].urls", relay.urls, MOST_URLS) for at, relay in enumerate(internet.relays)),
    )
    for key, entries, most in lists:
        if len(entries) > most:
            yield Problem(key, f"This names {len(entries)}. {most} are the most: take the others out.")


def _wrong_addresses(profile: Profile) -> Iterator[Problem]:
    internet = profile.internet
    addresses = [(f"internet.servers[{at}]", url) for at, url in enumerate(internet.servers)]
    addresses += [("internet.portal_probe", internet.portal_probe)] if internet.portal_probe else []
    for at, application in enumerate(profile.visit.applications):
        for name in ("download_page", "test_call_page"):
            if page := getattr(application, name):
                addresses.append((f"visit.applications[{at}].{name}", page))
    for at, host in enumerate(internet.hosts):
        parts = re.fullmatch(r"(?P<name>[A-Za-z0-9._-]+)(:(?P<port>[0-9]{1,5}))?", host)
        key = f"internet.hosts[{at}]"
        if parts is None or not is_name(parts["name"]):
            yield Problem(key, f"“{shorten_words(host)}” is not a computer's name, as in visit.clinic.example.")
        elif not is_port(parts["port"]):
            yield Problem(key, WRONG_PORT)
        elif wrong := _wrong_place(host):
            yield Problem(key, wrong)
    for key, url in addresses:
        # A portal's page must be asked for without TLS to be caught by a network's sign-in page.
        if wrong := wrong_url(url, secure=key.endswith("_page")) or _wrong_place(url):
            yield Problem(key, wrong)


def _wrong_place(address: str) -> str:
    """Say why nobody can mean a computer there; empty where somebody can."""
    try:
        find_reach(host_of(address))
    except ValueError as why:
        return f"“{shorten_words(address)}” {why}. Name the visit's own computer."
    return ""


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
                    f"“{shorten_words(url)}” is not a TURN server’s address, as in "
                    "turn:relay.clinic.example:3478?transport=udp or turns:relay.clinic.example:5349.",
                )
            elif parts["scheme"] == "turns" and parts["transport"] == "udp":
                yield Problem(f"{key}.urls[{place}]", "TLS runs over TCP: take out transport=udp, or write turn:.")
            elif not (is_address_6(parts["host"]) or is_name(parts["host"])):
                yield Problem(f"{key}.urls[{place}]", f"“{shorten_words(parts['host'])}” is not a computer's name.")
            elif not is_port(parts["port"]):
                yield Problem(f"{key}.urls[{place}]", WRONG_PORT)
            elif wrong := _wrong_place(url):
                yield Problem(f"{key}.urls[{place}]", wrong)
        if bool(relay.username) != bool(relay.credential):
            missing = "credential" if relay.username else "username"
            yield Problem(f"{key}.{missing}", "A username and a credential go together: name both, or neither.")
