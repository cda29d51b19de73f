"""The nearest public speed server, found by speedtest-cli. Only the finding is its work; we measure ourselves.

What it learns about this computer on the way (address, place) stays in its own objects, is never copied, kept
or logged, and goes when the search ends.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.request import HTTPRedirectHandler, Request

from yarl import URL

from readiness.instruments.network.async_bridge import run_in_daemon_thread
from readiness.instruments.network.http import Web
from readiness.instruments.network.http_reply import WEB_ERRORS
from readiness.instruments.network.redirects import MOST, next_address
from readiness.instruments.network.speed.server import Endpoints

REQUEST_S: Final = 4
LIMIT_S: Final = 15.0
MOST_BYTES: Final = 8_000_000
"""The whole list of public servers was 3 MB at its longest."""
_HELLO: Final = b"test=test"
_PICTURE: Final = "random4000x4000.jpg"
"""The largest that these servers have (about 30 MB): connections are cut when the answer is certain."""


class NoPublicServer(Exception):
    """None could be found or none answered."""


class _Nowhere:
    """Stands in for stdout and stderr while speedtest is loaded, which takes over the descriptors it finds there.

    It would crash where there is none (a windowed program), close the program's when it is dropped, and
    print this computer's address there. Each fileno() is a new descriptor that leads nowhere.
    """

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is kept."""


@contextlib.contextmanager
def _nothing_said() -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = _Nowhere()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def load_engine() -> Any:
    """Load speedtest-cli's module in a way that leaves the program's stdout and stderr alone."""
    if "speedtest" not in sys.modules:
        with _nothing_said():
            engine = importlib.import_module("speedtest")
        for name in ("_py3_utf8_stdout", "_py3_utf8_stderr"):  # what it opened on those descriptors
            if isinstance(stream := getattr(engine, name, None), io.TextIOWrapper):
                stream.close()
                setattr(engine, name, _Nowhere())
        _bound_engine(engine)
    return sys.modules["speedtest"]


class _Bounded:
    """A page of the public site, or what it unpacks to. OSError, which the engine expects, where it has no end."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._left = MOST_BYTES

    def read(self, size: int) -> bytes:
        piece: bytes = self._response.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise OSError("a long page")
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._response, name)


class _SameServer(HTTPRedirectHandler):
    """Redirects on the same server alone, as everywhere (see `redirects`)."""

    max_redirections = MOST

    def redirect_request(self, req: Request, *more: Any) -> Request | None:
        try:
            next_address(URL(req.full_url), more[-1])
        except ValueError:
            return None
        return super().redirect_request(req, *more)


def _bound_engine(engine: Any) -> None:
    """Bound what the engine reads, packed and unpacked, and where it is led to."""
    stream = engine.get_response_stream
    engine.get_response_stream = lambda response: _Bounded(stream(_Bounded(response)))
    engine.HTTPRedirectHandler = _SameServer


def _find_nearest() -> str:
    """Find the nearest public server's address; empty where none answered. Blocks; raises what speedtest-cli raises."""
    engine = load_engine().Speedtest(timeout=REQUEST_S, secure=True)
    engine.get_servers()
    best = engine.get_best_server()
    # A server that never answered is listed with an hour's latency.
    return str(best["url"]) if best["latency"] < REQUEST_S * 1000 else ""


async def find_public_server(
    web: Web, limit_s: float = LIMIT_S, nearest: Callable[[], str] = _find_nearest
) -> Endpoints:
    """Find the addresses of the nearest public server. NoPublicServer where none is found within the limit."""
    try:
        url = await run_in_daemon_thread(nearest, limit_s)
    except Exception as error:  # a library that was never finished: it raises all sorts, also by mistake
        raise NoPublicServer(type(error).__name__) from None
    folder, _, page = url.rpartition("/")
    if not folder or not page:
        raise NoPublicServer("no answer")
    found = Endpoints(f"{folder}/{_PICTURE}", url, f"{folder}/latency.txt")
    try:
        async with await web.ask("GET", found.ping()) as answer:
            if answer.status == 200 and (await answer.short()).startswith(_HELLO):
                return found
    except WEB_ERRORS:
        pass
    raise NoPublicServer("no answer")
