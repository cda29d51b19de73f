"""The internet tip: its judgement as a table, and real measurements against good, slow and broken servers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from readiness.core.check import NoCommands
from readiness.core.clinic import Internet, Profile
from readiness.core.setup import Setup, Sources
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Verdict
from readiness.instruments.network import discovery, measurement
from readiness.instruments.network.reading import InternetReading
from readiness.probe import protocol
from readiness.probe.speed_server import SpeedServer
from readiness.profile.speed_servers import ServerKind, server_kind
from readiness.tips.internet import InternetCheck
from tests.instruments.network.hostile import ENDLESS, NO_HTTP, Speaking, after, but, leads
from tests.instruments.network.servers import (
    DEAD,
    Handler,
    Raw,
    endless_body,
    endless_headers,
    fixed,
    hosted,
    librespeed,
    page,
    silent,
    trickle,
)
from tests.links.servers import certificate

CHECK = InternetCheck()
GOOD = InternetReading(
    interface_up=True,
    online=True,
    portal=False,
    down_mbps=20.0,
    up_mbps=5.0,
    rtt_ms=30.0,
    jitter_ms=2.0,
    server="librespeed",
)
NOTHING = InternetReading(interface_up=True)
EXPLICIT = Setup(sources=Sources(server="http://speed.example"))


def named(*servers: str, portal_probe: str = "", public_server: bool = False) -> Setup:
    return Setup(profile=Profile(internet=Internet(servers, portal_probe=portal_probe, public_server=public_server)))


def names(reading: InternetReading, setup: Setup) -> list[str]:
    found = CHECK.judge(reading, setup, {})
    return [found.main.name, *(finding.name for finding in found.also)]


def measured(setup: Setup) -> tuple[InternetReading, float]:
    """The last reading, and the seconds until it came."""
    started = time.monotonic()
    readings = [sample.reading for sample in CHECK.measure(setup, NoCommands()) if sample.reading is not None]
    return readings[-1], time.monotonic() - started


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["good"]),
        ({"up_mbps": 0.9}, ["good"]),
        ({"up_mbps": 0.89}, ["slow-up"]),
        ({"down_mbps": 0.89}, ["slow-down"]),
        ({"up_mbps": 0.5, "down_mbps": 0.5, "rtt_ms": 320.0}, ["slow-up", "slow-down", "delayed"]),
        ({"up_mbps": 0.25}, ["slow-up"]),
        ({"up_mbps": 0.24}, ["audio-only", "slow-up"]),
        ({"down_mbps": 0.1}, ["audio-only", "slow-down"]),
        ({"down_mbps": 0.09}, ["unusable", "slow-down"]),
        ({"up_mbps": 0.2, "down_mbps": 0.05}, ["unusable", "slow-up", "slow-down"]),
        ({"rtt_ms": 300.0, "jitter_ms": 60.0}, ["good"]),
        # A round trip is known to 4 %: nearer to a limit it is not beyond it.
        ({"rtt_ms": 301.0}, ["good"]),
        ({"rtt_ms": 313.0}, ["delayed"]),
        ({"rtt_ms": 601.0}, ["delayed"]),
        ({"rtt_ms": 626.0}, ["unusable", "delayed"]),
        ({"jitter_ms": 61.0}, ["unsteady"]),
        ({"jitter_ms": 151.0}, ["unusable", "unsteady"]),
        # A latency that only loading brings about is harmless alone.
        ({"loaded_rtt_ms": 2000.0}, ["good", "bloated"]),
        ({"interface": "vpn", "wifi_percent": 20.0}, ["good", "vpn", "weak-wifi"]),
        ({"interface": "wifi", "wifi_percent": 80.0}, ["good"]),
        # A network that holds the visit back fails however fast it is.
        ({"hosts_blocked": True}, ["host-blocked"]),
        ({"relay": "blocked"}, ["relay-blocked"]),
        ({"names_dead": True, "up_mbps": 0.5}, ["dns", "slow-up"]),
        ({"intercepted": True}, ["intercepted"]),
        # What the visit needs could not be tried: our trouble, and no promise.
        ({"relay": "down"}, ["server-down"]),
        ({"relay": "busy"}, ["busy-server"]),
        ({"host_trouble": True, "up_mbps": 0.5}, ["server-down", "slow-up"]),
        # Over HTTP loss does not show, but late answers and standstills do.
        ({"call": "http", "call_rtt_ms": 30.0, "call_late_percent": 6.0}, ["unsteady"]),
        ({"call": "http", "call_rtt_ms": 30.0, "call_stalled_percent": 11.0}, ["unsteady"]),
        ({"call": "http", "call_rtt_ms": 30.0, "call_late_percent": 36.0}, ["unusable", "unsteady"]),
        ({"call": "http", "call_rtt_ms": 700.0}, ["unusable", "delayed"]),
        # Cut off in the middle is no result.
        ({"broken": True}, ["server-down"]),
        # A network that lets the test through is no portal, whatever the portal's page says.
        ({"portal": True}, ["good"]),
        # Half a measurement is never good, and never the patient's fault.
        ({"up_mbps": None}, ["server-down"]),
        ({"down_mbps": None}, ["server-down"]),
        ({"rtt_ms": None}, ["server-down"]),
        ({"jitter_ms": None}, ["server-down"]),
    ],
)
def test_a_measured_line_is_judged_by_the_limits(changes: dict[str, Any], expected: list[str]) -> None:
    reading = replace(GOOD, **changes)
    assert names(reading, EXPLICIT) == expected
    assert names(reading, named("http://speed.example")) == expected


CALLED = replace(
    GOOD,
    relay="open",
    call="udp",
    call_mbps=0.9,
    call_whole=True,
    call_fell=False,
    call_rtt_ms=30.0,
    call_stalled_percent=0.0,
    call_packets=4000,
    loop_loss_percent=0.0,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["good"]),
        # 1 % lost each way is 2 % of the loop, give or take what 4000 packets can tell.
        ({"loop_loss_percent": 2.2}, ["good"]),
        ({"loop_loss_percent": 2.6}, ["lossy"]),
        ({"loop_loss_percent": 2.6, "call_packets": 300}, ["good"]),
        ({"loop_loss_percent": 15.9}, ["lossy"]),
        ({"loop_loss_percent": 18.0}, ["unusable", "lossy"]),
        # What the call was like decides; what small web requests were like does not.
        ({"rtt_ms": 700.0}, ["good"]),
        ({"call_rtt_ms": 400.0}, ["delayed"]),
        ({"call_rtt_ms": 1200.0}, ["unusable", "delayed"]),
        ({"jitter_ms": 70.0}, ["unsteady"]),
        ({"call_stalled_percent": 6.0}, ["unsteady"]),
        ({"call_stalled_percent": 40.0}, ["unusable", "unsteady"]),
        # TCP gives way to loss, a call that ran at the whole bitrate does not.
        ({"up_mbps": 0.5, "loop_loss_percent": 8.0}, ["lossy"]),
        ({"up_mbps": 0.5, "call_mbps": 0.45, "call_whole": False}, ["slow-up"]),
        ({"up_mbps": 0.2, "call_mbps": 0.18, "call_whole": False}, ["audio-only", "slow-up"]),
        # The speed was well and the call was not: something holds its packets back.
        ({"call_mbps": 0.45, "call_whole": False, "call_fell": True}, ["slow-up"]),
        ({"call_mbps": 0.05, "call_whole": False, "call_fell": True}, ["audio-only", "slow-up"]),
        ({"udp_blocked": True, "call": "tcp", "loop_loss_percent": None}, ["udp-blocked"]),
        # A relay alone is enough.
        ({"down_mbps": None, "up_mbps": None}, ["good"]),
        ({"broken": True}, ["server-down"]),
    ],
)
def test_a_practice_call_decides(changes: dict[str, Any], expected: list[str]) -> None:
    assert names(replace(CALLED, **changes), EXPLICIT) == expected


@pytest.mark.parametrize(
    ("changes", "with_named", "with_explicit"),
    [
        ({}, "server-down", "server-down"),
        ({"online": True, "portal": False}, "server-down", "server-down"),
        ({"online": True, "portal": True}, "portal", "portal"),
        ({"online": False}, "offline", "server-down"),
        ({"interface_up": False}, "offline", "server-down"),
        ({"online": True, "names_dead": True}, "dns", "server-down"),
        ({"online": True, "names_dead": True, "server": "librespeed"}, "dns", "dns"),
        ({"online": True, "hosts_blocked": True}, "host-blocked", "host-blocked"),
        ({"online": True, "relay": "blocked"}, "relay-blocked", "relay-blocked"),
        ({"online": True, "relay": "busy"}, "busy-server", "busy-server"),
        ({"online": True, "busy": True}, "busy-server", "busy-server"),
    ],
)
def test_what_could_not_be_measured_says_what_stood_in_the_way(
    changes: dict[str, Any], with_named: str, with_explicit: str
) -> None:
    reading = replace(NOTHING, **changes)
    assert names(reading, named("http://speed.example")) == [with_named]
    assert names(reading, EXPLICIT) == [with_explicit]


def test_the_profile_moves_the_limits() -> None:
    profile = Profile()
    strict = replace(EXPLICIT, profile=replace(profile, limits=replace(profile.limits, up_mbps_warn=6.0)))
    assert names(GOOD, strict) == ["slow-up"]


def test_the_verdicts_are_the_contract_s() -> None:
    verdicts = {finding.name: finding.verdict for finding in CHECK.table}
    assert verdicts == {
        **dict.fromkeys(("offline", "portal", "dns", "host-blocked", "relay-blocked"), Verdict.FAIL),
        **dict.fromkeys(("unusable", "audio-only"), Verdict.FAIL),
        **dict.fromkeys(("slow-up", "slow-down", "delayed", "unsteady", "lossy"), Verdict.WARN),
        **dict.fromkeys(("udp-blocked", "intercepted"), Verdict.WARN),
        **dict.fromkeys(("server-down", "busy-server"), Verdict.UNKNOWN),
        **dict.fromkeys(("good", "bloated", "vpn", "weak-wifi"), Verdict.PASS),
        **dict.fromkeys(("by-phone", "not-needed"), Verdict.NONE),
    }


@pytest.mark.parametrize("reading", [GOOD, NOTHING, CALLED, replace(GOOD, up_mbps=0.2)])
def test_every_sentence_gets_its_values(reading: InternetReading) -> None:
    found = CHECK.judge(reading, EXPLICIT, {})
    for finding in (found.main, *found.also):
        texts = [finding.says, finding.staff, *(fix.says for fix in finding.fixes)]
        assert not [text for text in texts if "{" in ENGLISH.say(text, found.values)]


def test_staff_read_whether_loss_was_tested() -> None:
    def staff(reading: InternetReading) -> str:
        found = CHECK.judge(reading, EXPLICIT, {})
        return ENGLISH.say(found.main.staff, found.values)

    untested = staff(replace(GOOD, call="http", call_rtt_ms=30.0))
    assert "loss not tested. Practice call over HTTP" in untested
    assert "could not test if parts of a call get lost" in untested
    assert "loss 3.1 %. Practice call over UDP" in staff(replace(CALLED, loop_loss_percent=3.1))


def test_the_kind_of_server_is_known_beforehand() -> None:
    assert server_kind(EXPLICIT) is ServerKind.NAMED
    assert server_kind(replace(EXPLICIT, demo=True)) is ServerKind.DEMONSTRATION
    assert server_kind(named("http://speed.example", public_server=True)) is ServerKind.NAMED
    assert server_kind(named(public_server=True)) is ServerKind.PUBLIC
    assert server_kind(named()) is None


def test_judging_does_not_pay_for_the_web_library() -> None:
    code = "import sys, readiness.tips.internet; print({'aiohttp', 'speedtest', 'psutil'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=30)
    assert told.stdout.strip() == "set()"


LINES: dict[str, tuple[SpeedServer, list[str]]] = {
    "slow up": (SpeedServer(up_mbps=0.2), ["audio-only", "slow-up"]),
    "hardly any up": (SpeedServer(up_mbps=0.05), ["unusable", "slow-up"]),
    "slow down": (SpeedServer(down_mbps=0.5), ["slow-down"]),
    "good": (SpeedServer(down_mbps=20, up_mbps=10), ["good"]),
    "far away": (SpeedServer(down_mbps=20, up_mbps=20, delay_ms=400), ["delayed"]),
    "out of reach": (SpeedServer(delay_ms=700), ["unusable", "delayed"]),
}
BROKEN: dict[str, Handler] = {
    "a page": page(),
    "a page that lies about its type": fixed("200 OK", b"<html>" + b"hello " * 1000),
    "empty": fixed("200 OK"),
    "500": fixed("500 Internal Server Error"),
    "403": fixed("403 Forbidden", b"no"),
    "429": fixed("429 Too Many Requests"),
    "a redirect in a circle": fixed("302 Found", more="Location: /garbage.php?ckSize=1\r\n"),
    "silence": silent,
    "one byte each half second": trickle,
    "endless headers": endless_headers,
    "an endless body": endless_body,
    "a stall in the middle": librespeed(gives=300_000, hang=True),
    "one byte each half second after a while": librespeed(gives=20_000, drip=True),
    "a body cut short": librespeed(gives=100_000, cut=True),
    "uploads are refused": librespeed(post="403 Forbidden"),
    "uploads are too many": librespeed(post="429 Too Many Requests"),
    "uploads are never answered": librespeed(post=""),
    "latency is never answered": librespeed(pings=1),
    **{f"uploads are answered by {name} without end": but(handler) for name, handler in ENDLESS.items()},
    "uploads are answered without end after a while": after(20, ENDLESS["a body without a length"]),
    "uploads are led elsewhere": but(leads(DEAD, "307 Temporary Redirect")),
    "led elsewhere": leads("http://169.254.169.254/latest/meta-data/"),
    "led to a file": leads("file:///etc/passwd"),
}


BUSY = frozenset({"429", "uploads are too many"})


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, tuple[InternetReading, float]]]:
    """Every line measured side by side, which takes seconds of waiting and little work; then every broken server.

    Not all at once: a server that pours without end works as hard as it can, in this very process, and would be seen as
    a line that comes and goes.
    """
    with contextlib.ExitStack() as stack:
        lines = {name: stack.enter_context(hosted(server)).url for name, (server, _) in LINES.items()}
        broken = {name: stack.enter_context(hosted(Raw(handler))).url for name, handler in BROKEN.items()}
        found: dict[str, tuple[InternetReading, float]] = {}
        with ThreadPoolExecutor(8) as pool:
            for urls in (lines, broken):
                setups = [Setup(sources=Sources(server=url)) for url in urls.values()]
                found |= dict(zip(urls, pool.map(measured, setups), strict=True))
        yield found


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_measured(name: str, results: dict[str, tuple[InternetReading, float]]) -> None:
    reading, seconds = results[name]
    assert names(reading, EXPLICIT) == LINES[name][1], reading
    assert seconds < 45
    assert reading.server == "librespeed"


def test_the_figures_are_near_the_truth(results: dict[str, tuple[InternetReading, float]]) -> None:
    assert results["slow up"][0].up_mbps == pytest.approx(0.2, rel=0.15)
    assert results["slow down"][0].down_mbps == pytest.approx(0.5, rel=0.15)
    assert results["far away"][0].rtt_ms == pytest.approx(400, abs=60)
    good = results["good"][0]
    assert good.down_at_least
    assert good.up_at_least
    assert good.loaded_rtt_ms is not None
    assert 1_000_000 < good.bytes < 25_000_000


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_server_is_the_server_s_trouble(name: str, results: dict[str, tuple[InternetReading, float]]) -> None:
    reading, seconds = results[name]
    expected = "busy-server" if name in BUSY else "server-down"
    assert names(reading, EXPLICIT) == [expected], reading
    assert seconds < 20


def test_a_call_that_the_time_did_not_suffice_for_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("readiness.instruments.network.measurement.PracticeCalls.call", endless)
    monkeypatch.setattr(measurement, "WHOLE_S", 12.0)
    with hosted(SpeedServer(down_mbps=20, up_mbps=10)) as server:
        reading, _ = measured(Setup(sources=Sources(server=server.url)))
    assert reading.up_mbps is not None, "everything else was measured"
    assert names(reading, EXPLICIT) == ["server-down"]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer has a network, wherever the tests run."""
    monkeypatch.setattr(measurement, "interface_is_up", lambda: True)


