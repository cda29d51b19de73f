"""Which ways the profile's TURN addresses name, and what all their outcomes together mean."""

from __future__ import annotations

import pytest

from readiness.clinic import Relay
from readiness.instruments.relay import Outcome, Reach, Route, Transport, routes

UDP, TCP, TLS = (Route(way, "relay.example", 1, "", "") for way in Transport)
OPEN, SILENT, REFUSED, DENIED = Outcome.OPEN, Outcome.SILENT, Outcome.REFUSED, Outcome.DENIED


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("turn:relay.example", [("udp", 3478), ("tcp", 3478)]),
        ("turn:relay.example:80?transport=tcp", [("tcp", 80)]),
        ("turn:relay.example?transport=udp", [("udp", 3478)]),
        ("turns:relay.example", [("tls", 5349)]),
        ("turns:relay.example:443?transport=tcp", [("tls", 443)]),
        ("turn:[2001:db8::1]:3478?transport=udp", [("udp", 3478)]),
        ("http://relay.example", []),
    ],
)
def test_the_ways_of_an_address(url: str, expected: list[tuple[str, int]]) -> None:
    found = routes((Relay((url, url), "name", "word"),))
    assert [(str(way.transport), way.port) for way in found] == expected
    assert all(way.username == "name" and "[" not in way.host for way in found)


@pytest.mark.parametrize(
    ("outcomes", "best", "udp_blocked", "blocked", "answered"),
    [
        ({UDP: OPEN, TCP: OPEN, TLS: OPEN}, UDP, False, False, True),
        ({UDP: SILENT, TCP: OPEN, TLS: OPEN}, TCP, True, False, True),
        ({UDP: SILENT, TCP: SILENT, TLS: OPEN}, TLS, True, False, True),
        ({UDP: SILENT, TCP: SILENT, TLS: SILENT}, None, False, True, False),
        ({TCP: OPEN}, TCP, False, False, True),  # UDP was not asked for
        # Somebody said no: that is the relay's matter, not the network's.
        ({UDP: REFUSED, TCP: REFUSED}, None, False, False, True),
        ({UDP: DENIED, TCP: SILENT}, None, False, False, True),
        ({UDP: Outcome.NO_NAME}, None, False, False, False),
        ({}, None, False, False, False),
    ],
)
def test_what_the_outcomes_mean(
    outcomes: dict[Route, Outcome], best: Route | None, udp_blocked: bool, blocked: bool, answered: bool
) -> None:
    told = Reach(tuple(outcomes.items()))
    assert (told.best, told.udp_blocked, told.blocked, told.answered) == (best, udp_blocked, blocked, answered)


def test_a_full_relay_is_busy() -> None:
    assert Reach(((UDP, Outcome.BUSY), (TCP, SILENT))).busy
    assert not Reach(((UDP, Outcome.BUSY), (TCP, OPEN))).busy
