"""A registry out of full key paths and their values; names are alike in any letters, as in the real one."""

from __future__ import annotations

from collections.abc import Mapping


class RegistryTree:
    """Reads like the real one; writes to itself, unless it is read-only."""

    def __init__(self, keys: Mapping[str, Mapping[str, object]], *, writable: bool = True) -> None:
        self._keys = {key.casefold(): (key, dict(values)) for key, values in keys.items()}
        self._writable = writable

    def values(self, hive: str, key: str) -> Mapping[str, object] | None:
        found = self._keys.get(f"{hive}\\{key}".casefold())
        below = f"{hive}\\{key}\\".casefold()
        return found[1] if found else ({} if any(each.startswith(below) for each in self._keys) else None)

    def subkeys(self, hive: str, key: str) -> tuple[str, ...]:
        below = f"{hive}\\{key}\\"
        names = (
            full[len(below) :].split("\\")[0]
            for full, _ in self._keys.values()
            if full.casefold().startswith(below.casefold())
        )
        return tuple(dict.fromkeys(names))

    def set_text(self, hive: str, key: str, name: str, text: str) -> bool:
        if self._writable:
            full = f"{hive}\\{key}"
            self._keys.setdefault(full.casefold(), (full, {}))[1][name] = text
        return self._writable

    def remove(self, hive: str, key: str, name: str) -> bool:
        _, values = self._keys.get(f"{hive}\\{key}".casefold(), ("", {}))
        if self._writable:
            values.pop(name, None)
        return name not in values
