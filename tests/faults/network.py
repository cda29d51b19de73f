"""Faults of the network: servers that misbehave, networks that are blocked, dead or pulled out in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Final

import psutil

from tests.faults.fault import Fault, Part, Stage
from tests.faults.islands import OWN, Island
from tests.faults.running import Ended, Running
from tests.faults.scene import Scene
from tests.faults.stages import serve
from tests.instruments.network.hostile import ENDLESS, NO_HTTP, after, but, leads, pouring
from tests.instruments.network.servers import (
    DEAD,
    Raw,
    answer,
    endless_body,
    endless_headers,
    fixed,
    hosted,
    librespeed,
    page,
    silent,
    trickle,
)

_N: Final = Part.NETWORK
_BLOCKED_S: Final = 12.0
"""A blocked or dead network is told of within 10 s of the measurement; the program starts before."""
_DOWN: Final = ("internet.server-down",)


async def _rubbish(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes that are no HTTP."""
    del method, path, reader
    writer.write(bytes(range(256)) * 64)


async def _huge_header(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One header of a megabyte."""
    del method, path, reader
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * (1 << 20) + b"\r\n\r\n")


async def _round_and_round(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Leads back to itself."""
    del method, reader
    answer(writer, "302 Found", more=f"Location: {path}\r\n")


async def _leads_away(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Leads to a file of this computer."""
    del method, path, reader
    answer(writer, "302 Found", more="Location: file:///etc/passwd\r\n")


async def _hangs_up(method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Closes without a word."""
    raise ConnectionError


def _named(url: str) -> Stage:
    return lambda scene: scene.check("internet", "--server", url)


def _on_island(prepare: Callable[[Scene, Island], None], *arguments: str) -> Stage:
    def stage(scene: Scene) -> None:
        island = Island(scene)
        scene.check("internet", *arguments)
        prepare(scene, island)

    return stage


def _of_the_clinic(scene: Scene, server: str, more: str = "") -> None:
    scene.profile = f'servers = ["{server}"]\n{more}'


def _no_network(scene: Scene, island: Island) -> None:
    del island
    _of_the_clinic(scene, "http://speed.clinic.example/")


def _cable_to_nowhere(scene: Scene, island: Island) -> None:
    island.cable()
    _of_the_clinic(scene, "http://192.0.2.1/", 'portal_probe = "http://192.0.2.2/generate_204"')


def _mute_names(scene: Scene, island: Island) -> None:
    island.cable()
    island.put("/etc/resolv.conf", f"nameserver {OWN}\n")
    island.serve("mute-names")
    _of_the_clinic(scene, "http://speed.clinic.example/", 'portal_probe = "http://portal.clinic.example/"')


def _pulled(scene: Scene, island: Island) -> None:
    island.cable()
    _of_the_clinic(scene, island.serve("speed"), 'portal_probe = "http://192.0.2.2/generate_204"')

    def meanwhile(running: Running) -> None:
        running.told("receives")
        island.run("ip", "link", "delete", "cable")

    scene.meanwhile = meanwhile


def _server_dies(scene: Scene, island: Island) -> None:
    island.cable()
    scene.arguments += ["--server", island.serve("speed")]

    def meanwhile(running: Running) -> None:
        running.told("receives")
        island.run("pkill", "-f", "^.*tests.faults.servers speed$")

    scene.meanwhile = meanwhile


def _relay(urls: str, kind: str = "") -> Stage:
    """A good speed server, and a relay that is not."""

    def prepare(scene: Scene, island: Island) -> None:
        island.cable()
        if kind:
            island.serve(kind)
        relay = f'[[internet.relays]]\nurls = ["{urls}"]\nusername = "check"\ncredential = "practice"\n'
        _of_the_clinic(scene, island.serve("speed"), relay)

    return _on_island(prepare)


_POURS: Final = pouring(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", mbps=200)
MOST_MB: Final = 80
"""What the measuring process may hold, whatever a server sends. Some 50 MB are Python and its libraries."""


def _small(stage: Stage) -> Stage:
    """The same, and no process of the program's may hold more than MOST_MB at any time."""

    def watched(scene: Scene) -> None:
        stage(scene)
        most = [0.0]

        def meanwhile(running: Running) -> None:
            while running.process.poll() is None and time.monotonic() < running.began + 60:
                with contextlib.suppress(psutil.Error):
                    for each in psutil.Process(running.process.pid).children(recursive=True):
                        with contextlib.suppress(psutil.Error):
                            most[0] = max(most[0], each.memory_info().rss / 1e6)
                time.sleep(0.02)

        def look(_: Ended) -> str:
            return "" if 10 < most[0] < MOST_MB else f"the child held {most[0]:.0f} MB, {MOST_MB} are allowed"

        scene.meanwhile = meanwhile
        scene.afterwards.append(look)

    return watched


def _leads_inside(scene: Scene) -> None:
    """And what it leads to is never asked."""
    inside = scene.closing.enter_context(hosted(Raw(librespeed())))
    server = scene.closing.enter_context(hosted(Raw(leads(inside.url))))
    scene.check("internet", "--server", server.url)
    scene.afterwards.append(lambda _: "the other server was asked" if inside.asked else "")


def _rubbish_everywhere(scene: Scene) -> None:
    server = scene.closing.enter_context(hosted(Raw(_rubbish)))
    scene.check("internet")
    _of_the_clinic(scene, server.url, f'portal_probe = "{server.url}/generate_204"')


def _proxy_down(scene: Scene) -> None:
    scene.environment |= {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    scene.check("internet", "--server", "http://speed.clinic.example/")


def _nowhere_at_home(scene: Scene, island: Island) -> None:
    island.loopback()
    island.put(
        "/etc/hosts", f"::1 localhost\n127.0.0.1 localhost\n100::1 speed.clinic.example\n{OWN} speed.clinic.example\n"
    )


FAULTS: Final = (
    # ---- servers that misbehave: ours, never the patient's trouble
    Fault(id="net-refused", part=_N, what="the server is down", stage=_named(DEAD), finds=_DOWN, exits=3, within_s=6, window=True),
    Fault(
        id="net-unknown-name", part=_N, what="the server's name does not exist",
        stage=_named("http://none.invalid/"), finds=_DOWN, exits=3, within_s=_BLOCKED_S,
    ),
    Fault(id="net-page", part=_N, what="an HTML page in place of the server", stage=serve(page()), finds=_DOWN, exits=3, within_s=8),
    Fault(id="net-403", part=_N, what="403", stage=serve(fixed("403 Forbidden")), finds=_DOWN, exits=3, within_s=8),
    Fault(id="net-500", part=_N, what="500", stage=serve(fixed("500 Oops")), finds=_DOWN, exits=3, within_s=8),
    Fault(id="net-rubbish", part=_N, what="bytes that are no HTTP", stage=serve(_rubbish), finds=_DOWN, exits=3, within_s=_BLOCKED_S),
    Fault(id="net-huge-header", part=_N, what="one header of a megabyte", stage=serve(_huge_header), finds=_DOWN, exits=3, within_s=_BLOCKED_S),
    Fault(id="net-round", part=_N, what="redirects without end", stage=serve(_round_and_round), finds=_DOWN, exits=3, within_s=_BLOCKED_S),
    Fault(id="net-leads-away", part=_N, what="a redirect to a file of this computer", stage=serve(_leads_away), finds=_DOWN, exits=3, within_s=_BLOCKED_S),
    Fault(id="net-hangs-up", part=_N, what="closes without a word", stage=serve(_hangs_up), finds=_DOWN, exits=3, within_s=_BLOCKED_S),
    Fault(id="net-silent", part=_N, what="takes the request and never answers", stage=serve(silent), finds=_DOWN, exits=3, within_s=14, window=True),
    Fault(id="net-trickle", part=_N, what="one byte every half second", stage=serve(trickle), finds=_DOWN, exits=3, within_s=20),
    Fault(id="net-endless-headers", part=_N, what="headers that never end", stage=serve(endless_headers), finds=_DOWN, exits=3, within_s=16),
    Fault(id="net-endless-body", part=_N, what="a body that never ends", stage=serve(endless_body), finds=_DOWN, exits=3, within_s=20),
    Fault(id="net-cut", part=_N, what="bodies cut short", stage=serve(librespeed(gives=1000, cut=True)), finds=_DOWN, exits=3, within_s=24),
    Fault(id="net-stalls", part=_N, what="stalls in the middle", stage=serve(librespeed(gives=1 << 19, hang=True)), finds=_DOWN, exits=3, within_s=24),
    Fault(id="net-drip", part=_N, what="stalls to a byte every half second", stage=serve(librespeed(gives=1000, drip=True)), finds=_DOWN, exits=3, within_s=30),
    Fault(id="net-no-upload", part=_N, what="takes no upload (500)", stage=serve(librespeed(post="500 Oops")), finds=_DOWN, exits=3, within_s=24),
    Fault(
        id="net-endless-thanks", part=_N, what="an upload is answered without end, at 200 Mbit/s",
        stage=_small(serve(but(_POURS))), finds=_DOWN, exits=3, within_s=24,
    ),
    Fault(
        id="net-endless-thanks-unthrottled", part=_N, what="an upload is answered without end, as fast as it goes",
        stage=_small(serve(but(ENDLESS["chunks"]))), finds=_DOWN, exits=3, within_s=24,
    ),
    Fault(
        id="net-endless-thanks-in-call", part=_N, what="uploads are answered without end after a while",
        stage=_small(serve(after(20, ENDLESS["a body without a length"]))), finds=_DOWN, exits=3, within_s=24,
    ),
    Fault(
        id="net-answers-unasked", part=_N, what="an upload is answered thousands of times",
        stage=_small(serve(but(ENDLESS["answers that nobody asked for"]))), finds=_DOWN, exits=3, within_s=24,
    ),
    Fault(
        id="net-307-with-a-body", part=_N, what="an upload is led to a computer of the patient's own network",
        stage=serve(but(leads("http://192.168.1.1/", "307 Temporary Redirect"))), finds=_DOWN, exits=3, within_s=24,
    ),
    Fault(
        id="net-leads-inside", part=_N, what="a redirect to a cloud's own services", stage=_leads_inside,
        finds=_DOWN, exits=3, within_s=8,
    ),
    Fault(
        id="net-http2", part=_N, what="HTTP/2 where HTTP/1.1 was asked for", stage=serve(NO_HTTP["HTTP/2"]),
        finds=_DOWN, exits=3, within_s=_BLOCKED_S,
    ),
    Fault(
        id="net-rubbish-everywhere", part=_N, what="the server and the portal both answer rubbish: no missing network",
        stage=_rubbish_everywhere, finds=_DOWN, exits=3, within_s=_BLOCKED_S,
    ),
    Fault(id="net-dies-after-ping", part=_N, what="dies after the first answers", stage=serve(librespeed(pings=3)), finds=_DOWN, exits=3, within_s=24),
    # ---- networks
    Fault(
        id="net-none", part=_N, what="no network at all", stage=_on_island(_no_network),
        finds=("internet.offline",), exits=1, within_s=6, window=True,
    ),
    Fault(
        id="net-black-hole", part=_N, what="a cable on which everything is lost in silence",
        stage=_on_island(_cable_to_nowhere), finds=("internet.offline",), exits=1, within_s=_BLOCKED_S,
    ),
    Fault(
        id="net-mute-names", part=_N, what="name servers that never answer", stage=_on_island(_mute_names),
        finds=("internet.offline",), exits=1, within_s=_BLOCKED_S,
    ),
    Fault(
        id="net-pulled", part=_N, what="the cable is pulled out in the middle", stage=_on_island(_pulled),
        finds=("internet.offline",), exits=1, within_s=30,
    ),
    Fault(
        id="net-relay-mute", part=_N, what="the relay hears and never answers: calls would not get through",
        stage=_relay(f"turn:{OWN}:3478?transport=udp", "mute-relay"),
        finds=("internet.relay-blocked",), exits=1, within_s=40,
    ),
    Fault(
        id="net-relay-down", part=_N, what="nobody is at the relay's port: the clinic's trouble",
        stage=_relay(f"turn:{OWN}:3479?transport=tcp"),
        finds=_DOWN, exits=3, within_s=40,
    ),
    Fault(
        id="net-relay-rubbish", part=_N, what="the relay takes connections and talks rubbish: its own trouble",
        stage=_relay(f"turn:{OWN}:3478", "rubbish-relay"),
        finds=_DOWN, exits=3, within_s=40,
    ),
    Fault(
        id="net-relay-rubbish-tls", part=_N, what="the relay talks rubbish in the place of TLS",
        stage=_relay(f"turns:{OWN}:3478", "rubbish-relay"),
        finds=_DOWN, exits=3, within_s=40,
    ),
    Fault(
        id="net-relay-dumb", part=_N, what="the relay takes connections and never answers: not known to be the network",
        stage=_relay(f"turn:{OWN}:3478?transport=tcp", "dumb-relay"),
        finds=_DOWN, exits=3, within_s=40,
    ),
    Fault(
        id="net-proxy-down", part=_N, what="the system's proxy is down", stage=_proxy_down,
        finds=_DOWN, exits=3, within_s=_BLOCKED_S,
    ),
)  # fmt: skip
