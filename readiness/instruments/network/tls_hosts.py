"""Are the visit's own computers reached over TLS, and does anybody open what is encrypted on the way?"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import aiohttp

from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import WEB_ERRORS, NotUnderstoodError

HOST_S: Final = 6.0
AGAIN_S: Final = 3.0
"""One lost connection is not yet a wall: after so long a second one is tried beside the first."""
_OUT_OF_DATE: Final = (9, 10)
"""X509_V_ERR: not yet valid, has expired."""
_SELF_SIGNED: Final = 18
"""A certificate that signed itself: a server's own trouble, for interception signs with an authority."""


class Reached(StrEnum):
    """What came of one host."""

    WELL = "well"
    NOT = "not"
    """No connection, or it broke before anything was said."""
    NO_NAME = "no-name"
    UNKNOWN_ISSUER = "unknown-issuer"
    """Its certificate comes from an authority that this computer does not know."""
    OTHER_NAME = "other-name"
    """Its certificate is somebody else's: somebody answers instead."""
    OWN_FAULT = "own-fault"
    """Its certificate is out of date or signed by itself."""
    RUBBISH = "rubbish"
    """Something answered there that does not speak TLS, or not with us."""
    NO_ADDRESS = "no-address"
    """The profile names what is no address: nobody was asked."""


_SILENT: Final = (Reached.NOT, Reached.NO_NAME, Reached.NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class Hosts:
    """All of them together."""

    outcomes: Mapping[str, Reached]

    @property
    def online(self) -> bool:
        """Did any of them answer?"""
        return any(outcome not in _SILENT for outcome in self.outcomes.values())

    @property
    def blocked(self) -> bool:
        """Is any of them out of reach?"""
        return any(outcome in (Reached.NOT, Reached.NO_NAME) for outcome in self.outcomes.values())

    @property
    def intercepted(self) -> bool:
        """Does somebody stand in between? One bad certificate beside good ones is that server's own matter."""
        told = list(self.outcomes.values())
        strange = [one for one in told if one in (Reached.UNKNOWN_ISSUER, Reached.OTHER_NAME)]
        return len(strange) >= 2 or (bool(strange) and Reached.WELL not in told)

    @property
    def trouble(self) -> bool:
        """Has one of them a certificate that is wrong by its own fault, no TLS at all, or an address that is none?"""
        told = set(self.outcomes.values())
        if told & {Reached.NO_ADDRESS, Reached.RUBBISH}:
            return True
        bad = {Reached.OWN_FAULT, Reached.UNKNOWN_ISSUER, Reached.OTHER_NAME}
        return bool(told & bad) and not self.intercepted


async def ask_hosts(web: Web, hosts: tuple[str, ...]) -> Hosts:
    """Ask each for its first page, side by side; what it answers does not matter. Never raises."""
    return Hosts(dict(zip(hosts, await asyncio.gather(*(_ask_host(web, host) for host in hosts)), strict=True)))


async def _ask_host(web: Web, host: str) -> Reached:
    first = asyncio.ensure_future(_ask_once(web, host, HOST_S))
    tries = {first}
    try:
        await asyncio.wait(tries, timeout=AGAIN_S)
        if first.done() and first.result() is not Reached.NOT:
            return first.result()
        tries.add(asyncio.ensure_future(_ask_once(web, host, HOST_S - AGAIN_S)))
        for done in asyncio.as_completed(tries):
            if (outcome := await done) is not Reached.NOT:
                return outcome
        return Reached.NOT
    finally:
        for one in tries:
            one.cancel()
        await asyncio.wait(tries)


async def _ask_once(web: Web, host: str, deadline_s: float) -> Reached:
    try:
        answer = await web.ask("GET", f"https://{host}/", deadline_s=deadline_s)
    except WEB_ERRORS as error:
        return _explain_failure(error, host.partition(":")[0] in web.names.unknown | web.names.silent)
    with contextlib.suppress(*WEB_ERRORS):
        answer.close()
    return Reached.WELL


def _explain_failure(error: Exception, nameless: bool) -> Reached:
    """Tell what a failed request means. `nameless`: the host's name was not found."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return _explain_certificate(error.certificate_error)
        case aiohttp.ClientConnectorSSLError():
            return Reached.NOT if _broke_off(error.os_error) else Reached.RUBBISH
        case aiohttp.ClientConnectorDNSError():
            return Reached.NO_NAME
        case aiohttp.ClientHttpProxyError() | NotUnderstoodError():
            # Strange words, but over a connection with the right certificate.
            told = isinstance(error, aiohttp.ClientResponseError) or isinstance(
                error.__cause__, aiohttp.ClientResponseError
            )
            return Reached.WELL if told else Reached.RUBBISH
        case aiohttp.InvalidURL() | UnicodeError():
            return Reached.NO_ADDRESS
    return Reached.NO_NAME if nameless else Reached.NOT


def _broke_off(error: OSError) -> bool:
    """Tell whether the connection ended before anything was said, as a filter ends it that has read the host's name."""
    return isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or "UNEXPECTED_EOF" in str(error)


def _explain_certificate(error: Exception) -> Reached:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return Reached.OTHER_NAME
    if error.verify_code in (*_OUT_OF_DATE, _SELF_SIGNED):
        return Reached.OWN_FAULT
    return Reached.OTHER_NAME if error.verify_code in (62, 64) else Reached.UNKNOWN_ISSUER
