"""A computer made of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine.linux.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty Linux computer."""
    return Tree(tmp_path)
