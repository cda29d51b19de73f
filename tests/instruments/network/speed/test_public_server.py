"""speedtest-cli, tamed: against a mini server of its own protocol on loopback, with our transfer."""

from __future__ import annotations

import asyncio
import gzip
import io
import subprocess
import sys
import threading
from typing import Any

import pytest

from readiness.instruments.network.http import Web
from readiness.instruments.network.speed.public_server import (
    MOST_BYTES,
    NoPublicServer,
    find_public_server,
    load_engine,
)
from readiness.instruments.network.speed.stopping import Requirement
from readiness.instruments.network.speed.throughput import Throughput, measure_download, measure_upload
from tests.instruments.network.hostile import leads
from tests.instruments.network.servers import GARBAGE, Raw, answer, hosted


async def mini(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The protocol of speedtest's mini servers."""
    path = path.partition("?")[0]
    if method == "POST":
        answer(writer, body=b"size=500")
    elif path.endswith("latency.txt"):
        answer(writer, body=b"test=test\n")
    elif path.endswith(".jpg"):
        answer(writer, body=GARBAGE * (4 if "4000" in path else 1))
    else:
        answer(writer, body=b'upload_extension: "php"')


SMALL: dict[str, Any] = {
    "client": {},
    "sizes": {"download": [350], "upload": [32768]},
    "counts": {"download": 1, "upload": 1},
    "threads": {"download": 1, "upload": 1},
    "length": {"download": 2, "upload": 2},
    "upload_max": 1,
}
PLAIN: dict[str, Any] = {
    "client": {},
    "sizes": {
        "download": [350, 500, 750, 1000, 1500, 2000, 2500, 3000, 3500, 4000],
        "upload": [32768, 65536, 131072, 262144, 524288, 1048576, 7340032],
    },
    "counts": {"download": 4, "upload": 8},
    "threads": {"download": 8, "upload": 2},
    "length": {"download": 10, "upload": 10},
    "upload_max": 50,
}
"""About what the public site's configuration makes of it."""


def engine_for(url: str, *, plain: bool = False) -> Any:
    """The engine itself, without the public site that its configuration comes from."""

    class Local(load_engine().Speedtest):  # type: ignore[misc]
        def get_config(self) -> dict[str, Any]:
            self.config = dict(PLAIN if plain else SMALL)
            return self.config

    engine = Local(timeout=4)
    engine.set_mini_server(url)
    return engine


def nearest(url: str) -> str:
    engine = engine_for(url)
    return str(engine.get_best_server(engine.servers)["url"])


async def measured(url: str) -> tuple[Throughput, Throughput]:
    async with Web(proxies=False) as web:
        server = await find_public_server(web, 10, lambda: nearest(url))
        return (
            await measure_download(web, server, Requirement(0.9), 1.0, lambda _: None),
            await measure_upload(web, server, Requirement(0.9), 1.0, lambda _: None),
        )


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_our_transfer_measures_the_server_that_the_engine_found() -> None:
    with hosted(Raw(mini)) as server:
        down, up = asyncio.run(measured(server.url))
    assert down.mbps is not None
    assert down.mbps > 10
    assert up.mbps is not None
    assert up.mbps > 10


def test_the_engine_itself_runs_to_its_end() -> None:
    with hosted(Raw(mini)) as server:
        engine = engine_for(server.url)
        engine.get_best_server(engine.servers)
        assert engine.download() > 0
        assert engine.upload(pre_allocate=False) > 0


@pytest.mark.parametrize("url", ["", "nonsense", "http://127.0.0.1:9/speedtest/upload.php"])
def test_no_server_is_said_so(url: str) -> None:
    async def find() -> None:
        async with Web(proxies=False) as web:
            await find_public_server(web, 5, lambda: url)

    with pytest.raises(NoPublicServer):
        asyncio.run(find())


def test_an_engine_that_fails_or_hangs_is_no_server() -> None:
    def fails() -> str:
        raise KeyError("client")

    async def find(nearest_one: Any) -> None:
        async with Web(proxies=False) as web:
            await find_public_server(web, 0.3, nearest_one)

    with pytest.raises(NoPublicServer):
        asyncio.run(find(fails))
    released = threading.Event()
    with pytest.raises(NoPublicServer):
        asyncio.run(find(lambda: str(released.wait(20))))
    released.set()


class Page:
    """An answer of the public site's: so many bytes, packed or not."""

    def __init__(self, size: int, packed: bool) -> None:
        self.headers: dict[str, str] = {}
        self._body = io.BytesIO(gzip.compress(bytes(size)) if packed else bytes(size))
        self._packed = packed

    def getheader(self, name: str) -> str | None:
        return "gzip" if self._packed and name == "content-encoding" else None

    def read(self, size: int) -> bytes:
        return self._body.read(size)


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_of_the_public_site_has_an_end(packed: bool) -> None:
    """A megabyte packed may be a gigabyte."""
    stream = load_engine().get_response_stream(Page(MOST_BYTES + 1, packed))
    with pytest.raises(OSError, match="long"):
        while stream.read(65536):
            pass
    stream = load_engine().get_response_stream(Page(3_000_000, packed))
    assert sum(map(len, iter(lambda: stream.read(65536), b""))) == 3_000_000


@pytest.mark.parametrize("leads_to", ["", "http://127.0.0.1:9/", "file:///etc/passwd"])
def test_the_public_site_leads_nowhere_else(leads_to: str) -> None:
    with hosted(Raw(mini)) as other, hosted(Raw(leads(leads_to or other.url))) as site:
        engine = load_engine()
        _, error = engine.catch_request(engine.build_request(site.url + "/x"), opener=engine.build_opener())
        assert error is not None
        error.close()
        assert not other.asked


@pytest.mark.parametrize("before", ["", "sys.stdout = sys.stderr = None"])
def test_dropping_the_engine_leaves_stdout_open(before: str) -> None:
    code = f"""
import gc, os, sys
from readiness.instruments.network.speed.public_server import load_engine
{before}
engine = load_engine()
del engine, sys.modules["speedtest"]
gc.collect()
os.write(1, b"out")
os.write(2, b"err")
"""
    told = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, check=True, timeout=30)
    assert told.stdout == b"out"
    assert told.stderr == b"err"
