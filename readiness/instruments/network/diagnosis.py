"""What the answers of everybody who was asked say about the network. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.instruments.network.http import Names
from readiness.instruments.network.portal import Portal
from readiness.instruments.network.reading import InternetReading
from readiness.instruments.network.tls_hosts import Hosts
from readiness.instruments.network.turn import RelayReach


@dataclass(frozen=True, slots=True)
class NetworkAnswers:
    """Who answered what."""

    server_found: bool
    hosts: Hosts
    """The visit's own computers; none where the profile names none."""
    relay: RelayReach
    """Its routes; none where the clinic has none."""
    names: Names
    connected: bool
    """Did somebody take a connection?"""


def note_portal(facts: InternetReading, portal: Portal, *, answered: bool) -> InternetReading:
    """Add to the facts what the question for a sign-in page has shown. `answered`: somebody did, at the server's."""
    online = {Portal.UNREACHABLE: False, Portal.NOT_ASKED: None}.get(portal, True)
    return replace(facts, portal={Portal.SIGN_IN: True, Portal.OPEN: False}.get(portal), online=answered or online)


def diagnose_network(facts: InternetReading, answers: NetworkAnswers) -> InternetReading:
    """Add to the facts what all answers together say: is the network there, and who on it cannot be reached?"""
    hosts, relay, names = answers.hosts, answers.relay, answers.names
    if answers.server_found or hosts.online or relay.answered:
        facts = replace(facts, online=True)
    online = bool(facts.online)
    # Where nobody answers about any name the network may be gone altogether; then that is what is said.
    unknown = len(names.unknown) >= 2 and not answers.server_found
    dead = not names.known and ((bool(names.silent) and online) or unknown)
    facts = replace(facts, names_dead=dead)
    if hosts.outcomes:
        blocked = hosts.blocked and online and not dead
        facts = replace(facts, intercepted=hosts.intercepted, host_trouble=hosts.trouble, hosts_blocked=blocked)
    if relay.outcomes:
        facts = replace(facts, relay=_describe_relay(relay, online), udp_blocked=relay.udp_blocked)
    if answers.connected and not facts.online:
        return replace(facts, online=None)  # it is not known to be the network's fault
    return facts


def _describe_relay(relay: RelayReach, online: bool) -> str:
    if relay.best:
        return "open"
    if relay.busy:
        return "busy"
    # Where nothing answers at all, it is not the relay's matter.
    return "blocked" if relay.blocked and online else "down"
