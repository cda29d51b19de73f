"""Is there a network, and does a sign-in page stand in between?"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import psutil
import pytest

from readiness.instruments.network.http import Web
from readiness.instruments.network.portal import Portal, ask_portal, interface_is_up
from tests.instruments.network.servers import DEAD, Handler, Raw, fixed, hosted, page


async def asked(url: str) -> Portal:
    async with Web(proxies=False) as web:
        return await ask_portal(web, url)


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (fixed("204 No Content"), Portal.OPEN),
        (page(), Portal.SIGN_IN),
        (fixed("200 OK"), Portal.SIGN_IN),
        (fixed("302 Found", more="Location: http://127.0.0.1:9/\r\n"), Portal.SIGN_IN),
        (fixed("511 Network Authentication Required"), Portal.SIGN_IN),
        (fixed("403 Forbidden"), Portal.UNCLEAR),
        (fixed("500 Internal Server Error"), Portal.UNCLEAR),
    ],
)
def test_only_the_empty_page_itself_means_open(handler: Handler, expected: Portal) -> None:
    with hosted(Raw(handler)) as server:
        assert asyncio.run(asked(server.url + "/generate_204")) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("", Portal.NOT_ASKED), (DEAD, Portal.UNREACHABLE), ("not an address", Portal.UNREACHABLE)],
)
def test_no_answer_is_no_portal(url: str, expected: Portal) -> None:
    assert asyncio.run(asked(url)) is expected


@pytest.mark.parametrize(
    ("name", "address", "up", "expected"),
    [
        ("lo", "127.0.0.1", True, False),
        ("lo", "::1", True, False),
        ("wlan0", "192.168.1.20", True, True),
        ("wlan0", "192.168.1.20", False, False),
        ("eth0", "2001:db8::2%eth0", True, True),
        ("eth0", "fe80::1%eth0", True, False),
        ("eth0", "169.254.3.4", True, False),  # what a computer gives itself where nobody answers
        ("eth0", "00:11:22:33:44:55", True, False),
    ],
)
def test_an_interface_counts_where_its_address_reaches_out(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, up: bool, expected: bool
) -> None:
    monkeypatch.setattr(psutil, "net_if_stats", lambda: {name: SimpleNamespace(isup=up)})
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {name: [SimpleNamespace(address=address)]})
    assert interface_is_up() is expected