def test_a_dead_port_is_reported_at_once() -> None:
    reading, seconds = measured(Setup(sources=Sources(server=DEAD)))
    assert names(reading, EXPLICIT) == ["server-down"]
    assert seconds < 5


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("handler", [page(), fixed("302 Found", more="Location: /login\r\n"), fixed("511 Sign In")])
def test_a_sign_in_page_is_seen(handler: Handler) -> None:
    with hosted(Raw(handler)) as portal:
        # The portal answers for the server as well.
        for server in (DEAD, portal.url):
            setup = named(server, portal_probe=portal.url + "/generate_204")
            reading, seconds = measured(setup)
            assert names(reading, setup) == ["portal"]
            assert seconds < 10


def test_a_sign_in_page_is_seen_before_a_server_that_the_person_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with hosted(Raw(page())) as portal:
        setup = replace(named(portal_probe=portal.url), sources=Sources(server=DEAD))
        assert names(measured(setup)[0], setup) == ["server-down"]
        assert not portal.asked  # nothing stands between this computer and itself
        monkeypatch.setattr(discovery, "is_loopback", lambda _: False)
        assert names(measured(setup)[0], setup) == ["portal"]


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("name", NO_HTTP)
def test_a_server_and_a_portal_that_answer_rubbish_are_no_missing_network(name: str) -> None:
    """Somebody answered: a network there is, and what is wrong is not the patient's."""
    with hosted(Raw(NO_HTTP[name])) as strange:
        for url in (strange.url, strange.url.replace("http:", "https:")):
            setup = named(url, portal_probe=url + "/generate_204")
            reading, _ = measured(setup)
            assert names(reading, setup) == ["server-down"]
            assert reading.online is not False


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"220 mail.example ESMTP\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"]
)
def test_a_visit_s_computer_that_answers_rubbish_is_its_own_trouble(data: bytes) -> None:
    with hosted(Speaking(data)) as strange, hosted(SpeedServer(down_mbps=20, up_mbps=20)) as server:
        portal = server.url + "/generate_204"
        internet = Internet((server.url,), (strange.url.removeprefix("http://"),), portal, public_server=False)
        setup = Setup(profile=Profile(internet=internet))
        reading, _ = measured(setup)
    assert names(reading, setup) == ["server-down"]
    assert (reading.hosts_blocked, reading.host_trouble) == (False, True)


