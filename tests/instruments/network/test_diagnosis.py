"""What the answers of everybody who was asked say about the network."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.instruments.network.diagnosis import NetworkAnswers, diagnose_network, note_portal
from readiness.instruments.network.http import Names
from readiness.instruments.network.portal import Portal
from readiness.instruments.network.reading import InternetReading
from readiness.instruments.network.tls_hosts import Hosts, Reached
from readiness.instruments.network.turn import Allocation, RelayReach, Route, Transport

OPEN, SILENT, BUSY, DENIED = Allocation.OPEN, Allocation.SILENT, Allocation.BUSY, Allocation.DENIED
WELL, NOT = Reached.WELL, Reached.NOT


def answers(
    *hosts: Reached,
    relay: tuple[Allocation, ...] = (),
    server: bool = False,
    known: int = 0,
    unknown: int = 0,
    silent: int = 0,
    connected: bool = False,
) -> NetworkAnswers:
    """Routes are UDP, TCP and TLS, in this order."""
    routes = [Route(way, "relay.example", 3478, "", "") for way in Transport]
    names = Names()
    names.known, names.unknown, names.silent = (
        {f"{number}.example" for number in range(count)} for count in (known, unknown, silent)
    )
    reached = RelayReach(tuple(zip(routes, relay, strict=False)))
    return NetworkAnswers(server, Hosts({str(at): one for at, one in enumerate(hosts)}), reached, names, connected)


TABLE: dict[str, tuple[bool | None, NetworkAnswers, dict[str, Any]]] = {
    "a server": (None, answers(server=True, known=1), {"online": True, "names_dead": False}),
    "nothing answers": (False, answers(silent=2), {"online": False, "names_dead": False}),
    "no name is looked up, though the network is there": (
        True,
        answers(silent=1),
        {"online": True, "names_dead": True},
    ),
    "somebody says of two names that there are none": (
        False,
        answers(unknown=2),
        {"online": False, "names_dead": True},
    ),
    "of one name": (True, answers(unknown=1), {"names_dead": False}),
    "of two, but a server was found by its number": (True, answers(server=True, unknown=2), {"names_dead": False}),
    "the visit's own computers": (None, answers(WELL, WELL), {"online": True, "hosts_blocked": False}),
    "one of them is out of reach": (None, answers(WELL, NOT), {"online": True, "hosts_blocked": True}),
    "all of them, and everything else": (False, answers(NOT, NOT), {"online": False, "hosts_blocked": False}),
    "no name of them": (True, answers(NOT, silent=1), {"names_dead": True, "hosts_blocked": False}),
    "none is named": (True, answers(), {"hosts_blocked": None, "intercepted": None, "relay": None}),
    "two certificates of an unknown authority": (
        True,
        answers(Reached.UNKNOWN_ISSUER, Reached.UNKNOWN_ISSUER),
        {"intercepted": True},
    ),
    "a relay": (None, answers(relay=(OPEN,)), {"online": True, "relay": "open", "udp_blocked": False}),
    "a relay over TCP alone": (True, answers(relay=(SILENT, OPEN)), {"relay": "open", "udp_blocked": True}),
    "a relay that is silent": (True, answers(relay=(SILENT, SILENT)), {"relay": "blocked"}),
    "a relay that is silent like everybody": (False, answers(relay=(SILENT,)), {"online": False, "relay": "down"}),
    "a relay that has too much to do": (None, answers(relay=(BUSY,)), {"online": True, "relay": "busy"}),
    "a relay that refuses us": (None, answers(relay=(DENIED,)), {"online": True, "relay": "down"}),
    "somebody took a connection and said nothing": (False, answers(connected=True), {"online": None}),
    "the same where the network is there": (True, answers(connected=True), {"online": True}),
}


@pytest.mark.parametrize("name", TABLE)
def test_answers_together_say_what_the_network_is_like(name: str) -> None:
    online, given, expected = TABLE[name]
    facts = diagnose_network(InternetReading(online=online), given)
    assert {key: getattr(facts, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("portal", "answered", "seen", "online"),
    [
        (Portal.SIGN_IN, False, True, True),
        (Portal.OPEN, False, False, True),
        (Portal.UNREACHABLE, False, None, False),
        (Portal.UNREACHABLE, True, None, True),
        (Portal.NOT_ASKED, False, None, None),
        (Portal.NOT_ASKED, True, None, True),
    ],
)
def test_a_sign_in_page_is_known_by_who_answers(
    portal: Portal, answered: bool, seen: bool | None, online: bool | None
) -> None:
    facts = note_portal(InternetReading(), portal, answered=answered)
    assert (facts.portal, facts.online) == (seen, online)
