"""A registry with given keys: Windows' own where there is one, else a tree that reads alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from readiness.machine.windows.registry import Registry, WindowsRegistry
from tests.machine.windows.registry_tree import RegistryTree

if sys.platform == "win32":
    from tests.windows.registry import lead_roots


def registry_of(keys: Mapping[str, Mapping[str, object]]) -> Registry:
    """Make a registry out of full key paths and their values; on Windows until the test's end."""
    if sys.platform == "win32":
        lead_roots(keys)
        return WindowsRegistry()
    return RegistryTree(keys)
