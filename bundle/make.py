"""Builds the program for the system at hand: `python -m bundle.make build`, and once that is proven, `hand-out`.

Both take another folder than dist/ behind the word: in Wine the program for Windows is made beside Linux' own.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from bundle import checksums, linux, msi, parts, sbom, sizes
from bundle.names import CONSOLE, DIST, NAME, ROOT, SPEC, VERSION, parts_folder, work_folder

SYSTEM: Final = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")


def built(dist: Path = DIST) -> Path:
    """Name the folder to hand out: on macOS the application, elsewhere the folder."""
    return dist / (f"{NAME}.app" if sys.platform == "darwin" else NAME)


def programs() -> Path:
    """Name the folder in which the executables lie."""
    return built() / "Contents" / "MacOS" if sys.platform == "darwin" else built()


def build(dist: Path) -> None:
    """Run PyInstaller anew."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    paths = ["--distpath", str(dist), "--workpath", str(work_folder(dist)), str(SPEC)]
    subprocess.run([*command, *paths], check=True, cwd=ROOT)


def hand_out(dist: Path) -> int:
    """Make archive, package, bill of materials and checksums; tell the sizes. 1 where something is too large."""
    shipped = parts.read(parts_folder(dist))
    if SYSTEM == "linux":
        made = list(linux.make(built(dist), dist, work_folder(dist), shipped))
    else:  # a zip of it; the installers are made from the folder, see installers/
        base = dist / f"{CONSOLE}-{VERSION}-{SYSTEM}-{platform.machine().lower()}"
        made = [Path(shutil.make_archive(str(base), "zip", dist, built(dist).name))]
        made += dist.glob(msi.installer_name())
    bill = dist / f"{CONSOLE}-{VERSION}-{SYSTEM}.cdx.json"
    bill.write_text(sbom.bill(shipped), encoding="utf-8")
    checksums.write([*made, bill], dist)
    table, within = sizes.table(built(dist), made, sizes.LIMITS[SYSTEM])
    print(table)
    return 0 if within else 1


def main() -> int:
    """Do the step that is named."""
    match sys.argv[1:]:
        case ["build" | "hand-out" as step, *folder] if len(folder) < 2:
            dist = Path(*folder).resolve() if folder else DIST
            if step == "hand-out":
                return hand_out(dist)
            build(dist)
            return 0
        case ["where"]:
            print(programs())
            return 0
        case ["version"]:
            print(VERSION)
            return 0
    print("usage: python -m bundle.make build [FOLDER] | hand-out [FOLDER] | where | version", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
