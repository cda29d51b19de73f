"""How many cases Hypothesis tries: a few thousand in the tests, some hundred thousand with `make fuzz`."""

from __future__ import annotations

import os


def cases(count: int) -> int:
    """This many in the tests, times READINESS_FUZZ where that is set."""
    return count * int(os.environ.get("READINESS_FUZZ", "1"))
