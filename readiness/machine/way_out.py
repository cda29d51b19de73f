"""By what kind of interface this computer reaches the internet, and how strong its Wi-Fi is: hints, never a verdict.

The Windows and macOS parts have only met recorded output of the systems' own tools.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from readiness.machine.tools import read_tool

TOOL_S: Final = 4.0
Run = Callable[[Sequence[str]], str]
"""What a tool of the system writes; empty where there is none or it fails."""
_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Numbers set aside for documentation (RFC 5737, RFC 3849): nothing is sent there, only the way is looked up."""
_TUNNEL_NAMES: Final = re.compile(r"(tun|tap|wg|ppp|utun|ipsec|vpn|tailscale|nordlynx|proton|zt)", re.I)
_TUNNEL_WORDS: Final = re.compile(r"vpn|wireguard|tap-|tunnel|anyconnect|globalprotect|zscaler|forti|openvpn", re.I)


@dataclass(frozen=True, slots=True)
class WayOut:
    """`kind`: "cable", "wifi", "vpn", "other", or None where it is not known. `wifi_percent`: 0 to 100."""

    kind: str | None = None
    wifi_percent: float | None = None


def output_of(command: Sequence[str]) -> str:
    """What this tool writes to stdout, within TOOL_S. Empty where it is missing or fails."""
    return read_tool(command, TOOL_S) or ""


def way_out_of_here() -> WayOut:
    """This computer's."""
    name = outward_interface()
    if name is None:
        return WayOut()
    if sys.platform == "win32":
        return windows_way(name, output_of)
    if sys.platform == "darwin":
        return macos_way(name, output_of)
    return linux_way(name, output_of)


def outward_interface() -> str | None:
    """The interface by which packets to the internet leave; None where they do not."""
    for family, number in _ELSEWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((number, 9))
            own = probe.getsockname()[0]
            for name, addresses in psutil.net_if_addrs().items():
                if any(one.address.partition("%")[0] == own for one in addresses):
                    return str(name)
    return None


def linux_way(name: str, run: Run, root: Path = Path("/")) -> WayOut:
    """From /sys and /proc; the signal also from NetworkManager, where the kernel does not say."""
    interfaces = root / "sys/class/net"
    own = interfaces / name
    if (own / "wireless").exists() or (own / "phy80211").exists():
        return WayOut("wifi", _linux_signal(name, run, root))
    if (own / "device").exists():
        return WayOut("cable")
    if (own / "tun_flags").exists() or _TUNNEL_NAMES.match(name):
        # A tunnel lies on top of a real interface; where there is none it is a virtual machine's or a test's cable.
        beneath = [each for each in _listed(interfaces) if (each / "device").exists() and _is_up(each)]
        return WayOut("vpn" if beneath else "other")
    return WayOut("other")


def _listed(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(folder.iterdir())
    return []


def _is_up(interface: Path) -> bool:
    with contextlib.suppress(OSError):
        return (interface / "operstate").read_text(encoding="utf-8").strip() in ("up", "unknown")
    return False


def _linux_signal(name: str, run: Run, root: Path) -> float | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (root / "proc/net/wireless").read_text(encoding="utf-8").splitlines():
            interface, _, numbers = line.partition(":")
            if interface.strip() == name:
                return min(100.0, round(float(numbers.split()[1]) / 70 * 100))  # cfg80211 counts quality up to 70
    listed = run(["nmcli", "-t", "-f", "IN-USE,SIGNAL", "device", "wifi", "list", "ifname", name, "--rescan", "no"])
    return next((float(line[2:]) for line in listed.splitlines() if re.fullmatch(r"\*:\d{1,3}", line)), None)


def windows_way(name: str, run: Run) -> WayOut:
    """By the interface's name and netsh, whose labels are in the system's language: only its percent sign is read."""
    if _TUNNEL_WORDS.search(name):
        return WayOut("vpn")
    told = run(["netsh", "wlan", "show", "interfaces"])
    if re.search(rf":\s*{re.escape(name)}\s*$", told, re.M):
        signal = re.search(r":\s*(\d{1,3})\s*%", told)
        return WayOut("wifi", float(signal[1]) if signal else None)
    return WayOut("wifi" if re.search(r"wi-?fi|wlan|wireless", name, re.I) else "cable")


def macos_way(name: str, run: Run) -> WayOut:
    """By the interface's name and the list of hardware ports."""
    if _TUNNEL_NAMES.match(name):
        return WayOut("vpn")
    ports = dict(re.findall(r"Hardware Port: (.+)\nDevice: (\S+)", run(["networksetup", "-listallhardwareports"])))
    port = next((port for port, device in ports.items() if device == name), "")
    if not re.search(r"wi-?fi|airport", port, re.I):
        return WayOut("cable" if port else "other")
    return WayOut("wifi", _macos_signal(run(["system_profiler", "-json", "SPAirPortDataType"])))


def _macos_signal(told: str) -> float | None:
    """The first signal in dBm that is told, as the share that other systems show: -50 dBm is 100, -100 is 0."""
    with contextlib.suppress(ValueError):
        for text in _texts(json.loads(told), "spairport_signal_noise"):
            dbm = re.match(r"\s*(-\d{1,3})\s*dBm", text)
            if dbm:
                return float(min(100, max(0, 2 * (int(dbm[1]) + 100))))
    return None


def _texts(value: object, key: str) -> list[str]:
    if isinstance(value, Mapping):
        own = [value[key]] if isinstance(value.get(key), str) else []
        return own + [text for each in value.values() for text in _texts(each, key)]
    return [text for each in value for text in _texts(each, key)] if isinstance(value, list) else []
