"""A good profile in a few lines, for its author: whom it calls, where it leads, and what it has made laxer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from readiness.core.clinic import Profile, VisitKind
from readiness.profile.addresses import AddressScope, find_reach, host_of
from readiness.profile.limits import changed_in
from readiness.profile.phone_numbers import find_note


class Destination(NamedTuple):
    """A place that this computer is sent to: what for, and its address."""

    use: str
    address: str

    def __str__(self) -> str:
        notes: list[str] = [note] if (note := find_reach(host_of(self.address)).value) else []
        if self.address.startswith("http://") and self.use == "speed server":
            notes.append("not encrypted")
        return f"{self.use}: {self.address}{''.join(f' ({note})' for note in notes)}"


def list_destinations(profile: Profile) -> tuple[Destination, ...]:
    """List all places that a check with this profile speaks to, and those that it opens in the patient's browser."""
    internet = profile.internet
    found = [Destination("speed server", url) for url in internet.servers]
    found += [Destination("host of the visit", host) for host in internet.hosts]
    found += [Destination("relay", url) for relay in internet.relays for url in relay.urls]
    found += [Destination("nearest public speed server, found by", "speedtest.net")] if internet.public_server else []
    found += [Destination("portal page", internet.portal_probe)] if internet.portal_probe else []
    for each in profile.visit.applications:
        found += [Destination("download page", each.download_page)] if each.download_page else []
        found += [Destination("test call page", each.test_call_page)] if each.test_call_page else []
    return tuple(found)


def describe_profile(profile: Profile) -> Iterator[str]:
    """Describe, line by line, a profile that has no mistakes."""
    clinic, internet = profile.clinic, profile.internet
    yield f"clinic: {clinic.name or '(no name)'}; visit number: {clinic.visit_phone or '(none: patients are asked)'}"
    for key in ("visit_phone", "support_phone"):
        number = getattr(clinic, key)
        if number and (note := find_note(number, clinic.region)):
            yield f"note: clinic.{key} {number}: {note}"
    short = f"emergency: {clinic.emergency_number or '(none)'}; relay service: {clinic.relay_service or '(none)'}"
    yield f"{short}; support number: {clinic.support_phone or '(none)'}"
    public = "nearest public server" if internet.public_server else "none"
    relays = ", ".join(url for relay in internet.relays for url in relay.urls) or "none"
    yield f"visit: {profile.visit.kind}; speed servers: {', '.join(internet.servers) or public}; relays: {relays}"
    places = list_destinations(profile)
    yield f"places that patients' computers are sent to: {len(places) or 'none'}"
    yield from (f"  {each}" for each in places)
    if any(find_reach(host_of(each.address)) is AddressScope.HERE for each in places):
        yield "note: an address on the patient's own computer is for trying out only; no patient has a server there"
    changed = changed_in(profile.limits)
    if changed:
        yield "limits that it changes, as every report says:"
        yield from (f"  {each}" for each in changed)
    if profile.tips.leave_out:
        yield f"left out: {', '.join(profile.tips.leave_out)}"
    if profile.visit.kind is VisitKind.APP and not profile.visit.applications:
        yield "note: no video program is named, so patients are told that they need none"
