"""What SECURITY.md promises is held by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_each_promise_names_tests_that_there_are() -> None:
    promises = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## What is trusted")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[a-z_/.]+)`", row)
        assert named, row
        assert all((ROOT / each).exists() for each in named), row
