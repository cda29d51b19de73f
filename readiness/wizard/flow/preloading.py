"""What measuring and the result need, loaded in a thread beside the first page: 300 ms that nobody waits for."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers  # noqa: F401  as are segno and all that the next ones load
import segno  # noqa: F401

from readiness.machine import here
from readiness.report.templates import load_templates
from readiness.support import history  # noqa: F401
from readiness.tips import load_check
from readiness.wizard.flow import session, worker  # noqa: F401


def load_parts(tips: Sequence[str]) -> None:
    """Load each tip's check, this system's own part, and the templates that the result is printed with."""
    for tip in tips:
        load_check(tip)
    here()
    load_templates("paper", "card")
