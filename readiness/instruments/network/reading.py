"""What is known about the line to the internet. Standard library only: the rule reads it without the web library."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InternetReading:
    """None is "not measured"; units are in the names. No address, ever."""

    interface_up: bool | None = None
    interface: str | None = None
    """Its kind: "cable", "wifi", "vpn" or "other"; a hint."""
    wifi_percent: float | None = None
    """How strong the Wi-Fi signal is, 0 to 100, as systems show it; a hint."""
    online: bool | None = None
    """Did anything at all answer?"""
    portal: bool | None = None
    """Does a sign-in page stand in between?"""
    names_dead: bool | None = None
    """No name could be looked up, though the network is there."""
    hosts_blocked: bool | None = None
    """One of the visit's own computers cannot be reached, though the network is there."""
    intercepted: bool | None = None
    """Somebody on the way opens encrypted traffic."""
    relay: str | None = None
    """The clinic's relay: "open", "blocked" (nothing comes back), "down" (it refuses us), "busy"; None: has none."""
    udp_blocked: bool | None = None
    """The relay is reached, but not over UDP."""
    busy: bool | None = None
    """A speed server said that it has too much to do."""
    host_trouble: bool | None = None
    """One of the visit's computers has a certificate, really its own, that is wrong or out of date."""
    down_mbps: float | None = None
    down_at_least: bool = False
    """More than this was not needed, so it was not looked for."""
    up_mbps: float | None = None
    up_at_least: bool = False
    rtt_ms: float | None = None
    loaded_rtt_ms: float | None = None
    jitter_ms: float | None = None
    """Mean difference from one packet to the next: of the practice call's voice, else of small web requests."""
    call: str | None = None
    """How the practice call went: "udp", "tcp" or "tls" through the relay, "http" without one; None: there was none."""
    call_mbps: float | None = None
    """The rate each way that the call settled on, all heads included."""
    call_whole: bool | None = None
    """Was that the visit's whole bitrate?"""
    call_fell: bool | None = None
    """Did the line turn out to carry less than the call began with?"""
    call_rtt_ms: float | None = None
    call_stalled_percent: float | None = None
    """Share of the call in which so little came that the picture stood still."""
    call_late_percent: float | None = None
    """Over HTTP: share of small requests that were much later than the others, as lost and repeated packets are."""
    call_packets: int | None = None
    broken: bool = False
    """The call was cut off in the middle."""
    loop_loss_percent: float | None = None
    mos: float | None = None
    """Voice as ITU-T G.107 estimates it, 1 to 4.4; never the picture's quality."""
    bytes: int = 0
    """What the measurement used, both directions together."""
    server: str | None = None
    """The kind only: "librespeed", "public", "relay" or "demonstration"; None where none was found."""

    @property
    def measured(self) -> bool:
        """Was the line's throughput measured in both directions, with its latency?"""
        known = (self.down_mbps, self.up_mbps, self.rtt_ms, self.jitter_ms)
        return all(value is not None for value in known)

    @property
    def through_relay(self) -> bool:
        """Did a practice call go through the relay?"""
        return self.call in ("udp", "tcp", "tls")


def voice_mos(rtt_ms: float, jitter_ms: float, loss_percent: float) -> float:
    """Estimate a voice call's mean opinion score on this line by ITU-T G.107 (the E-model, narrow band).

    One way takes half the round trip, a jitter buffer of twice the jitter and 25 ms in the computers. G.711 with
    concealment: Ie 0, Bpl 25.1 (G.113). Delay impairment Idd by G.107's formula for an echo-free line.
    """
    one_way_ms = rtt_ms / 2 + 2 * jitter_ms + 25
    rating = 93.2 - _delay_impairment(one_way_ms) - 95 * loss_percent / (loss_percent + 25.1)
    rating = min(max(rating, 0.0), 100.0)
    return 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating)


def _delay_impairment(one_way_ms: float) -> float:
    if one_way_ms <= 100:
        return 0.0
    x = math.log2(one_way_ms / 100)
    return float(25 * ((1 + x**6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2))
