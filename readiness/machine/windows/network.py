"""The way out of a Windows computer, from netsh: only recorded output was ever read."""

from __future__ import annotations

import re
from typing import Final

from readiness.machine.base import WayOut
from readiness.machine.commands import Run

_TUNNEL_WORDS: Final = re.compile(r"vpn|wireguard|tap-|tunnel|anyconnect|globalprotect|zscaler|forti|openvpn", re.I)


def find_way_out(name: str, run: Run) -> WayOut:
    """Tell it by the interface's name and netsh, whose labels are in any language: only its percent sign is read."""
    if _TUNNEL_WORDS.search(name):
        return WayOut("vpn")
    told = run(["netsh", "wlan", "show", "interfaces"]) or ""
    if re.search(rf":\s*{re.escape(name)}\s*$", told, re.M):
        signal = re.search(r":\s*(\d{1,3})\s*%", told)
        return WayOut("wifi", float(signal[1]) if signal else None)
    return WayOut("wifi" if re.search(r"wi-?fi|wlan|wireless", name, re.I) else "cable")
