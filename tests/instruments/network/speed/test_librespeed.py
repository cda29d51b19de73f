"""Is there a LibreSpeed server at this address?"""

from __future__ import annotations

import asyncio

import pytest

from readiness.instruments.network.http import Web
from readiness.instruments.network.speed.librespeed import NotLibreSpeed, find_librespeed
from readiness.instruments.network.speed.server import Endpoints
from tests.instruments.network.servers import DEAD, Handler, Raw, answer, fixed, give, hosted, librespeed, page


async def found(url: str) -> Endpoints:
    async with Web(proxies=False) as web:
        return await find_librespeed(web, url)


def under(folder: str) -> Handler:
    """A LibreSpeed server in a folder; elsewhere pages that are not found."""
    within = librespeed()

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if path.startswith(folder):
            await within(method, "/" + path.removeprefix(folder), reader, writer)
        else:
            answer(writer, "404 Not Found", b"<html>no</html>", "Content-Type: text/html\r\n")

    return handler


@pytest.mark.parametrize(
    ("folder", "address"),
    [
        ("/", ""),
        ("/", "/"),
        ("/", "/garbage.php"),
        ("/", "/empty.php?r=1"),
        ("/backend/", ""),
        ("/speed/", "/speed"),
        ("/speed/backend/", "/speed/"),
        ("/speed/backend/", "/speed/backend/garbage.php?ckSize=100"),
    ],
)
def test_it_is_found_in_its_folder_or_in_backend(folder: str, address: str) -> None:
    with hosted(Raw(under(folder))) as server:
        endpoints = asyncio.run(found(server.url + address))
    assert endpoints.down().startswith(server.url + folder + "garbage.php?ckSize=20&r=")
    assert endpoints.up().startswith(server.url + folder + "empty.php?r=")
    assert endpoints.ping() != endpoints.ping()  # no cache ever answers twice


def moved(to: str) -> Handler:
    """A LibreSpeed server in a folder, to which everything else leads."""
    within = under("/real/")

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if path.startswith("/real/"):
            await within(method, path, reader, writer)
        else:
            answer(writer, "301 Moved Permanently", more=f"Location: {to}{path}\r\n")

    return handler


def test_a_redirect_to_its_real_place_is_followed() -> None:
    with hosted(Raw(moved("/real"))) as server:
        assert asyncio.run(found(server.url)).up_url == server.url + "/real/empty.php"


def test_a_redirect_to_another_server_is_not() -> None:
    with hosted(Raw(librespeed())) as other, hosted(Raw(moved(other.url))) as server:
        with pytest.raises(NotLibreSpeed) as caught:
            asyncio.run(found(server.url))
        assert caught.value.answered
        assert not other.asked


async def greedy(method: str, path: str, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives random data to everything, also where an empty page belongs."""
    give(writer, "/garbage.php?ckSize=1&")


@pytest.mark.parametrize(
    ("handler", "answered"),
    [(page(), True), (fixed("404 Not Found"), True), (fixed("200 OK", b"short"), True), (greedy, True)],
)
def test_what_is_none_is_refused(handler: Handler, answered: bool) -> None:
    with hosted(Raw(handler)) as server, pytest.raises(NotLibreSpeed) as caught:
        asyncio.run(found(server.url))
    assert caught.value.answered is answered


@pytest.mark.parametrize("address", [DEAD, "", "nonsense", "http://[", "file:///etc", "http://"])
def test_no_answer_is_told_apart(address: str) -> None:
    with pytest.raises(NotLibreSpeed) as caught:
        asyncio.run(found(address))
    assert not caught.value.answered
