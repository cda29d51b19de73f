"""What kind of interface leads to the internet: recorded trees and recorded output of the systems' own tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from readiness.machine.base import WayOut
from readiness.machine.commands import read_network_tool
from readiness.machine.linux import network as linux
from readiness.machine.macos import network as macos
from readiness.machine.windows import network as windows
from readiness.machine.windows.computer import Windows
from tests.machine.windows.registries import registry_of

WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   21.  -89.  -256        0      0      0      0     15        0
"""
PORTS = "\nHardware Port: Ethernet\nDevice: en4\nEthernet Address: x\n\nHardware Port: Wi-Fi\nDevice: en0\n"
AIRPORT = '{"SPAirPortDataType": [{"interfaces": [{"now": {"spairport_signal_noise": "-80 dBm / -92 dBm"}}]}]}'
NETSH = """
Es sind 3 Schnittstellen auf dem System vorhanden:

    Name                   : WLAN
    Status                 : Nicht verbunden

    Name                   : WLAN 2
    Radiotyp               : 802.11ac
    Signal  : 34%

    Name                   : Сеть 3
    Signal                 : 71%
"""
ADAPTERS = r"HKLM\SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"
KINDS: dict[str, dict[str, object]] = {  # NETCON_SUBMEDIATYPE, netcon.h: 1 is a LAN, 2 wireless
    rf"{ADAPTERS}\{{1}}\Connection": {"Name": "Ethernet", "MediaSubType": 1},
    rf"{ADAPTERS}\{{2}}\Connection": {"Name": "WLAN 2", "MediaSubType": 2},
    rf"{ADAPTERS}\{{3}}\Connection": {"Name": "Сеть 3", "MediaSubType": 2},
    rf"{ADAPTERS}\{{4}}\Connection": {"Name": "My wireless cable", "MediaSubType": 1},
    rf"{ADAPTERS}\{{5}}\Connection": {"Name": "Wi-Fi 5", "MediaSubType": "2"},
    rf"{ADAPTERS}\{{6}}\Connection": {"PnpInstanceId": "ROOT\\KDNIC\\0000"},
    rf"{ADAPTERS}\Descriptions": {},
}
ABOUT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
LOCATION = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\location"


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


@pytest.mark.parametrize("kinds", [KINDS, {}], ids=["adapters told", "not told"])
@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("WLAN 2", NETSH, WayOut("wifi", 34)),
        ("WLAN", NETSH, WayOut("wifi")),  # another one's signal is not its own
        ("Wi-Fi", "", WayOut("wifi")),
        ("Ethernet", NETSH, WayOut("cable")),
        ("OpenVPN TAP-Windows6", NETSH, WayOut("vpn")),
    ],
)
def test_windows(name: str, told: str, expected: WayOut, kinds: Mapping[str, Mapping[str, object]]) -> None:
    assert windows.find_way_out(name, registry_of(kinds), lambda _: told) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Сеть 3", WayOut("wifi")),
        ("My wireless cable", WayOut("cable")),
        ("Wi-Fi 5", WayOut("wifi")),
        ("Ethernet", WayOut("cable")),
        ("Another", WayOut("cable")),
    ],
)
def test_windows_where_netsh_may_not_be_asked(name: str, expected: WayOut) -> None:
    """In any language, whatever the person called it; by the name alone where nothing else says what it is."""
    assert windows.find_way_out(name, registry_of(KINDS), None) == expected


@pytest.mark.parametrize(
    ("build", "everybody", "own", "desktop", "asked"),
    [
        ("19045", "", "", "", True),
        ("22631", "Deny", "Deny", "Deny", True),
        ("26100", "Allow", "Allow", "Allow", True),
        ("26100", "Allow", "Allow", "", False),
        ("26100", "Allow", "Allow", "Prompt", False),
        ("26100", "Allow", "Allow", "Deny", False),
        ("26100", "Allow", "Deny", "Allow", False),
        ("26100", "Deny", "Allow", "Allow", False),
        ("26100", "Allow", "Prompt", "", False),
        ("26200", "", "", "", False),
        ("", "", "", "", False),
    ],
)
def test_nobody_is_asked_for_the_location_by_us(
    build: str, everybody: str, own: str, desktop: str, asked: bool
) -> None:
    keys = {
        ABOUT: {"CurrentBuild": build},
        rf"HKLM\{LOCATION}": {"Value": everybody},
        rf"HKCU\{LOCATION}": {"Value": own},
        rf"HKCU\{LOCATION}\NonPackaged": {"Value": desktop},
    }
    assert Windows(registry_of(keys)).may_ask_for_wifi() is asked


@pytest.mark.parametrize(
    ("name", "expected"),
    [("en0", WayOut("wifi", 40)), ("en4", WayOut("cable")), ("utun3", WayOut("vpn")), ("en9", WayOut("other"))],
)
def test_macos(name: str, expected: WayOut) -> None:
    assert macos.find_way_out(name, lambda command: AIRPORT if command[0] == "system_profiler" else PORTS) == expected


def test_a_tool_that_is_missing_or_fails_says_nothing() -> None:
    assert read_network_tool(["no-such-tool-here"]) is None
    assert read_network_tool(["false"]) is None
