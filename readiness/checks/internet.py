"""Your internet: is there any, and is it fast and steady enough for a video visit?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from readiness.clinic import Limits
from readiness.model import (
    Answers,
    Check,
    Commands,
    Finding,
    Fix,
    Found,
    Live,
    Pane,
    Resource,
    Sample,
    Setup,
    Text,
    Verdict,
)

if TYPE_CHECKING:
    from readiness.instruments.line import Facts, Plan


class ServerKind(StrEnum):
    """Which kind of server a check would talk to; a public one is announced beforehand."""

    NAMED = "named"
    PUBLIC = "public"
    DEMONSTRATION = "demonstration"


def server_kind(setup: Setup) -> ServerKind | None:
    """The kind of server that this setup leads to; None where there is none to ask. Asks nobody.

    Where the clinic's own servers do not answer, the public one may follow if the profile allows it.
    """
    if setup.sources.server is not None:
        return ServerKind.DEMONSTRATION if setup.demo else ServerKind.NAMED
    if setup.profile.internet.servers:
        return ServerKind.NAMED
    return ServerKind.PUBLIC if setup.profile.internet.public_server else None


@dataclass(frozen=True, slots=True)
class InternetReading:
    """What is known about the line. None is "not measured". No address, ever."""

    interface_up: bool | None = None
    online: bool | None = None
    """Did anything at all answer?"""
    portal: bool | None = None
    """Does a sign-in page stand in between?"""
    down_mbps: float | None = None
    down_at_least: bool = False
    """More than this was not needed, so it was not looked for."""
    up_mbps: float | None = None
    up_at_least: bool = False
    rtt_ms: float | None = None
    loaded_rtt_ms: float | None = None
    jitter_ms: float | None = None
    loop_loss_percent: float | None = None
    bytes: int = 0
    """What the measurement used, both directions together."""
    server: str | None = None
    """The kind only: "librespeed", "public" or "demonstration"; None where none was found."""


_CALL: Final = Fix(Text("If it stays like this, call your clinic. You can have your visit by phone."))
_CLOSER: Final = Fix(Text("Move closer to your Wi-Fi box, or plug in a network cable."))
_PAUSE: Final = Fix(Text("Stop downloads, movies and games, on other devices at home too."))
_OTHER: Final = Fix(Text("Try another network, such as your phone’s hotspot."))
_AGAIN: Final = Fix(Text("Then run this step again."))
_FIGURES: Final = "Down {down} Mbit/s, up {up} Mbit/s, round trip {rtt} ms, jitter {jitter} ms. "

_TABLE: Final = (
    Finding(
        "internet.offline",
        Verdict.FAIL,
        Text("Your computer is not on the internet right now."),
        (
            Fix(Text("Check that Wi-Fi is on, or that the network cable is in."), Pane.NETWORK),
            Fix(Text("Turn your Wi-Fi box off. Wait 30 seconds and turn it on again.")),
            _OTHER,
            _AGAIN,
            _CALL,
        ),
        Text("No network interface is up, or nothing at all could be reached. Ask whether any web page opens."),
    ),
    Finding(
        "internet.portal",
        Verdict.FAIL,
        Text("This network wants you to sign in first."),
        (
            Fix(Text("Open your web browser. A sign-in page should show up.")),
            Fix(Text("Sign in or accept the terms.")),
            _AGAIN,
            Fix(Text("If no page shows up, try another network, such as your phone’s hotspot.")),
            _CALL,
        ),
        Text("A captive portal (hotel, hospital, café) answers in place of the internet. Ask where the patient is."),
    ),
    Finding(
        "internet.unusable",
        Verdict.FAIL,
        Text("Your internet is too weak for a call right now, even with sound only."),
        (_CLOSER, _PAUSE, _OTHER, _AGAIN, _CALL),
        Text(_FIGURES + "Not even voice would hold. Offer a phone visit; the other findings name the cause."),
    ),
    Finding(
        "internet.audio-only",
        Verdict.FAIL,
        Text("Your internet can carry sound, but it is too slow for video right now."),
        (_CLOSER, _PAUSE, _OTHER, _AGAIN, _CALL),
        Text(
            _FIGURES + "Voice would hold, video would freeze. Offer a phone visit; the other findings name the cause."
        ),
    ),
    Finding(
        "internet.slow-up",
        Verdict.WARN,
        Text("Your internet is slow at sending. Your clinic may not see you well."),
        (_CLOSER, Fix(Text("Stop anything that sends, such as photo or file backups.")), _AGAIN),
        Text(_FIGURES + "The uplink is the bottleneck: ask about backups, cameras and others who send."),
    ),
    Finding(
        "internet.slow-down",
        Verdict.WARN,
        Text("Your internet is slow at receiving. You may not see your clinic well."),
        (_CLOSER, _PAUSE, _AGAIN),
        Text(_FIGURES + "The downlink is the bottleneck: ask about streaming and downloads at home."),
    ),
    Finding(
        "internet.delayed",
        Verdict.WARN,
        Text("Your internet answers late. You and your clinic may talk over each other."),
        (_CLOSER, Fix(Text("If you use a VPN and do not need it, turn it off.")), _PAUSE, _AGAIN),
        Text(
            _FIGURES
            + "The round trip is long: satellite, mobile network, VPN or a full line. Advise to pause after speaking."
        ),
    ),
    Finding(
        "internet.unsteady",
        Verdict.WARN,
        Text("Your internet is not steady. Sound and picture may break up."),
        (_CLOSER, _PAUSE, _AGAIN),
        Text(_FIGURES + "Round trips vary a lot: weak Wi-Fi or a busy line. A cable is the best test."),
    ),
    Finding(
        "internet.server-down",
        Verdict.UNKNOWN,
        Text("We could not test your internet. It is our test server’s trouble, not yours."),
        (
            Fix(Text("Wait a few minutes and run this step again.")),
            Fix(Text("If web pages open well, you can go on with the other steps.")),
            _CALL,
        ),
        Text(
            "The speed server could not be reached, is none, or broke off. Check the server before the patient's line."
        ),
    ),
    Finding(
        "internet.good",
        Verdict.PASS,
        Text("Your internet is good enough for a video visit."),
        (),
        Text(_FIGURES + "Loss and blocked media ports were not tested."),
    ),
)

_DOING: Final = {
    "find": Text("Looking for the test server …"),
    "latency": Text("Measuring how soon your internet answers …"),
    "down": Text("Measuring how fast your internet receives …"),
    "up": Text("Measuring how fast your internet sends …"),
}


class InternetCheck(Check[InternetReading]):
    """Measures latency and both directions against a speed server; judges them by the profile's limits."""

    id = "internet"
    title = Text("Your internet")
    why = Text("A video call needs fast internet, both to send and to get.")
    table = _TABLE
    reading_type = InternetReading
    reported_words: ClassVar[frozenset[str]] = frozenset({"server"})
    uses = frozenset({Resource.NETWORK})
    required = True
    deadline_s = 50.0

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[InternetReading]]:
        """Progress several times a second; the reading comes last, once there is all that can be had."""
        from readiness.instruments.line import Stage, measure_line  # aiohttp: 200 ms that only the probe pays
        from readiness.instruments.threads import progressively

        plan = _plan(setup)

        async def work(tell: Callable[[Stage | Facts], None]) -> None:
            tell(await measure_line(plan, tell))

        for told in progressively(work, commands):
            if isinstance(told, Stage):
                yield Sample(None, Live(done=round(told.done, 2), doing=_DOING[told.name]))
            else:
                yield Sample(_reading(told, setup), Live(done=1.0))

    def judge(self, reading: InternetReading | None, setup: Setup, answers: Answers) -> Found:
        """What was fully measured is judged by the limits; else by what stood in the way."""
        del answers
        if reading is None:
            return self.found("server-down")
        values = {
            "down": _said(reading.down_mbps),
            "up": _said(reading.up_mbps),
            "rtt": _said(reading.rtt_ms),
            "jitter": _said(reading.jitter_ms),
        }
        causes = _causes(reading, setup.profile.limits)
        if causes is not None:
            return self.found(*(causes or ("good",)), values=values)
        return self.found(_obstacle(reading, explicit=setup.sources.server is not None), values=values)


