"""Browsers' policies on a Mac, from what a management profile leaves on its disk. Never run on a real Mac."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from readiness.machine.macos.programs import read_plist
from readiness.machine.policy_files import read_firefox_policies

_DOMAINS: Final = {
    "chrome": "com.google.Chrome",
    "chromium": "org.chromium.Chromium",
    "edge": "com.microsoft.Edge",
    "brave": "com.brave.Browser",
    "firefox": "org.mozilla.firefox",
}
_MANAGED: Final = "Library/Managed Preferences"
_FIREFOX: Final = "Applications/Firefox.app/Contents/Resources/distribution/policies.json"
_APART: Final = "__"
"""Firefox' tables may be written flat: Permissions__Camera__BlockNewRequests."""


def read_policies(root: Path, user: str, browser: str) -> Mapping[str, Any]:
    """Read a browser's policies; the computer's own come before the person's, and both before Firefox' file."""
    domain = _DOMAINS.get(browser)
    if domain is None:
        return {}
    folder = root / _MANAGED
    own, everybodys = read_plist(folder / user / f"{domain}.plist"), read_plist(folder / f"{domain}.plist")
    table: dict[str, Any] = {}
    for name, value in {**own, **everybodys}.items():
        if not isinstance(name, str):  # a property list's keys may be numbers
            continue
        *tables, last = name.split(_APART)
        here = table
        for each in tables:
            here = here.setdefault(each, {})
            if not isinstance(here, dict):
                break
        else:
            here[last] = value
    if browser != "firefox":
        return table
    # Firefox reads none of the profile's without this one.
    managed = table if table.get("EnterprisePoliciesEnabled") is True else {}
    return {**read_firefox_policies(root / _FIREFOX), **managed}