@pytest.mark.usefixtures("connected")
def test_an_open_network_with_a_dead_server_is_the_server_s_trouble() -> None:
    with hosted(SpeedServer()) as network:
        setup = named(DEAD, portal_probe=network.url + "/generate_204")
        reading, _ = measured(setup)
    assert names(reading, setup) == ["server-down"]
    assert reading.portal is False


@pytest.mark.linux("makes its certificates by openssl")
@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("portal_probe", [DEAD, ""])
@pytest.mark.parametrize("trouble", ["out of date", "somebody else's", "of an unknown authority", "signed by itself"])
def test_a_bad_certificate_of_the_speed_server_is_the_server_s_trouble(
    trouble: str, portal_probe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing else answers: whoever shows a certificate is there."""
    name, days = "192.0.2.7" if trouble == "somebody else's" else "127.0.0.1", -1 if trouble == "out of date" else 2
    with certificate(name, days) as (authority, own, key):
        if trouble in ("out of date", "somebody else's"):
            monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        shown = (authority, authority.with_name("ca.key")) if trouble == "signed by itself" else (own, key)
        with hosted(Raw(librespeed(), shown)) as server:
            for setup in (named(server.url, portal_probe=portal_probe), Setup(sources=Sources(server=server.url))):
                reading, seconds = measured(setup)
                assert names(reading, setup) == ["server-down"]
                assert reading.server is None
                assert seconds < 10
        assert not server.asked  # nothing was said to it


@pytest.mark.linux("makes its certificates by openssl")
@pytest.mark.usefixtures("connected")
def test_a_speed_server_with_a_good_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    with certificate("127.0.0.1") as (authority, own, key), hosted(Raw(librespeed(), (own, key))) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert measured(named(server.url))[0].server == "librespeed"


@pytest.mark.usefixtures("connected")
def test_the_next_server_is_tried() -> None:
    with hosted(SpeedServer(down_mbps=20, up_mbps=20)) as server:
        setup = named(DEAD, server.url + "/garbage.php?ckSize=4")
        assert names(measured(setup)[0], setup) == ["good"]


@pytest.mark.usefixtures("connected")
def test_where_nothing_answers_the_computer_is_offline() -> None:
    setup = named(DEAD, portal_probe=DEAD)
    reading, seconds = measured(setup)
    assert names(reading, setup) == ["offline"]
    assert seconds < 10


def test_without_an_interface_it_is_offline_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurement, "interface_is_up", lambda: False)
    setup = named(DEAD, portal_probe=DEAD, public_server=True)
    reading, seconds = measured(setup)
    assert names(reading, setup) == ["offline"]
    assert seconds < 5


@pytest.mark.usefixtures("connected")
def test_a_dead_name_server_does_not_hold_anything_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def blocked(*_: object, **__: object) -> list[Any]:
        released.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "nobody knows")

    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    setup = named("http://speed.example", "http://other.example", portal_probe="http://portal.example/")
    try:
        reading, seconds = measured(setup)
    finally:
        released.set()
    assert names(reading, setup) == ["offline"]
    assert seconds < 10


class _StopSoon(NoCommands):
    """Asks to stop once the measurement is under way."""

    def __init__(self) -> None:
        self._at = time.monotonic() + 1.0

    @property
    def stopped(self) -> bool:  # type: ignore[override]
        return time.monotonic() > self._at


def test_a_stop_is_heeded_at_once() -> None:
    with hosted(SpeedServer(down_mbps=0.5, up_mbps=0.5)) as server:
        started = time.monotonic()
        samples = list(CHECK.measure(Setup(sources=Sources(server=server.url)), _StopSoon()))
        assert time.monotonic() - started < 3
    assert all(sample.live is not None for sample in samples)
    assert samples[-1].reading is None


def test_closing_it_ends_it_at_once() -> None:
    with hosted(SpeedServer(down_mbps=0.5, up_mbps=0.5)) as server:
        samples = CHECK.measure(Setup(sources=Sources(server=server.url)), NoCommands())
        done = [next(samples).live for _ in range(5)]
        started = time.monotonic()
        samples.close()  # type: ignore[attr-defined]
        assert time.monotonic() - started < 2
    assert [live.done for live in done if live] == sorted(live.done or 0 for live in done if live)
    assert "measuring" not in [thread.name for thread in threading.enumerate()]


def test_a_reading_crosses_the_wire_and_holds_no_address() -> None:
    with hosted(SpeedServer(down_mbps=20, up_mbps=20)) as server:
        reading, _ = measured(Setup(sources=Sources(server=server.url), demo=True))
    raw = protocol.encode(protocol.ProbeMessage(kind="sample", reading=reading))
    assert protocol.decode_reading(protocol.decode_line(raw).reading, InternetReading) == reading
    assert reading.server == "demonstration"
    assert b"127.0.0.1" not in raw
