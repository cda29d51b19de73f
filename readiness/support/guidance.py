"""What staff are told about a finding: likely causes in order, what to ask, where the setting is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from readiness.core.advice import Advice
from readiness.core.tip_list import TIPS
from readiness.tips.common_guidance import GUIDANCE as COMMON


def load_guidance(tip: str) -> Mapping[str, Advice]:
    """Load this tip's own advice, by the names of its findings; empty where there is no such tip."""
    if tip not in TIPS:
        return {}
    module = import_module(f"readiness.tips.{tip.replace('-', '_')}.guidance")
    return cast(Mapping[str, Advice], module.GUIDANCE)


def find_advice(tip: str, name: str) -> Advice | None:
    """Find the advice on this finding; None where this version knows nothing of it."""
    return load_guidance(tip).get(name) or COMMON.get(name)
