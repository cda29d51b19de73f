"""Emulated links for the tests. Where they cannot be made the tests fail and say what is missing: none is skipped."""

from __future__ import annotations

import pytest

from tests.links.link import NoLinks, Way, link


@pytest.fixture(scope="session", autouse=True)
def links_can_be_made() -> None:
    """One clear message instead of a screenful for each test."""
    try:
        with link(Way(10), Way(10)):
            pass
    except NoLinks as why:
        pytest.fail(str(why), pytrace=False)
