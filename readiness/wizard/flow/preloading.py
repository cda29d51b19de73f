"""What measuring and the result need, loaded in a thread beside the first page: 300 ms that nobody waits for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from readiness.machine import here
from readiness.report.templates import load_templates
from readiness.support import history  # noqa: F401
from readiness.tips import load_check
from readiness.wizard.flow import session, worker  # noqa: F401

_LAST: Final = ("phonenumbers", "segno")
"""What a person who is quick needs after all the others."""


def load_parts(tips: Sequence[str]) -> None:
    """Load each tip's check, this system's own part, and the templates that the result is printed with."""
    for tip in tips:
        load_check(tip)
    here()
    load_templates("paper", "card")
    for name in _LAST:
        import_module(name)
