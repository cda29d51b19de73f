"""Files of JSON in which browsers find the rules of those who manage a computer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from readiness.core.files import NotAFileError, decode_text, open_file

_LONGEST: Final = 1 << 20
_STRING_OR_COMMENT: Final = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_COMMA: Final = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def read_firefox_policies(path: Path) -> Mapping[str, Any]:
    """Read Firefox' `policies.json`; empty where it cannot be read.

    Its places: https://firefox-admin-docs.mozilla.org/.
    """
    policies = read_policy_object(path).get("policies")
    return policies if isinstance(policies, dict) else {}


def read_policy_object(path: Path) -> dict[str, Any]:
    """Read a JSON object, which may hold comments and commas too many; empty where there is none that can be read."""
    try:
        with open_file(path) as file:
            text = decode_text(file.read(_LONGEST))
        bare = _STRING_OR_COMMENT.sub(lambda found: found[1] or " ", text)
        content = json.loads(_STRING_OR_COMMA.sub(lambda found: found[1] or "", bare))
    except (OSError, NotAFileError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
