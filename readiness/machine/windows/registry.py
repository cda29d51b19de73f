"""The little of Windows' registry that is read, and the one value that is written.

Never run on a real Windows. The start after a login was seen in Wine 10; other tests bring trees of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

MOST_KEYS = 5000


class Registry(Protocol):
    """Reads keys in the 64-bit view. `hive` is "HKLM" or "HKCU"."""

    def values(self, hive: str, key: str) -> Mapping[str, object] | None:
        """Read a key's values by name, its default value under ""; None where there is no such key."""
        ...

    def subkeys(self, hive: str, key: str) -> tuple[str, ...]:
        """List the names of a key's keys; empty where there is no such key."""
        ...

    def set_text(self, hive: str, key: str, name: str, text: str) -> bool:
        """Write one text value, with its key where that is missing. False where it is not allowed."""
        ...

    def remove(self, hive: str, key: str, name: str) -> bool:
        """Take one value away. False where it is there and stays."""
        ...


class WindowsRegistry:
    """The real one. What may not be read is as if it were not there."""

    def __init__(self) -> None:
        self._winreg: Any = import_module("winreg")  # by name: on other systems its types are not there either

    def _root(self, hive: str) -> Any:
        return {"HKLM": self._winreg.HKEY_LOCAL_MACHINE, "HKCU": self._winreg.HKEY_CURRENT_USER}[hive]

    def _open(self, hive: str, key: str) -> Any:
        access = self._winreg.KEY_READ | self._winreg.KEY_WOW64_64KEY
        return self._winreg.OpenKey(self._root(hive), key, 0, access)

    def _open_to_write(self, hive: str, key: str) -> Any:
        access = self._winreg.KEY_SET_VALUE | self._winreg.KEY_WOW64_64KEY
        return self._winreg.CreateKeyEx(self._root(hive), key, 0, access)

    def values(self, hive: str, key: str) -> Mapping[str, object] | None:
        try:
            with self._open(hive, key) as opened:
                _, count, _ = self._winreg.QueryInfoKey(opened)
                found = (self._winreg.EnumValue(opened, at) for at in range(min(count, MOST_KEYS)))
                return {name: value for name, value, _ in found}
        except OSError:
            return None

    def subkeys(self, hive: str, key: str) -> tuple[str, ...]:
        try:
            with self._open(hive, key) as opened:
                count, _, _ = self._winreg.QueryInfoKey(opened)
                return tuple(self._winreg.EnumKey(opened, at) for at in range(min(count, MOST_KEYS)))
        except OSError:
            return ()

    def set_text(self, hive: str, key: str, name: str, text: str) -> bool:
        try:
            with self._open_to_write(hive, key) as opened:
                self._winreg.SetValueEx(opened, name, 0, self._winreg.REG_SZ, text)
        except OSError:
            return False
        return True

    def remove(self, hive: str, key: str, name: str) -> bool:
        try:
            with self._open_to_write(hive, key) as opened:
                self._winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True
