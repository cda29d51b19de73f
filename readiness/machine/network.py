"""By what kind of interface this computer reaches the internet, and how strong its Wi-Fi is: hints, never a verdict.

What differs by system is in that system's own `network`.
"""

from __future__ import annotations

import contextlib
import re
import socket
from typing import Final

from readiness.machine.load import load_psutil

_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Numbers set aside for documentation (RFC 5737, RFC 3849): nothing is sent there, only the way is looked up."""
TUNNEL_NAMES: Final = re.compile(r"(tun|tap|wg|ppp|utun|ipsec|vpn|tailscale|nordlynx|proton|zt)", re.I)


def find_outward_interface() -> str | None:
    """Find the interface by which packets to the internet leave; None where they do not."""
    for family, number in _ELSEWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((number, 9))
            own = probe.getsockname()[0]
            for name, addresses in load_psutil().net_if_addrs().items():
                if any(one.address.partition("%")[0] == own for one in addresses):
                    return str(name)
    return None
