"""Where the program's own files are: in a checkout, in an installed wheel, in the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# A wheel carries the folder inside the package; a checkout has it beside the package; the bundle's
# collection is laid out like the checkout.
_PLACES: Final = (_PACKAGE / "assets", _PACKAGE.parent / "assets")


def find_asset(*parts: str) -> Path:
    """Find the path of one of the program's own files. FileNotFoundError names what is missing."""
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"A part of this program is missing: {'/'.join(('assets', *parts))}. Install it again.")
