"""The other themes' colours. Knows of Qt only the palette that a high-contrast system gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtGui import QPalette

from readiness.report.palette import Tokens

TEXT_RATIO: Final = 4.5
"""The least contrast of text to its ground (WCAG 2.2, 1.4.3)."""


DARK: Final = Tokens(
    *("#12191D", "#1B252B", "#172026", "#35434B", "#EEF2F3", "#B2BFC6", "#6CC7D3", "#0A2126", "#22343A"),
    *("#7ED9A5", "#153526", "#FFCF70", "#3A2C0E", "#FFA59D", "#43201D", "#BFCBE0", "#27303F"),
    *("#0A1013", "#FFFFFF"),
)
# White on black or black on white, for whom the system wants more contrast; no tinted grounds.
CONTRAST_LIGHT: Final = Tokens(
    *("#FFFFFF", "#FFFFFF", "#FFFFFF", "#000000", "#000000", "#000000", "#00429E", "#FFFFFF", "#E6E6E6"),
    *("#00501A", "#FFFFFF", "#5C3900", "#FFFFFF", "#8E0000", "#FFFFFF", "#000000", "#FFFFFF"),
    *("#000000", "#FFFFFF"),
    high_contrast=True,
)
CONTRAST_DARK: Final = Tokens(
    *("#000000", "#000000", "#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFF00", "#000000", "#333333"),
    *("#7CFF9B", "#000000", "#FFD84D", "#000000", "#FFB3AD", "#000000", "#FFFFFF", "#000000"),
    *("#000000", "#FFFFFF"),
    high_contrast=True,
)


def relative_luminance(colour: str) -> float:
    """Compute a colour's relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    """Compute the contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((relative_luminance(one), relative_luminance(other)))
    return (high + 0.05) / (low + 0.05)


def high_contrast(system: QPalette) -> Tokens:
    """Take the system's own colours where they can be read; for what it has none, the program's, on its ground."""
    role = QPalette.ColorRole
    ground, ink, accent, on_accent = (
        system.color(each).name() for each in (role.Window, role.WindowText, role.Highlight, role.HighlightedText)
    )
    base = CONTRAST_DARK if relative_luminance(ground) < relative_luminance(ink) else CONTRAST_LIGHT
    if contrast_ratio(ink, ground) < 2 * TEXT_RATIO:
        return base

    def seen(colour: str) -> str:
        return colour if contrast_ratio(colour, ground) >= TEXT_RATIO else ink

    accented = contrast_ratio(accent, ground) >= TEXT_RATIO and contrast_ratio(on_accent, accent) >= TEXT_RATIO
    colours: dict[str, Any] = {
        **dict.fromkeys(("ground", "card", "sidebar", "bar", "hover"), ground),
        **dict.fromkeys(("good_ground", "warn_ground", "fail_ground", "unknown_ground"), ground),
        **dict.fromkeys(("ink", "soft", "line", "bar_ink", "unknown"), ink),
        "accent": accent if accented else ink,
        "on_accent": on_accent if accented else ground,
        **{name: seen(getattr(base, name)) for name in ("good", "warn", "fail")},
    }
    return replace(base, **colours)
