"""The look: colours by theme, sizes by one scale factor, the typeface and the icons."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from readiness.core.assets import find_asset
from readiness.core.verdict import Verdict
from readiness.report.palette import LIGHT, Tokens
from readiness.wizard.style.colours import CONTRAST_DARK, DARK, high_contrast

FAMILY: Final = "Atkinson Hyperlegible Next"
# Chinese and Arabic are not in the bundled typeface. They come from the system: these are what Windows, macOS and
# Linux bring; where none of them is there, the system's own choice (fontconfig, DirectWrite, Core Text) is taken.
FALLBACKS: Final = (
    *("Segoe UI", "Microsoft YaHei UI", "PingFang SC", "Geeza Pro"),
    *("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "DejaVu Sans", "sans-serif"),
)
SCALES: Final = (1.0, 1.25, 1.5, 1.75, 2.0)
"""The text sizes that a person can choose."""


class Theme(StrEnum):
    """Which colours."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


_FIXED: Final = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.CONTRAST: CONTRAST_DARK}


ICONS: Final = {
    Verdict.PASS: "circle-check",
    Verdict.WARN: "triangle-alert",
    Verdict.FAIL: "x",
    Verdict.UNKNOWN: "circle-question-mark",
    Verdict.NONE: "minus",
}


def load_fonts() -> str:
    """Load the bundled typeface; the family that is there now. A missing file leaves the system's own."""
    families: list[str] = []
    for style in ("Regular", "Bold"):
        try:
            identity = QFontDatabase.addApplicationFont(
                str(find_asset("fonts", f"AtkinsonHyperlegibleNext-{style}.ttf"))
            )
        except FileNotFoundError:
            continue
        if identity >= 0:
            families += QFontDatabase.applicationFontFamilies(identity)
    return families[0] if families else FALLBACKS[0]


class Appearance(QObject):
    """The present look. `changed` is sent when colours have changed, `scaled` when the text size has."""

    changed = Signal()
    scaled = Signal()

    def __init__(self, *, theme: Theme | None = None, scale: float = 1.0) -> None:
        super().__init__()
        self.scale = scale
        self.family = load_fonts()
        self._fixed = theme
        self.tokens = self._wanted()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    def _wanted(self) -> Tokens:
        hints = QGuiApplication.styleHints()
        if self._fixed is None and hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            # Our own palette hides the system's; an empty one brings it back for a look.
            ours = QGuiApplication.palette()
            QGuiApplication.setPalette(QPalette())
            system = QGuiApplication.palette()
            QGuiApplication.setPalette(ours)
            return high_contrast(system)
        if self._fixed is not None:
            return _FIXED[self._fixed]
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _follow(self) -> None:
        self.show_in(self._fixed)

    def show_in(self, theme: Theme | None) -> None:
        """Show these colours, or (None) as the system has it."""
        self._fixed = theme
        wanted = self._wanted()
        if wanted != self.tokens:
            self.tokens = wanted
            self._forget()
            self.changed.emit()

    def set_scale(self, scale: float) -> None:
        """Change the text size: 1.0 is 100 %."""
        if scale != self.scale:
            self.scale = scale
            self._forget()
            self.scaled.emit()

    def step_scale(self, step: int) -> None:
        """Step to the next larger or smaller text size, where there is one."""
        at = min(range(len(SCALES)), key=lambda each: abs(SCALES[each] - self.scale)) + step
        if 0 <= at < len(SCALES):
            self.set_scale(SCALES[at])

    def _forget(self) -> None:
        self.__dict__.pop("_pixmaps", None)

    def px(self, size: float) -> int:
        """Scale a size of the 100 % design to the present text size."""
        return round(size * self.scale)

    def space(self, size: float) -> int:
        """Scale a gap or a margin of the 100 % design: it grows less than the text, which needs the room."""
        return round(size * (1 + (self.scale - 1) / 4))

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """Make a font of the look's typeface at this size."""
        font = QFont([self.family, *FALLBACKS])
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font

    @cached_property
    def _pixmaps(self) -> dict[tuple[str, int, str, float], QPixmap]:
        return {}

    def pixmap(self, name: str, size: float, colour: str, ratio: float = 1.0) -> QPixmap:
        """Draw an icon in this colour. One that is missing or broken is empty: words stand beside every icon."""
        side = self.px(size)
        key = (name, side, colour, ratio)
        if key not in self._pixmaps:
            pixmap = QPixmap(round(side * ratio), round(side * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            try:
                drawing = find_asset("icons", f"{name}.svg").read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                drawing = ""
            renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
            if renderer.isValid():
                with QPainter(pixmap) as painter:
                    renderer.render(painter, QRectF(0, 0, side, side))
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def icon(self, name: str, size: float, colour: str, *, gap: float = 0, before: bool = False) -> QIcon:
        """Make a button's icon with a gap to the words (Qt leaves next to none): behind it, or before it."""
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
        """Colour what the style sheet does not reach: dialogs, selections, tool tips."""
        t = self.tokens
        palette = QPalette()
        role = QPalette.ColorRole
        for each, colour in (
            (role.Window, t.ground),
            (role.Base, t.card),
            (role.AlternateBase, t.sidebar),
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
