"""What every face of the program says alike. A module of its own, so that the window need load no more for it."""

from __future__ import annotations

from typing import Final

from readiness.core.text import Text

CALL: Final = Text("You can always call: {number}")
DEMO_BANNER: Final = Text("DEMONSTRATION: sample picture, sound and facts. This says nothing about your computer.")
