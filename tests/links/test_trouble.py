"""What goes wrong on the way and at the servers' end, over emulated links: each has its finding within its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from yarl import URL

from tests.bench.dead import CASES, tell
from tests.links.bursts import Bursts, bursting
from tests.links.checking import Told, check
from tests.links.link import SERVER, SERVER6, Link, Way, link
from tests.links.servers import certificate, php_server, relay_profile, speed_server, turn_server

ROOT = Path(__file__).parents[2]
FAST = Way(10)
UPLOADER = f"""
import socket
with socket.create_connection(("{SERVER}", 8071)) as out:
    out.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")  # fills whatever queue there is
    while True:
        out.sendall(bytes(65536))
"""
SINK = """
import socket
with socket.create_server(("0.0.0.0", 8071)) as door:
    print("ok", flush=True)
    one, _ = door.accept()
    while one.recv(65536):
        pass
"""


HOLDER = """
import asyncio, sys, time
async def pass_on(reader, writer):
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
async def serve(reader, writer):
    global began
    began = began or time.monotonic()
    await asyncio.sleep(max(0, began + float(sys.argv[2]) - time.monotonic()))
    there, back = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    await asyncio.gather(pass_on(reader, back), pass_on(there, writer), return_exceptions=True)
async def main():
    server = await asyncio.start_server(serve, "0.0.0.0", 8072)
    print("ok", flush=True)
    await server.serve_forever()
began = 0
asyncio.run(main())
"""
"""Takes every connection at once, and passes on what comes on it only so long after the first one."""


def profile_for(url: str, more: str = "") -> str:
    return f'[internet]\nservers = ["{url}"]\nportal_probe = "{url}/generate_204"\npublic_server = false\n{more}'


def pulled_in_the_middle() -> Told:
    with link(FAST, Way(1)) as made:
        profile = profile_for(speed_server(made))
        pulling = threading.Timer(9.0, lambda: made.block("all"))
        pulling.start()
        try:
            return check(made, profile)
        finally:
            pulling.join()


def silent_again_and_again() -> Told:
    with link(FAST, FAST) as made:
        profile = profile_for(speed_server(made))
        with bursting(made, Bursts(2.5, 0.4)):
            return check(made, profile)


def someone_uploads() -> Told:
    with link(FAST, Way(2, queue_ms=1000)) as made:
        profile = profile_for(speed_server(made))
        sink = made.start("server", [sys.executable, "-c", SINK], stdout=subprocess.PIPE, encoding="utf-8")
        assert sink.stdout is not None
        sink.stdout.readline()
        made.start("client", [sys.executable, "-c", UPLOADER])
        time.sleep(2)
        return check(made, profile)


def silent_at_first(for_s: float) -> Told:
    with link(FAST, FAST) as made:
        port = str(URL(speed_server(made)).port)
        command = [sys.executable, "-c", HOLDER, port, str(for_s)]
        holder = made.start("server", command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert holder.stdout is not None
        holder.stdout.readline()
        return check(made, profile_for(f"http://{SERVER}:8072"))


def proxy_down() -> Told:
    with link(FAST, FAST) as made:
        profile = profile_for(speed_server(made))
        return check(made, profile, environment={"http_proxy": f"http://{SERVER}:9", "no_proxy": ""})


def host_refuses() -> Told:
    with link(FAST, FAST) as made:
        return check(made, profile_for(speed_server(made), f'hosts = ["{SERVER}:9443"]\n'))


def relay_over_tls_alone() -> Told:
    with link(FAST, FAST) as made, certificate() as (authority, own, key):
        profile = profile_for(speed_server(made))
        turn_server(made, (own, key))
        made.block("udp", "port=3478")
        profile += relay_profile(f"turn:{SERVER}:3478", f"turns:{SERVER}:5349")
        return check(made, profile, environment={"SSL_CERT_FILE": str(authority)})


def relay_with_a_strange_certificate() -> Told:
    with link(FAST, FAST) as made, certificate() as (_, own, key):
        profile = profile_for(speed_server(made))
        turn_server(made, (own, key))
        return check(made, profile + relay_profile(f"turns:{SERVER}:5349"))


def relay_is_off() -> Told:
    with link(FAST, FAST) as made:
        return check(made, profile_for(speed_server(made)) + relay_profile())


def relay_without_a_speed_server() -> Told:
    with link(FAST, FAST) as made:
        turn_server(made)
        return check(made, "[internet]\npublic_server = false\n" + relay_profile())


def php(workers: int) -> Told:
    with link(Way(20), Way(5)) as made:
        url = php_server(made, workers=workers)
        return check(made, "[internet]\npublic_server = false\n", "--server", url)


def php_in_its_folder() -> Told:
    """LibreSpeed's pages below /backend, as in its own releases; only the site's address is named."""
    with link(Way(20), Way(5)) as made:
        url = php_server(made, workers=4, root=ROOT / "tests" / "links" / "librespeed_site")
        return check(made, "[internet]\npublic_server = false\n", "--server", url)


def six() -> Told:
    with link(FAST, FAST) as made:
        url = speed_server(made).replace(SERVER, f"[{SERVER6}]")
        return check(made, "[internet]\npublic_server = false\n", "--server", url)


def dead_server() -> Told:
    with link(FAST, FAST) as made:
        return check(made, "", "--server", "http://10.77.0.99")


def dead_network() -> Told:
    with link(FAST, FAST) as made:
        profile = profile_for(speed_server(made)) + relay_profile()
        made.block("all")
        return check(made, profile)


TROUBLES = {
    "pulled in the middle": (pulled_in_the_middle, {"offline"}, 40),
    "silent again and again": (silent_again_and_again, {"unsteady"}, 40),
    "someone uploads": (someone_uploads, {"slow-up", "delayed", "unusable", "audio-only", "unsteady"}, 50),
    "connections are taken, answers come later": (lambda: silent_at_first(8.5), {"good"}, 40),
    "connections are taken, answers never come": (lambda: silent_at_first(600), {"server-down"}, 20),
    "proxy down": (proxy_down, {"offline"}, 20),
    "the visit's host refuses": (host_refuses, {"host-blocked"}, 20),
    "the relay over TLS alone": (relay_over_tls_alone, {"udp-blocked"}, 50),
    "a relay's strange certificate": (relay_with_a_strange_certificate, {"server-down"}, 40),
    "the relay is off": (relay_is_off, {"server-down"}, 40),
    "no speed server": (relay_without_a_speed_server, {"good"}, 40),
    "PHP, one worker": (lambda: php(1), {"good"}, 40),
    "PHP, four workers, in its folder": (php_in_its_folder, {"good"}, 40),
    "IPv6": (six, {"good"}, 40),
    "a server that is not there": (dead_server, {"server-down"}, 20),
    "a dead network": (dead_network, {"offline"}, 20),
    "a dead network, servers by name": (lambda: tell(CASES["all dropped, names"]), {"offline"}, 20),
    "names are dropped": (lambda: tell(CASES["names dropped"]), {"dns"}, 20),
}


ALONE = ("silent again and again", "someone uploads")
"""Pauses of the computer itself are not counted against the line, and a busy one has many; they hold up an upload's
queue as well."""


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Told]]:
    first = {name: TROUBLES[name][0]() for name in ALONE}
    others = {name: each for name, each in TROUBLES.items() if name not in ALONE}
    with ThreadPoolExecutor(6) as pool:
        yield first | dict(zip(others, pool.map(lambda each: each[0](), others.values()), strict=True))


@pytest.mark.parametrize("name", TROUBLES)
def test_each_trouble_has_its_finding_in_time(name: str, told: dict[str, Told]) -> None:
    _, expected, limit_s = TROUBLES[name]
    assert told[name].finding in expected, told[name]
    assert told[name].seconds < limit_s


def test_the_way_is_told(told: dict[str, Told]) -> None:
    assert told["the relay over TLS alone"].reading["call"] == "tls"
    assert told["no speed server"].reading["server"] == "relay"
    assert told["no speed server"].reading["down_mbps"] is None
    assert told["PHP, one worker"].reading["call"] == "http"


def test_a_number_that_leads_nowhere_does_not_hold_the_other_one_up() -> None:
    """A name with an AAAA record behind which nobody is, and a good A record."""
    code = f"""
