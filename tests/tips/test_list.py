"""The list of tips: what holds for each of them."""

from __future__ import annotations

import inspect
from importlib.util import find_spec

import pytest

from readiness.core.tip_list import TIPS
from readiness.tips import load_check


@pytest.mark.parametrize("tip", TIPS)
def test_what_a_measurement_needs_is_loaded_while_it_runs(tip: str) -> None:
    """Loaded as it is called, a library that is missing, or memory that is, would end the child and who shares it."""
    check = load_check(tip)
    assert inspect.isgeneratorfunction(check.measure)
    measures = find_spec(f"{type(check).__module__}.measure") is not None
    assert measures == (check.reading_type is not None)
