"""The way out of a Mac, from its own tools: only recorded output was ever read."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping

from readiness.machine.base import WayOut
from readiness.machine.commands import Run
from readiness.machine.network import TUNNEL_NAMES


def find_way_out(name: str, run: Run) -> WayOut:
    """Tell it by the interface's name and the list of hardware ports."""
    if TUNNEL_NAMES.match(name):
        return WayOut("vpn")
    listed = run(["networksetup", "-listallhardwareports"]) or ""
    ports = dict(re.findall(r"Hardware Port: (.+)\nDevice: (\S+)", listed))
    port = next((port for port, device in ports.items() if device == name), "")
    if not re.search(r"wi-?fi|airport", port, re.I):
        return WayOut("cable" if port else "other")
    return WayOut("wifi", _signal(run(["system_profiler", "-json", "SPAirPortDataType"]) or ""))


def _signal(told: str) -> float | None:
    """Read the first signal in dBm as the share that other systems show: -50 dBm is 100, -100 is 0."""
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