import asyncio, json, socket, time
from readiness.instruments.network.http import Web
def both(host, port, family=0, kind=0, *rest, **more):
    return [(socket.AF_INET6, kind, 6, "", ("fd77::99", port, 0, 0)), (socket.AF_INET, kind, 6, "", ("{SERVER}", port))]
socket.getaddrinfo = both
async def main():
    async with Web(proxies=False) as web:
        began = time.monotonic()
        answer = await web.ask("GET", "http://speed.example:8080/empty.php")
        answer.response.close()
        print(json.dumps(time.monotonic() - began))
asyncio.run(main())
"""
    with link(FAST, FAST) as made:
        speed_server(made)
        assert json.loads(made.run("client", [sys.executable, "-c", code], cwd=ROOT)) < 2


def test_a_sleep_in_the_middle_is_slept_through() -> None:
    """Stopped for longer than any stall: what was measured is thrown away, and it is all measured once more."""
    with link(Way(10), Way(2)) as made:
        url = speed_server(made)
        with Path("/dev/null").open(encoding="utf-8") as nothing:
            probe = made.start(
                "client",
                [sys.executable, "-m", "readiness", "probe", "internet", "--server", url],
                stdout=subprocess.PIPE,
                stdin=nothing,
                encoding="utf-8",
                cwd=ROOT,
            )
            assert probe.stdout is not None
            for line in probe.stdout:
                if '"Measuring how fast your internet sends' in line:
                    break
            _signal(made, probe, "STOP")
            time.sleep(5)
            _signal(made, probe, "CONT")
            rest = probe.stdout.read()
            probe.wait(60)
    readings = [json.loads(line).get("reading") for line in rest.splitlines()]
    reading = next(each for each in reversed(readings) if each)
    assert reading["up_mbps"] == pytest.approx(1.93, rel=0.25)
    assert "Looking for the test server" in rest  # from the beginning


def _signal(made: Link, program: subprocess.Popen[str], name: str) -> None:
    del made
    import os
    import signal

    os.killpg(program.pid, getattr(signal, f"SIG{name}"))
