"""Builds the program for the system at hand: `python -m bundle.make build`, and once that is proven, `hand-out`."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from bundle import linux, parts, sbom, sizes
from bundle.names import CONSOLE, NAME, ROOT, VERSION

DIST: Final = ROOT / "dist"
WORK: Final = ROOT / "build" / "bundle"
SPEC: Final = ROOT / "build.spec"
PARTS: Final = WORK / SPEC.stem


def built() -> Path:
    """The folder to hand out: on macOS the application, elsewhere the folder."""
    return DIST / (f"{NAME}.app" if sys.platform == "darwin" else NAME)


def programs() -> Path:
    """Where the executables lie."""
    return built() / "Contents" / "MacOS" if sys.platform == "darwin" else built()


def build() -> None:
    """Run PyInstaller anew."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    paths = ["--distpath", str(DIST), "--workpath", str(WORK), str(SPEC)]
    subprocess.run([*command, *paths], check=True, cwd=ROOT)


def hand_out() -> int:
    """Archive, package, bill of materials and checksums; the table of sizes. 1 where something is too large."""
    shipped = parts.read(PARTS)
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    if system == "linux":
        made = list(linux.make(built(), DIST, WORK, shipped))
    else:  # a zip of it; the installers are made from the folder, see installers/
        base = DIST / f"{CONSOLE}-{VERSION}-{system}-{platform.machine().lower()}"
        made = [Path(shutil.make_archive(str(base), "zip", DIST, built().name))]
    bill = DIST / f"{CONSOLE}-{VERSION}-{system}.cdx.json"
    bill.write_text(sbom.bill(shipped), encoding="utf-8")
    (DIST / "SHA256SUMS").write_text(sbom.checksums([*made, bill]), encoding="utf-8")
    table, within = sizes.table(built(), made)
    print(table)
    return 0 if within else 1


def main() -> int:
    """The step that is named."""
    match sys.argv[1:]:
        case ["build"]:
            build()
            return 0
        case ["where"]:
            print(programs())
            return 0
        case ["version"]:
            print(VERSION)
            return 0
        case ["hand-out"]:
            return hand_out()
    print("usage: python -m bundle.make build | where | version | hand-out", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
