"""Browsers' policies in files that root alone can write, as each browser's maker names their places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from readiness.core.files import NotAFileError, decode_text, open_file

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
_LONGEST: Final = 1 << 20
_MOST_FILES: Final = 200


_STRING_OR_COMMENT: Final = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_COMMA: Final = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def read_policies(root: Path, browser: str) -> Mapping[str, Any]:
    """Read a browser's policies; of two files that say something else, the later by name counts, as in Chromium."""
    if browser == "firefox":
        there = next((place for place in _FIREFOX if (root / place).exists()), None)
        policies = {} if there is None else _read_object(root / there).get("policies")
        return policies if isinstance(policies, dict) else {}
    together: dict[str, Any] = {}
    for folder in _FOLDERS.get(browser, ()):
        for path in _list_files(root / folder):
            together.update(_read_object(path))
    return together


def _list_files(folder: Path) -> list[Path]:
    """List all of a folder's files: Chromium does not look at their endings."""
    try:
        return sorted(folder.iterdir())[:_MOST_FILES]
    except OSError:
        return []


def _read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object, which may hold comments and commas too many; empty where there is none that can be read."""
    try:
        with open_file(path) as file:
            text = decode_text(file.read(_LONGEST))
        bare = _STRING_OR_COMMENT.sub(lambda found: found[1] or " ", text)
        content = json.loads(_STRING_OR_COMMA.sub(lambda found: found[1] or "", bare))
    except (OSError, NotAFileError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
