"""What kind of interface leads to the internet: recorded trees and recorded output of the systems' own tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from readiness.machine.base import WayOut
from readiness.machine.commands import read_network_tool
from readiness.machine.linux import network as linux
from readiness.machine.macos import network as macos
from readiness.machine.windows import network as windows

WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   21.  -89.  -256        0      0      0      0     15        0
"""
PORTS = "\nHardware Port: Ethernet\nDevice: en4\nEthernet Address: x\n\nHardware Port: Wi-Fi\nDevice: en0\n"
AIRPORT = '{"SPAirPortDataType": [{"interfaces": [{"now": {"spairport_signal_noise": "-80 dBm / -92 dBm"}}]}]}'
NETSH = "\n    Name                   : WLAN 2\n    Radiotyp               : 802.11ac\n    Signal  : 34%\n"


def nothing(command: Sequence[str]) -> str:
    del command
    return ""


def interface(root: Path, name: str, *parts: str, up: bool = True) -> None:
    own = root / "sys/class/net" / name
    for part in parts:
        (own / part).mkdir(parents=True)
    own.mkdir(parents=True, exist_ok=True)
    (own / "operstate").write_text("up\n" if up else "down\n", encoding="utf-8")


def test_linux(tmp_path: Path) -> None:
    interface(tmp_path, "eth0", "device")
    interface(tmp_path, "wlan0", "device", "wireless")
    interface(tmp_path, "tun0", "tun_flags")
    interface(tmp_path, "wg0")
    interface(tmp_path, "br0")
    (tmp_path / "proc/net").mkdir(parents=True)
    (tmp_path / "proc/net/wireless").write_text(WIRELESS, encoding="utf-8")
    assert linux.find_way_out("eth0", nothing, tmp_path) == WayOut("cable")
    assert linux.find_way_out("wlan0", nothing, tmp_path) == WayOut("wifi", 30)
    assert linux.find_way_out("tun0", nothing, tmp_path) == WayOut("vpn")
    assert linux.find_way_out("wg0", nothing, tmp_path) == WayOut("vpn")
    assert linux.find_way_out("br0", nothing, tmp_path) == WayOut("other")


def test_a_tunnel_over_nothing_is_no_vpn(tmp_path: Path) -> None:
    interface(tmp_path, "tun0", "tun_flags")
    interface(tmp_path, "eth0", "device", up=False)
    assert linux.find_way_out("tun0", nothing, tmp_path) == WayOut("other")


def test_linux_asks_the_network_manager(tmp_path: Path) -> None:
    interface(tmp_path, "wlp2s0", "device", "phy80211")
    assert linux.find_way_out("wlp2s0", lambda _: " :80\n*:42\n", tmp_path) == WayOut("wifi", 42)
    assert linux.find_way_out("wlp2s0", nothing, tmp_path) == WayOut("wifi", None)


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("WLAN 2", NETSH, WayOut("wifi", 34)),
        ("Wi-Fi", "", WayOut("wifi")),  # without the right to the place, netsh says nothing
        ("Ethernet", NETSH, WayOut("cable")),
        ("OpenVPN TAP-Windows6", NETSH, WayOut("vpn")),
    ],
)
def test_windows(name: str, told: str, expected: WayOut) -> None:
    assert windows.find_way_out(name, lambda _: told) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("en0", WayOut("wifi", 40)), ("en4", WayOut("cable")), ("utun3", WayOut("vpn")), ("en9", WayOut("other"))],
)
def test_macos(name: str, expected: WayOut) -> None:
    assert macos.find_way_out(name, lambda command: AIRPORT if command[0] == "system_profiler" else PORTS) == expected


def test_a_tool_that_is_missing_or_fails_says_nothing() -> None:
    assert read_network_tool(["no-such-tool-here"]) is None
    assert read_network_tool(["false"]) is None
