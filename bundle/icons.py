"""The program's icon in every format that a system asks for, drawn from the one SVG."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from readiness.core.assets import find_asset

DRAWING: Final = "readiness.svg"
PNG_SIZES_PX: Final = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES_PX: Final = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""20 and 40 are what Windows asks for at 125 % and 250 %."""
ICNS_SIZES_PX: Final = (16, 32, 64, 128, 256, 512, 1024)


def draw(side_px: int, path: Path) -> Path:
    """The icon as a PNG of this side, drawn anew at that size rather than scaled."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(str(find_asset(DRAWING)))
    with QPainter(image) as painter:
        renderer.render(painter)
    if not image.save(str(path)):
        raise OSError(f"The icon could not be written: {path}")
    return path


def make(folder: Path) -> str:
    """All formats into this folder; the path of the one that an executable of this system carries."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    sides = sorted({*PNG_SIZES_PX, *ICO_SIZES_PX, *ICNS_SIZES_PX})
    pictures = {side: Image.open(draw(side, folder / f"readiness-{side}.png")) for side in sides}
    for ending, sizes in (("ico", ICO_SIZES_PX), ("icns", ICNS_SIZES_PX)):
        *smaller, largest = [pictures[side] for side in sizes]
        shapes = [picture.size for picture in (*smaller, largest)]
        largest.save(folder / f"readiness.{ending}", sizes=shapes, append_images=smaller)
    return str(folder / ("readiness.icns" if sys.platform == "darwin" else "readiness.ico"))
