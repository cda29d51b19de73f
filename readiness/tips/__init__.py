"""The tips, one folder each; a tip is loaded when it is asked for, so a probe loads its own alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from readiness.core.check import Check
from readiness.core.tip_list import TIP_LIST


def load_check(tip: str) -> Check[Any]:
    """Load a tip's check: of “video-app”, the class `VideoAppCheck` in `video_app`. KeyError where there is none."""
    words = TIP_LIST[tip].id.split("-")
    module = import_module(f"readiness.tips.{'_'.join(words)}")
    return cast(Check[Any], getattr(module, "".join(word.title() for word in words) + "Check")())
