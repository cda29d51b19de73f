"""TURN servers (RFC 8656): is one reached over UDP, TCP, TLS, and what does it say? Then allocations for a call."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from aioice import stun
from aioice.turn import TurnTransport

from readiness.core.clinic import TURN_URL, Relay
from readiness.instruments.network.http import look_up
from readiness.instruments.network.turn_client import Noticed, open_turn

P = TypeVar("P", bound=asyncio.DatagramProtocol)

logging.getLogger("aioice").setLevel(logging.CRITICAL)  # it tells addresses

REACH_S: Final = 4.5
AGAIN_S: Final = 4.0
"""For an allocation that got lost on the way, where UDP itself is known to come through."""
PORT: Final = 3478
TLS_PORT: Final = 5349
_BINDING_EVERY_S: Final = 0.5
_QUOTA: Final = (486, 508)
"""Allocation quota reached, insufficient capacity (RFC 8656, section 19)."""


class Transport(StrEnum):
    """How the relay is reached, the best for a call first."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Route:
    """One way to one relay."""

    transport: Transport
    host: str
    port: int
    username: str
    credential: str


class Allocation(StrEnum):
    """What became of the attempt to get an allocation."""

    OPEN = "open"
    SILENT = "silent"
    """Nothing came back in time: blocked on the way, or the relay is gone."""
    REFUSED = "refused"
    """The computer is there, and nobody listens on this port."""
    DENIED = "denied"
    """The relay does not take these credentials, or nobody without."""
    BUSY = "busy"
    UNTRUSTED = "untrusted"
    """Its TLS certificate is not its own, or out of date."""
    NO_NAME = "no-name"
    WRONG = "wrong"
    """Somebody is there who is no TURN server: took the connection and said nothing, hung up, or talked nonsense."""


def list_routes(relays: tuple[Relay, ...]) -> tuple[Route, ...]:
    """List every way that these relays' addresses name, without duplicates. What is no address is left out."""
    found: dict[Route, None] = {}
    for relay in relays:
        for url in relay.urls:
            parts = re.fullmatch(TURN_URL, url)
            if parts is None:
                continue
            host, secure = parts["host"].strip("[]"), parts["scheme"] == "turns"
            port = int(parts["port"] or (TLS_PORT if secure else PORT))
            if secure:
                ways = [Transport.TLS]
            else:
                ways = [Transport(parts["transport"])] if parts["transport"] else [Transport.UDP, Transport.TCP]
            for way in ways:
                found[Route(way, host, port, relay.username, relay.credential)] = None
    return tuple(found)


class RelayError(Exception):
    """No allocation, and why. `heard`: though the relay's computer was."""

    def __init__(self, outcome: Allocation, heard: bool = False) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.heard = heard


def _make_tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context


async def open_allocation(route: Route, protocol: Callable[[], P], deadline_s: float) -> tuple[TurnTransport, P]:
    """Open an allocation over this route; `release_allocation` closes it. RelayError where there is none in time."""
    try:
        found = await look_up(route.host, route.port, socket.SOCK_DGRAM)
    except (OSError, TimeoutError):
        raise RelayError(Allocation.NO_NAME) from None
    # One try for each family: a number that leads nowhere must not cost the other one its time.
    numbers = list({at[0]: str(at[1][0]) for at in found}.values())
    tries = [asyncio.ensure_future(_allocate_at(route, number, protocol, deadline_s)) for number in numbers]
    worst, heard = Allocation.SILENT, False
    ours: tuple[TurnTransport, P] | None = None
    try:
        for done in asyncio.as_completed(tries):
            try:
                ours = await done
                return ours
            except RelayError as error:
                worst = error.outcome if error.outcome is not Allocation.SILENT else worst
                heard = heard or error.heard
        raise RelayError(worst, heard)
    finally:
        won = [one for one in tries if one.done() and not one.cancelled() and one.exception() is None]
        for one in tries:
            one.cancel()
        await asyncio.wait(tries)
        for one in won:
            if one.result() is not ours:
                one.result()[0].close()


async def _allocate_at(
    route: Route, number: str, protocol: Callable[[], P], deadline_s: float
) -> tuple[TurnTransport, P]:
    noticed = Noticed()
    try:
        async with asyncio.timeout(deadline_s):
            return await open_turn(
                protocol,
                (number, route.port),
                (route.username or None, route.credential or None),
                noticed,
                stream=route.transport is not Transport.UDP,
                tls=(_make_tls_context(), route.host) if route.transport is Transport.TLS else None,
            )
    except Exception as error:  # the library tells of a relay's strange answers in many ways
        outcome = _outcome_of_error(error)
        if outcome is Allocation.SILENT and noticed.refused and not noticed.heard:
            outcome = Allocation.REFUSED
        raise RelayError(outcome, noticed.heard) from None


