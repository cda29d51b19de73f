"""A computer made of files, and a registry that is given back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine.linux.tree import Tree

if sys.platform == "win32":
    from tests.windows.registry import give_roots_back


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty Linux computer."""
    return Tree(tmp_path)


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[None]:
    """What a test has put into Windows' registry is read by that test alone."""
    yield
    if sys.platform == "win32":
        give_roots_back()
