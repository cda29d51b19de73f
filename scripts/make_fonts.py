"""Make the bundled typeface: `make_fonts.py PACKAGE`, the unpacked npm package of Atkinson Hyperlegible Next.

Its latin and latin-ext parts (WOFF) become one TTF for each weight, which is what Qt reads. Needs fontTools.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Atkinson Hyperlegible Next"
WEIGHTS = {400: "Regular", 700: "Bold"}
OUT = Path(__file__).resolve().parents[1] / "assets" / "fonts"


def part(package: Path, subset: str, weight: int) -> io.BytesIO:
    """One of the package's files as a plain TTF."""
    font = TTFont(package / "files" / f"atkinson-hyperlegible-next-{subset}-{weight}-normal.woff")
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    plain.seek(0)
    return plain


def main() -> None:
    """Write the files and the licence."""
    package = Path(sys.argv[1])
    for weight, style in WEIGHTS.items():
        font = Merger().merge([part(package, subset, weight) for subset in ("latin", "latin-ext")])
        names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"AtkinsonHyperlegibleNext-{style}"}
        for identity in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=identity)
        for identity, text in names.items():
            font["name"].setName(text, identity, 3, 1, 0x409)
            font["name"].setName(text, identity, 1, 0, 0)
        font["OS/2"].usWeightClass = weight
        font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if weight == 700 else 0x40)
        font["head"].macStyle = 1 if weight == 700 else 0
        font.save(OUT / f"AtkinsonHyperlegibleNext-{style}.ttf")
    (OUT / "OFL.txt").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
