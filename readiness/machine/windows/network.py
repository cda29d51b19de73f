"""The way out of a Windows computer, from its registry and from netsh: only recorded output was ever read."""

from __future__ import annotations

import re
from typing import Final

from readiness.machine.base import WayOut
from readiness.machine.commands import Run
from readiness.machine.windows.registry import Registry

_TUNNEL_WORDS: Final = re.compile(r"vpn|wireguard|tap-|tunnel|anyconnect|globalprotect|zscaler|forti|openvpn", re.I)
_ADAPTERS: Final = r"SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"
"""One key for each adapter, by the class GUID_DEVCLASS_NET (devguid.h): its name, and what it is."""
_WIRELESS: Final = 2
"""NCSM_WIRELESS of NETCON_SUBMEDIATYPE (netcon.h), under the value MediaSubType."""
ASKS_FOR_LOCATION: Final = 26100
"""The build of Windows 11 24H2. From there on reading Wi-Fi data needs consent to the location, and Windows may ask the
person for it out of nowhere. https://learn.microsoft.com/windows/win32/nativewifi/wi-fi-access-location-changes"""


def find_way_out(name: str, registry: Registry, run: Run | None) -> WayOut:
    """Tell what the interface of this name is, and Wi-Fi's signal by netsh; `run` is None where netsh may not be asked.

    netsh's labels are in any language: of what stands below the interface's name only the percent sign is read.
    """
    if _TUNNEL_WORDS.search(name):
        return WayOut("vpn")
    wireless = is_wireless(registry, name)
    told = run(["netsh", "wlan", "show", "interfaces"]) or "" if run is not None and wireless is not False else ""
    if named := re.search(rf":\s*{re.escape(name)}\s*$", told, re.M):
        below = re.split(r"\n\s*\n", told[named.end() :], maxsplit=1)[0]
        signal = re.search(r":\s*(\d{1,3})\s*%", below)
        return WayOut("wifi", float(signal[1]) if signal else None)
    if wireless is None:
        wireless = re.search(r"wi-?fi|wlan|wireless", name, re.I) is not None
    return WayOut("wifi" if wireless else "cable")


def is_wireless(registry: Registry, name: str) -> bool | None:
    """Tell whether the adapter that Windows shows under this name is Wi-Fi's; None where the registry does not say."""
    for adapter in registry.subkeys("HKLM", _ADAPTERS):
        about = registry.values("HKLM", rf"{_ADAPTERS}\{adapter}\Connection") or {}
        if about.get("Name") == name:
            medium = about.get("MediaSubType")
            return medium == _WIRELESS if isinstance(medium, int) else None
    return None
