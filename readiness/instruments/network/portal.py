"""Is there any network, and does a sign-in page stand in between?"""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from typing import Final

import psutil

from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import WEB_ERRORS, is_answered

LIMIT_S: Final = 6.0
_SIGN_IN: Final = (200, 511)
"""511 is made for sign-in pages (RFC 6585); 200 is what a page gives that was put in the empty one's place."""


class Portal(StrEnum):
    """What the portal probe saw."""

    OPEN = "open"
    """The page answered as only the page itself does: nothing stands in between."""
    SIGN_IN = "sign-in"
    UNREACHABLE = "unreachable"
    UNCLEAR = "unclear"
    """Somebody answered, but neither way."""
    NOT_ASKED = "not-asked"


def interface_is_up() -> bool:
    """Tell whether any interface but the loopback one has an address that reaches further than its own cable."""
    states = psutil.net_if_stats()
    for name, addresses in psutil.net_if_addrs().items():
        if name in states and not states[name].isup:
            continue
        if any(_reaches_out(one.address) for one in addresses):
            return True
    return False


def _reaches_out(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:  # a hardware address
        return False
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


async def ask_portal(web: Web, url: str) -> Portal:
    """Ask for a page that is known to be empty (204). An empty `url` is not asked. Never raises."""
    if not url:
        return Portal.NOT_ASKED
    try:
        answer = await web.ask("GET", url, deadline_s=LIMIT_S)
    except WEB_ERRORS as error:
        return Portal.UNCLEAR if is_answered(error) else Portal.UNREACHABLE
    async with answer:
        if answer.status in _SIGN_IN or 300 <= answer.status < 400:
            return Portal.SIGN_IN
        try:
            empty = not await answer.short()
        except WEB_ERRORS:
            return Portal.UNCLEAR
    return Portal.OPEN if answer.status == 204 and empty else Portal.UNCLEAR
