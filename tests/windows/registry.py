"""Windows' own registry, filled for one test: its two roots lead to a place of ours until they are given back.

Seen in Wine 10. https://learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regoverridepredefkey
"""

from __future__ import annotations

import ctypes
import os
import sys
import winreg
from collections.abc import Mapping
from ctypes import wintypes
from typing import Any, Final

assert sys.platform == "win32"

_PLACE: Final = rf"Software\Readiness tests {os.getpid()}"
"""Of this process alone: others fill theirs at the same time."""
_ROOTS: Final = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
_WIDEST_DWORD: Final = 0xFFFFFFFF
_override = ctypes.WinDLL("advapi32").RegOverridePredefKey
_override.argtypes = (wintypes.HKEY, wintypes.HKEY)
_override.restype = wintypes.LONG


class ExpandedText(str):
    """A text in which Windows puts the values of %VARIABLES%: REG_EXPAND_SZ."""

    __slots__ = ()


def _kind(value: object) -> int:
    match value:
        case ExpandedText():
            return winreg.REG_EXPAND_SZ
        case str():
            return winreg.REG_SZ
        case int():
            return winreg.REG_DWORD if 0 <= value <= _WIDEST_DWORD else winreg.REG_QWORD
        case None:
            return winreg.REG_NONE
        case bytes():
            return winreg.REG_BINARY
        case list():
            return winreg.REG_MULTI_SZ
    raise TypeError(value)


def lead_roots(keys: Mapping[str, Mapping[str, object]]) -> None:
    """Fill a place with these full key paths and their values, and have this process read and write there alone."""
    give_roots_back()
    for full, values in keys.items():
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{_PLACE}\{full}") as opened:
            for name, value in values.items():
                data: Any = value
                winreg.SetValueEx(opened, name, 0, _kind(value), data)
    places = {root: winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{_PLACE}\{hive}") for hive, root in _ROOTS.items()}
    for root, place in places.items():
        if code := _override(root, place.handle):
            raise ctypes.WinError(code)
        place.Close()


def give_roots_back() -> None:
    """Have the roots lead to the registry as it is again."""
    for root in _ROOTS.values():
        if code := _override(root, None):
            raise ctypes.WinError(code)
    _delete(_PLACE)


def _delete(key: str) -> None:
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            below = [winreg.EnumKey(opened, at) for at in range(winreg.QueryInfoKey(opened)[0])]
    except FileNotFoundError:
        return
    for name in below:
        _delete(rf"{key}\{name}")
    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
