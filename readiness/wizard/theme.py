"""The look: colours by theme, sizes by one scale factor, the typeface and the icons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from readiness.assets import asset
from readiness.model import Verdict

FAMILY: Final = "Atkinson Hyperlegible Next"
FALLBACKS: Final = ("Segoe UI", "Noto Sans", "DejaVu Sans", "sans-serif")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by meaning. Every text pair measures 4.5:1 or more."""

    ground: str
    card: str
    rail: str
    line: str
    ink: str
    soft: str
    accent: str
    on_accent: str
    hover: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    fail: str
    fail_ground: str
    unknown: str
    unknown_ground: str
    bar: str
    bar_ink: str


LIGHT: Final = Tokens(
    *("#F6F4EF", "#FFFFFF", "#EDEAE2", "#D9D5CB", "#1C2B33", "#50616B", "#0B5F6B", "#FFFFFF", "#E3EEEE"),
    *("#1A6B42", "#E4F3EA", "#7A4B00", "#FFF0CF", "#A3211B", "#FCE6E3", "#46546A", "#E8ECF3"),
    *("#1C2B33", "#FFFFFF"),
)
DARK: Final = Tokens(
    *("#12191D", "#1B252B", "#172026", "#35434B", "#EEF2F3", "#B2BFC6", "#6CC7D3", "#0A2126", "#22343A"),
    *("#7ED9A5", "#153526", "#FFCF70", "#3A2C0E", "#FFA59D", "#43201D", "#BFCBE0", "#27303F"),
    *("#0A1013", "#FFFFFF"),
)

ICONS: Final = {
    Verdict.PASS: "circle-check",
    Verdict.WARN: "triangle-alert",
    Verdict.FAIL: "x",
    Verdict.UNKNOWN: "circle-question-mark",
    Verdict.NONE: "minus",
}


def verdict_colours(tokens: Tokens, verdict: Verdict) -> tuple[str, str]:
    """The colour for text and icon, and the ground below it."""
    return {
        Verdict.PASS: (tokens.good, tokens.good_ground),
        Verdict.WARN: (tokens.warn, tokens.warn_ground),
        Verdict.FAIL: (tokens.fail, tokens.fail_ground),
        Verdict.UNKNOWN: (tokens.unknown, tokens.unknown_ground),
        Verdict.NONE: (tokens.unknown, tokens.unknown_ground),
    }[verdict]


def load_fonts() -> str:
    """Load the bundled typeface; the family that is there now. A missing file leaves the system's own."""
    families: list[str] = []
    for style in ("Regular", "Bold"):
        try:
            identity = QFontDatabase.addApplicationFont(str(asset("fonts", f"AtkinsonHyperlegibleNext-{style}.ttf")))
        except FileNotFoundError:
            continue
        if identity >= 0:
            families += QFontDatabase.applicationFontFamilies(identity)
    return families[0] if families else FALLBACKS[0]


class Look(QObject):
    """The present look. `changed` is sent when colours or sizes have changed."""

    changed = Signal()

    def __init__(self, *, dark: bool | None = None, scale: float = 1.0) -> None:
        super().__init__()
        self.scale = scale
        self.family = load_fonts()
        self._fixed = dark
        self.tokens = self._wanted()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)

    def _wanted(self) -> Tokens:
        if self._fixed is not None:
            return DARK if self._fixed else LIGHT
        return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _follow(self) -> None:
        self.show_in(self._fixed)

    def show_in(self, dark: bool | None) -> None:
        """Light, dark, or (None) as the system has it."""
        self._fixed = dark
        if self._wanted() is not self.tokens:
            self.tokens = self._wanted()
            self.__dict__.pop("_pixmaps", None)
            self.changed.emit()

    def px(self, size: float) -> int:
        """A size of the 100 % design at the present text size."""
        return round(size * self.scale)

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """The typeface at this size."""
        font = QFont([self.family, *FALLBACKS])
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font

    @cached_property
    def _pixmaps(self) -> dict[tuple[str, int, str, float], QPixmap]:
        return {}

    def pixmap(self, name: str, size: float, colour: str, ratio: float = 1.0) -> QPixmap:
        """An icon in this colour. One that is missing is empty: words stand beside every icon."""
        side = self.px(size)
        key = (name, side, colour, ratio)
        if key not in self._pixmaps:
            pixmap = QPixmap(round(side * ratio), round(side * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            try:
                drawing = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
            except FileNotFoundError:
                drawing = ""
            if drawing:
                renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
                with QPainter(pixmap) as painter:
                    renderer.render(painter, QRectF(0, 0, side, side))
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def icon(self, name: str, size: float, colour: str, *, gap: float = 0, before: bool = False) -> QIcon:
        """An icon for a button, with a gap to the words (Qt leaves next to none): behind it, or before it."""
        drawing = self.pixmap(name, size, colour, 2.0)
        wide = QPixmap(drawing.width() + 2 * self.px(gap), drawing.height())
        wide.setDevicePixelRatio(2.0)
        wide.fill(Qt.GlobalColor.transparent)
        with QPainter(wide) as painter:
            painter.drawPixmap(self.px(gap) if before else 0, 0, drawing)
        icon = QIcon(wide)
        icon.addPixmap(wide, QIcon.Mode.Disabled)
        return icon

    def palette(self) -> QPalette:
        """What the style sheet does not reach: dialogs, selections, tool tips."""
        t = self.tokens
        palette = QPalette()
        role = QPalette.ColorRole
        for each, colour in (
            (role.Window, t.ground),
            (role.Base, t.card),
            (role.AlternateBase, t.rail),
            (role.Button, t.card),
            (role.WindowText, t.ink),
            (role.Text, t.ink),
            (role.ButtonText, t.ink),
            (role.ToolTipBase, t.card),
            (role.ToolTipText, t.ink),
            (role.PlaceholderText, t.soft),
            (role.Highlight, t.accent),
            (role.HighlightedText, t.on_accent),
            (role.Link, t.accent),
        ):
            palette.setColor(each, QColor(colour))
        return palette