def _outcome_of_error(error: Exception) -> Allocation:
    """Tell what an error of aioice or of the system means for the allocation."""
    if isinstance(error, stun.TransactionFailed):
        code = error.response.error_code
        return Allocation.BUSY if code in _QUOTA else Allocation.DENIED if code in (401, 403, 441) else Allocation.WRONG
    if isinstance(error, TimeoutError | stun.TransactionTimeout):
        return Allocation.SILENT
    if isinstance(error, ssl.SSLError):  # whose own numbers would be taken for the system's below
        return Allocation.UNTRUSTED if isinstance(error, ssl.SSLCertVerificationError) else Allocation.WRONG
    if isinstance(error, ConnectionRefusedError):
        return Allocation.REFUSED
    if isinstance(error, OSError) and error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EPERM, errno.EACCES):
        return Allocation.SILENT
    return Allocation.WRONG


async def release_allocation(transport: TurnTransport) -> None:
    """Give an allocation back. The answer is waited for a moment, so that the relay does not keep it for minutes."""
    transport.close()
    await asyncio.sleep(0.05)


class _Binding(asyncio.DatagramProtocol):
    """Hears the answer to a STUN request."""

    def __init__(self) -> None:
        self.heard = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        with contextlib.suppress(Exception):  # struct.error and the like, for what a stranger sends
            if stun.parse_message(data).message_method is stun.Method.BINDING and not self.heard.done():
                self.heard.set_result(True)

    def error_received(self, exc: Exception) -> None:
        """Ignore the error: a port that nobody listens on is the allocation's to tell."""


async def udp_comes_through(route: Route, deadline_s: float) -> bool:
    """Tell whether a STUN Binding request over UDP gets an answer. Sent again every half second: packets get lost."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(deadline_s):
            (_, address), *_ = await look_up(route.host, route.port, socket.SOCK_DGRAM)
            transport, binding = await loop.create_datagram_endpoint(_Binding, remote_addr=address[:2])
            try:
                while True:
                    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
                    transport.sendto(bytes(request))
                    done, _ = await asyncio.wait({binding.heard}, timeout=_BINDING_EVERY_S)
                    if done:
                        return True
            finally:
                transport.close()
    except (OSError, TimeoutError):
        return False


@dataclass(frozen=True, slots=True)
class RelayReach:
    """What became of each route."""

    outcomes: tuple[tuple[Route, Allocation], ...]

    @property
    def best(self) -> Route | None:
        """The open route that is best for a call."""
        order = list(Transport)
        opened = [route for route, outcome in self.outcomes if outcome is Allocation.OPEN]
        return min(opened, key=lambda route: order.index(route.transport), default=None)

    @property
    def udp_blocked(self) -> bool:
        """UDP was tried and stayed silent, while another way is open."""
        udp = [outcome for route, outcome in self.outcomes if route.transport is Transport.UDP]
        return (
            self.best is not None and bool(udp) and all(one in (Allocation.SILENT, Allocation.REFUSED) for one in udp)
        )

    @property
    def blocked(self) -> bool:
        """Nothing came back on any route, though the relay has an address."""
        told = [outcome for _, outcome in self.outcomes]
        return bool(told) and Allocation.SILENT in told and set(told) <= {Allocation.SILENT, Allocation.NO_NAME}

    @property
    def answered(self) -> bool:
        """Did anything at all answer?"""
        return any(outcome not in (Allocation.SILENT, Allocation.NO_NAME) for _, outcome in self.outcomes)

    @property
    def busy(self) -> bool:
        """The relay is there and has no room."""
        return self.best is None and any(outcome is Allocation.BUSY for _, outcome in self.outcomes)


async def probe_routes(ways: tuple[Route, ...]) -> RelayReach:
    """Try every route side by side. Never raises for trouble of line or relay."""
    return RelayReach(tuple(zip(ways, await asyncio.gather(*(_try_route(way) for way in ways)), strict=True)))


async def _try_route(route: Route) -> Allocation:
    through = None
    if route.transport is Transport.UDP:
        through = asyncio.ensure_future(udp_comes_through(route, REACH_S))
    try:
        outcome, heard = await _try_allocation(route, REACH_S)
        if outcome is Allocation.SILENT and through is not None and (heard or await through):
            heard = True
            outcome, _ = await _try_allocation(route, AGAIN_S)
        # What was heard is not held back on the way: it is not known to be the network's fault.
        return Allocation.WRONG if outcome is Allocation.SILENT and heard else outcome
    finally:
        if through is not None:
            through.cancel()
            await asyncio.wait({through})


async def _try_allocation(route: Route, deadline_s: float) -> tuple[Allocation, bool]:
    """Try to open an allocation; tell what became of it, and whether anything was heard of the relay."""
    try:
        transport, _ = await open_allocation(route, asyncio.DatagramProtocol, deadline_s)
    except RelayError as error:
        return error.outcome, error.heard
    await release_allocation(transport)
    return Allocation.OPEN, True