def _causes(reading: InternetReading, limits: Limits) -> tuple[str, ...] | None:
    """What is wrong with a line that was fully measured, the graver finding with its causes; None where it was not."""
    down, up, rtt, jitter = reading.down_mbps, reading.up_mbps, reading.rtt_ms, reading.jitter_ms
    if down is None or up is None or rtt is None or jitter is None:
        return None
    holds = {
        "unusable": up < limits.up_mbps_unusable
        or down < limits.down_mbps_unusable
        or rtt > limits.rtt_ms_fail
        or jitter > limits.jitter_ms_fail,
        "audio-only": up < limits.up_mbps_fail or down < limits.down_mbps_fail,
        "slow-up": up < limits.up_mbps_warn,
        "slow-down": down < limits.down_mbps_warn,
        "delayed": rtt > limits.rtt_ms_warn,
        "unsteady": jitter > limits.jitter_ms_warn,
    }
    if holds["unusable"]:  # says it already, and more
        holds["audio-only"] = False
    return tuple(name for name, held in holds.items() if held)


def _obstacle(reading: InternetReading, *, explicit: bool) -> str:
    """Why nothing could be measured. With a server that the person named it is that server's trouble."""
    if reading.portal:
        return "portal"
    if not explicit and (reading.interface_up is False or reading.online is False):
        return "offline"
    return "server-down"


def _said(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _plan(setup: Setup) -> Plan:
    from readiness.instruments.estimate import Need
    from readiness.instruments.line import Plan

    internet, limits = setup.profile.internet, setup.profile.limits
    explicit = setup.sources.server
    return Plan(
        servers=internet.servers if explicit is None else (explicit,),
        public=explicit is None and internet.public_server,
        explicit=explicit is not None,
        portal_probe=internet.portal_probe,
        down=Need(limits.down_mbps_warn, (limits.down_mbps_unusable, limits.down_mbps_fail)),
        up=Need(limits.up_mbps_warn, (limits.up_mbps_unusable, limits.up_mbps_fail)),
    )


def _reading(facts: Facts, setup: Setup) -> InternetReading:
    kind = None
    if facts.public is not None:
        named = "demonstration" if server_kind(setup) is ServerKind.DEMONSTRATION else "librespeed"
        kind = "public" if facts.public else named
    return InternetReading(
        interface_up=facts.interface_up,
        online=facts.online,
        portal=facts.portal,
        down_mbps=facts.down_mbps,
        down_at_least=facts.down_at_least,
        up_mbps=facts.up_mbps,
        up_at_least=facts.up_at_least,
        rtt_ms=facts.rtt_ms,
        loaded_rtt_ms=facts.loaded_rtt_ms,
        jitter_ms=facts.jitter_ms,
        bytes=round(facts.bytes, -3),
        server=kind,
    )
