"""Our own templates, filled in: whatever they are given is plain words there (autoescape), and they load nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from readiness.core.assets import find_asset

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  35 ms, for what is kept or shown to staff

    return Environment(
        loader=FileSystemLoader(find_asset("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def load_templates(*names: str) -> None:
    """Load and compile these beforehand, in a thread: on its own the first one takes 60 ms, too long for a window."""
    for name in names:
        _environment().get_template(f"{name}.html")


def fill_template(name: str, **values: object) -> str:
    """Fill the template of this name in assets/templates with these values."""
    return _environment().get_template(f"{name}.html").render(**values)
