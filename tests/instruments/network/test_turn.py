"""Which ways the profile's TURN addresses name, and what all their outcomes together mean."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from readiness.core.clinic import Relay
from readiness.instruments.network import turn
from readiness.instruments.network.turn import Allocation, RelayReach, Route, Transport, list_routes

UDP, TCP, TLS = (Route(way, "relay.example", 1, "", "") for way in Transport)
OPEN, SILENT, REFUSED, DENIED = Allocation.OPEN, Allocation.SILENT, Allocation.REFUSED, Allocation.DENIED


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
    found = list_routes((Relay((url, url), "name", "word"),))
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
        ({UDP: Allocation.NO_NAME}, None, False, False, False),
        ({}, None, False, False, False),
    ],
)
def test_what_the_outcomes_mean(
    outcomes: dict[Route, Allocation], best: Route | None, udp_blocked: bool, blocked: bool, answered: bool
) -> None:
    told = RelayReach(tuple(outcomes.items()))
    assert (told.best, told.udp_blocked, told.blocked, told.answered) == (best, udp_blocked, blocked, answered)


def test_a_full_relay_is_busy() -> None:
    assert RelayReach(((UDP, Allocation.BUSY), (TCP, SILENT))).busy
    assert not RelayReach(((UDP, Allocation.BUSY), (TCP, OPEN))).busy


@pytest.mark.parametrize("first", ["127.0.0.1", "::1"])
def test_of_two_allocations_that_come_at_once_the_other_one_is_closed(
    first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    ready = asyncio.Event()

    class Transport_:
        def __init__(self, number: str) -> None:
            self.number = number

        def close(self) -> None:
            closed.append(self.number)

    async def both(*_: object) -> list[Any]:
        return [
            (socket.AF_INET, ("127.0.0.1", 1)),
            (socket.AF_INET6, ("::1", 1, 0, 0)),
        ]

    async def at(_: object, number: str, *__: object) -> tuple[Transport_, None]:
        if number != first:
            await asyncio.sleep(0)  # waits behind the other one
        asyncio.get_running_loop().call_later(0.01, ready.set)
        await ready.wait()
        return Transport_(number), None

    monkeypatch.setattr(turn, "look_up", both)
    monkeypatch.setattr(turn, "_allocate_at", at)
    transport, _ = asyncio.run(turn.open_allocation(UDP, asyncio.DatagramProtocol, 1.0))
    assert transport.number not in closed  # type: ignore[attr-defined]
    assert len(closed) == 1
