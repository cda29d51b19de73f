"""The little of Windows' registry that is read. Never run on a real Windows; the tests bring trees of their own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

MOST_KEYS = 5000


class Registry(Protocol):
    """Reads keys in the 64-bit view. `hive` is "HKLM" or "HKCU"."""

    def values(self, hive: str, key: str) -> Mapping[str, object] | None:
        """A key's values by name, its default value under ""; None where there is no such key."""
        ...

    def subkeys(self, hive: str, key: str) -> tuple[str, ...]:
        """The names of a key's keys; empty where there is no such key."""
        ...


class WindowsRegistry:
    """The real one. What may not be read is as if it were not there."""

    def __init__(self) -> None:
        self._winreg: Any = import_module("winreg")  # by name: on other systems its types are not there either

    def _open(self, hive: str, key: str) -> Any:
        roots = {"HKLM": self._winreg.HKEY_LOCAL_MACHINE, "HKCU": self._winreg.HKEY_CURRENT_USER}
        return self._winreg.OpenKey(roots[hive], key, 0, self._winreg.KEY_READ | self._winreg.KEY_WOW64_64KEY)

    def values(self, hive: str, key: str) -> Mapping[str, object] | None:
        """See Registry."""
        try:
            with self._open(hive, key) as opened:
                _, count, _ = self._winreg.QueryInfoKey(opened)
                found = (self._winreg.EnumValue(opened, at) for at in range(min(count, MOST_KEYS)))
                return {name: value for name, value, _ in found}
        except OSError:
            return None

    def subkeys(self, hive: str, key: str) -> tuple[str, ...]:
        """See Registry."""
        try:
            with self._open(hive, key) as opened:
                count, _, _ = self._winreg.QueryInfoKey(opened)
                return tuple(self._winreg.EnumKey(opened, at) for at in range(min(count, MOST_KEYS)))
        except OSError:
            return ()
