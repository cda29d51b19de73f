"""The way out of a Linux computer, from /sys and /proc."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from readiness.machine.base import WayOut
from readiness.machine.commands import Run
from readiness.machine.network import TUNNEL_NAMES


def find_way_out(name: str, run: Run, root: Path = Path("/")) -> WayOut:
    """Tell it from /sys and /proc; the signal also from NetworkManager, where the kernel does not say."""
    interfaces = root / "sys/class/net"
    own = interfaces / name
    if (own / "wireless").exists() or (own / "phy80211").exists():
        return WayOut("wifi", _signal(name, run, root))
    if (own / "device").exists():
        return WayOut("cable")
    if (own / "tun_flags").exists() or TUNNEL_NAMES.match(name):
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


def _signal(name: str, run: Run, root: Path) -> float | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (root / "proc/net/wireless").read_text(encoding="utf-8").splitlines():
            interface, _, numbers = line.partition(":")
            if interface.strip() == name:
                return min(100.0, round(float(numbers.split()[1]) / 70 * 100))  # cfg80211 counts quality up to 70
    listed = run(["nmcli", "-t", "-f", "IN-USE,SIGNAL", "device", "wifi", "list", "ifname", name, "--rescan", "no"])
    return next((float(line[2:]) for line in (listed or "").splitlines() if re.fullmatch(r"\*:\d{1,3}", line)), None)
