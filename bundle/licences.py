"""The licence check: may each part be handed on with the program, and is its text in the bundle?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from bundle.names import ROOT
from bundle.parts import Part, pypi_part

FREE: Final = re.compile(
    r"\b(MIT|BSD(-[0-9]-Clause)?|0BSD|Apache(-2\.0| Software License)?|ISC|PSF-2\.0|Python-2\.0|Zlib|CC0-1\.0|MPL-2\.0|"
    r"Mozilla Public License 2\.0|HPND|Unlicense|BlueOak-1\.0\.0|"
    r"Python Software Foundation License|Public Domain)",
    re.I,
)
LESSER: Final = re.compile(r"\b(LGPL|GNU Lesser|Lesser General Public)", re.I)
"""May be shipped because its libraries lie beside the program, where anybody may put another build of them."""
STRONG: Final = re.compile(r"\b(?<!L)(A?GPL|GNU (Affero )?General Public)", re.I)

TOOLS: Final = frozenset({"editables", "hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers"})
"""In requirements.lock because a checkout is installed with them; never part of the bundle."""

_CHOICE: Final = re.compile(r"\s+OR\s+|\s*\|\|\s*", re.I)


def may_ship(licence: str) -> bool:
    """Does one of the choices that this expression offers allow handing it on with an Apache-2.0 program?"""
    for choice in _CHOICE.split(licence.strip("() ")):
        terms = [term for term in re.split(r"\s+AND\s+|\s*,\s*", choice, flags=re.I) if term.strip("() ")]
        if terms and all((FREE.search(term) or LESSER.search(term)) and not STRONG.search(term) for term in terms):
            return True
    return False


def locked() -> list[str]:
    """The names in requirements.lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return list(dict.fromkeys(re.findall(r"(?m)^([a-z0-9-]+)==", lock)))


def _locked_parts() -> tuple[list[Part], list[str]]:
    """Those that are installed here, and the names of those for another system."""
    parts, elsewhere = [], []
    for name in locked():
        try:
            parts.append(pypi_part(distribution(name)))
        except PackageNotFoundError:
            elsewhere.append(name)
    return parts, elsewhere


TEXTS: Final = ROOT / "bundle" / "licence-texts"
WINDOWS_TEXT: Final = TEXTS / "python-on-windows.txt"
"""What others' work is within CPython's libraries there: elsewhere it is of the system's own packages."""
_TEXTS: Final = re.compile(r"^(licen[cs]e|copying|notice|authors|copyright)", re.I)


def texts(parts: Iterable[Part], folder: Path) -> list[tuple[str, str, str]]:
    """Every licence text that the parts came with, as PyInstaller's entries below "licences/"."""
    entries = []
    for part in parts:
        home = Path(part.home) if part.home else None
        if home is None or not home.is_dir():
            continue
        depth = home.rglob("*") if part.kind == "pypi" else home.glob("*")
        for text in sorted(depth):
            if text.is_file() and _TEXTS.match(text.name):
                name = "-".join(text.relative_to(home).parts)
                entries.append((f"licences/{part.name}/{name}", str(text.resolve()), "DATA"))
    ours = [
        ("licences/readiness/LICENSE", ROOT / "LICENSE"),
        ("licences/readiness/ASSETS.md", ROOT / "assets" / "LICENSES.md"),
        # What other texts refer to without bringing it along: Qt, FFmpeg, libsndfile.
        *((f"licences/{text.name}", text) for text in sorted(TEXTS.iterdir()) if text != WINDOWS_TEXT),
        *((("licences/python/WINDOWS.txt", WINDOWS_TEXT),) if sys.platform == "win32" else ()),
    ]
    return [*entries, *((place, str(path), "DATA") for place, path in ours)]


def main() -> int:
    """Print the licence of every locked package; 1 where one may not be handed on or says nothing."""
    parts, elsewhere = _locked_parts()
    wrong = 0
    for part in parts:
        if part.name in TOOLS:
            verdict = "tool, not shipped"
        elif may_ship(part.licence):
            verdict = "may be shipped"
        else:
            verdict = "MAY NOT BE SHIPPED" if part.licence else "SAYS NOTHING"
            wrong += 1
        print(f"{part.name:32} {part.version:12} {verdict:20} {part.licence}")
    if elsewhere:
        print(f"For another system, so not looked at here: {', '.join(elsewhere)}.")
    print(f"{len(parts)} licences looked at, {wrong} wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
