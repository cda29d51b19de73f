"""A slow uplink behind somebody who acknowledges at once is slow all the same, and never our server's trouble."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from readiness.core.setup import Setup, Sources
from readiness.instruments.network.http import Web
from readiness.instruments.network.reading import InternetReading
from readiness.probe.speed_server import SpeedServer
from tests.instruments.network.servers import Raw, hosted, librespeed
from tests.instruments.network.throttle import Throttle
from tests.tips.test_internet import EXPLICIT, measured, names

UPLINKS = {0.06: "unusable", 0.15: "audio-only", 0.3: "slow-up", 0.6: "slow-up", 1.5: "good", 5.0: "good"}
"""Mbit/s through one bucket, and what the visit would be like."""
READERS = {0.02: "unusable", 0.05: "audio-only", 0.2: "slow-up", 0.6: "good"}
"""The same of a server that reads each of three connections at this rate and takes megabytes before that."""
BURST = 100_000
BURSTS = [(0.15, 30_000), (0.15, BURST), (0.3, 0), (0.3, BURST), (0.6, BURST), (0.6, 3 * BURST), (1.5, 3 * BURST)]
"""Mbit/s, and bytes that pass at once before. A slower line behind a burst that it would take 8 s and more to carry is
still called the server's trouble: nothing is answered for so long. That is no pass, and not held here."""


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, InternetReading]]:
    """All of them side by side: each is mostly waiting."""
    with contextlib.ExitStack() as stack:
        servers = {f"reads {mbps}": Raw(librespeed(), takes_mbps=mbps) for mbps in READERS}
        urls = {name: stack.enter_context(hosted(server)).url for name, server in servers.items()}
        for name, mbps, burst_bytes in [*((f"passes {mbps}", mbps, 0) for mbps in UPLINKS), ("bursts", 0.6, BURST)]:
            server = stack.enter_context(hosted(SpeedServer(down_mbps=20)))
            urls[name] = stack.enter_context(hosted(Throttle(server.url, mbps, burst_bytes=burst_bytes))).url
        with ThreadPoolExecutor(4) as pool:
            setups = [Setup(sources=Sources(server=url)) for url in urls.values()]
            yield dict(zip(urls, (reading for reading, _ in pool.map(measured, setups)), strict=True))


@pytest.mark.parametrize("mbps", UPLINKS)
def test_a_throttled_uplink_is_as_slow_as_it_is(mbps: float, results: dict[str, InternetReading]) -> None:
    reading = results[f"passes {mbps}"]
    assert names(reading, EXPLICIT)[0] == UPLINKS[mbps], reading
    assert reading.up_mbps == pytest.approx(mbps, rel=0.15)


@pytest.mark.parametrize("mbps", READERS)
def test_what_waits_in_a_buffer_has_not_arrived(mbps: float, results: dict[str, InternetReading]) -> None:
    reading = results[f"reads {mbps}"]
    assert names(reading, EXPLICIT)[0] == READERS[mbps], reading
    assert reading.up_mbps == pytest.approx(3 * mbps, rel=0.2)


def test_a_first_burst_is_no_speed(results: dict[str, InternetReading]) -> None:
    reading = results["bursts"]
    assert names(reading, EXPLICIT)[0] == "slow-up", reading
    assert reading.up_mbps == pytest.approx(0.6, rel=0.3)


@pytest.fixture(scope="module")
def unacknowledged() -> Iterator[dict[tuple[float, int], InternetReading]]:
    """As on Windows, and behind a proxy: nobody tells what has arrived, whole answers count."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setattr(Web, "acknowledged", lambda self, url: None)
        slow = []
        for mbps, burst_bytes in BURSTS:
            server = stack.enter_context(hosted(SpeedServer(down_mbps=20)))
            slow.append(stack.enter_context(hosted(Throttle(server.url, mbps, burst_bytes=burst_bytes))))
        with ThreadPoolExecutor(4) as pool:
            setups = [Setup(sources=Sources(server=one.url)) for one in slow]
            yield dict(zip(BURSTS, (reading for reading, _ in pool.map(measured, setups)), strict=True))


@pytest.mark.parametrize(("mbps", "burst_bytes"), BURSTS)
def test_a_first_burst_is_no_trouble_of_the_server_where_nobody_tells_what_has_arrived(
    mbps: float, burst_bytes: int, unacknowledged: dict[tuple[float, int], InternetReading]
) -> None:
    """So long a body must not follow that none is answered any more."""
    reading = unacknowledged[mbps, burst_bytes]
    assert names(reading, EXPLICIT)[0] == UPLINKS[mbps], reading
    assert reading.up_mbps == pytest.approx(mbps, rel=0.3)
