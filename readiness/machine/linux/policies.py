"""Browsers' policies in files that root alone can write, as each browser's maker names their places."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from readiness.machine.policy_files import read_firefox_policies, read_policy_object

_FOLDERS: Final = {
    "chrome": ("etc/opt/chrome/policies/managed",),
    "chromium": ("etc/chromium/policies/managed", "etc/chromium-browser/policies/managed"),
    "edge": ("etc/opt/edge/policies/managed",),
    "brave": ("etc/brave/policies/managed",),
}
_FIREFOX: Final = (
    "etc/firefox/policies/policies.json",
    *(
        f"{place}/distribution/policies.json"
        for place in ("usr/lib/firefox", "usr/lib/firefox-esr", "usr/lib64/firefox")
    ),
    "opt/firefox/distribution/policies.json",
)
_MOST_FILES: Final = 200


def read_policies(root: Path, browser: str) -> Mapping[str, Any]:
    """Read a browser's policies; of two files that say something else, the later by name counts, as in Chromium."""
    if browser == "firefox":
        there = next((place for place in _FIREFOX if (root / place).exists()), None)
        return {} if there is None else read_firefox_policies(root / there)
    together: dict[str, Any] = {}
    for folder in _FOLDERS.get(browser, ()):
        for path in _list_files(root / folder):
            together.update(read_policy_object(path))
    return together


def _list_files(folder: Path) -> list[Path]:
    """List all of a folder's files: Chromium does not look at their endings."""
    try:
        return sorted(folder.iterdir())[:_MOST_FILES]
    except OSError:
        return []
