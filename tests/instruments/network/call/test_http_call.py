"""What requests alongside a call over HTTP tell of it: repeated packets are loss, wavering delays are jitter."""

from __future__ import annotations

import asyncio
import random

import pytest

from readiness.instruments.network.call import http_call
from readiness.instruments.network.call.http_call import WebCall, silent_s
from readiness.instruments.network.speed.latency import web_jitter_ms
from readiness.instruments.network.speed.server import Endpoints
from tests.instruments.network.hostile import ENDLESS
from tests.instruments.network.servers import GARBAGE, Handler, Raw, answer, fixed, hosted

RNG = random.Random(7)
STEADY = [40.0 + RNG.uniform(0, 4) for _ in range(100)]
REPEATED = [ping + (250.0 if at % 6 == 0 else 0.0) for at, ping in enumerate(STEADY)]
"""One request in six was lost on the way once."""
WAVERING = [300.0 + RNG.uniform(-250, 250) for _ in range(100)]


@pytest.mark.parametrize(
    ("pings_ms", "least", "most"),
    [
        pytest.param(STEADY, 0.5, 4, id="steady"),
        pytest.param(REPEATED, 0.5, 4, id="repeated packets are no jitter"),
        pytest.param(WAVERING, 120, 220, id="wavering"),
        pytest.param([40.0] * 6 + [5000.0] * 5, 0, 0, id="nearly all lost"),
    ],
)
def test_jitter_over_http(pings_ms: list[float], least: float, most: float) -> None:
    assert least <= web_jitter_ms(pings_ms) <= most


EVERY = [at * 0.04 for at in range(150)]


@pytest.mark.parametrize(
    ("answered_s", "held_up_s", "expected"),
    [
        pytest.param(EVERY, [], 0.0, id="answers all the time"),
        pytest.param([at for at in EVERY if not 1.0 < at < 1.2], [], 0.0, id="a moment"),
        pytest.param([at for at in EVERY if not (1.0 < at < 1.4 or 3.0 < at < 3.6)], [], 1.04, id="two silences"),
        pytest.param([at for at in EVERY if not 1.0 < at < 1.4], [(1.05, 1.35)], 0.0, id="we were held up ourselves"),
        pytest.param([0.0, 6.0], [], 6.0, id="nothing at all"),
    ],
)
def test_silence(answered_s: list[float], held_up_s: list[tuple[float, float]], expected: float) -> None:
    assert silent_s(answered_s, held_up_s, 0.25) == pytest.approx(expected, abs=0.1)


def serving(status: str, body: bytes) -> Handler:
    """Downloads as told; all else is answered well."""

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del method, reader
        if path.startswith("/down"):
            answer(writer, status, body)
        else:
            answer(writer)

    return handler


@pytest.mark.parametrize(
    ("status", "body", "stalled"),
    [
        pytest.param("200 OK", GARBAGE, 0.0, id="long bodies"),
        pytest.param("200 OK", GARBAGE[:30_000], 0.0, id="short bodies, one after the other"),
        pytest.param("200 OK", b"", 100.0, id="empty bodies"),
        pytest.param("503 Service Unavailable", b"", 100.0, id="refused"),
        pytest.param("429 Too Many Requests", GARBAGE, 100.0, id="refused with many words"),
    ],
)
def test_a_call_over_http_hears_only_what_comes(
    status: str, body: bytes, stalled: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_call, "SECONDS", 2.0)

    async def call(url: str) -> WebCall | None:
        server = Endpoints(f"{url}/down", f"{url}/up", f"{url}/ping")
        return await http_call.web_call(server, 0.9, 5.0, lambda _: None, alongside=True, proxies=False)

    with hosted(Raw(serving(status, body))) as server:
        called = asyncio.run(call(server.url))
    assert called is not None
    assert called.stalled_percent == pytest.approx(stalled, abs=5.0)
    assert called.refused == (stalled > 0), "who says no is not a line that stands still"


@pytest.mark.parametrize("at", ["/down", "/up", "/ping"])
@pytest.mark.parametrize("name", ["a body without a length", "answers that nobody asked for", "rubbish", "refused"])
def test_a_server_that_stops_playing_along_is_not_a_bad_line(
    name: str, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_call, "SECONDS", 2.0)
    bad = {**ENDLESS, "refused": fixed("429 Too Many Requests")}[name]

    async def handler(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if path.startswith(at):
            await bad(method, path, reader, writer)
        elif path.startswith("/down"):
            answer(writer, body=GARBAGE)
        else:
            answer(writer)

    async def call(url: str) -> WebCall | None:
        server = Endpoints(f"{url}/down", f"{url}/up", f"{url}/ping")
        return await http_call.web_call(server, 0.9, 5.0, lambda _: None, alongside=True, proxies=False)

    with hosted(Raw(handler)) as server:
        called = asyncio.run(call(server.url))
    if name == "a body without a length" and at == "/down":
        assert called is not None
        assert not called.refused  # as good a download as any
    else:
        assert called is None or called.refused
        assert called is None or called.busy == (name == "refused")
