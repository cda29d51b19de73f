"""The bundle's size by part, and whether it keeps within what was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

MEGABYTE: Final = 1e6


class Limits(NamedTuple):
    """How large what is handed out may be, in megabytes of a million bytes: promises of ours, not of a system's."""

    folder: float
    compressed: float


LIMITS: Final = {"linux": Limits(330, 125), "macos": Limits(330, 125), "windows": Limits(250, 100)}
_PARTS: Final = {
    "PySide6": "Qt and PySide6",
    "shiboken6": "Qt and PySide6",
    "cv2": "OpenCV",
    "opencv_python_headless.libs": "OpenCV's libraries (FFmpeg, OpenBLAS)",
    "numpy": "NumPy",
    "numpy.libs": "NumPy's OpenBLAS",
    "base_library.zip": "Python's own modules",
    "licences": "licence texts",
    "assets": "the program's own files",
}


def by_part(folder: Path) -> Counter[str]:
    """Bytes on disk (whole blocks where the system tells, hard links once) by part."""
    sizes: Counter[str] = Counter()
    seen: set[tuple[int, int]] = set()
    for path in folder.rglob("*"):
        if path.is_dir():
            continue
        status = path.lstat()
        if status.st_ino and (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        size = getattr(status, "st_blocks", 0) * 512 or status.st_size
        sizes[_part(path.relative_to(folder))] += size
    return sizes


def _part(place: Path) -> str:
    inside = [part for part in place.parts if part not in ("_internal", "Contents", "Frameworks", "Resources", "MacOS")]
    first = inside[0]
    if first in _PARTS:
        return _PARTS[first]
    if first.startswith("python3") or first.startswith("libpython"):
        return "Python's own modules"
    if len(place.parts) == 1:
        return "the two executables, with all Python code"
    if len(inside) == 1:
        return "system libraries"
    return "other Python packages"


def table(folder: Path, handed_out: Iterable[Path], limits: Limits) -> tuple[str, bool]:
    """Tell the sizes in words, and whether everything is within its limit."""
    sizes = by_part(folder)
    whole = sum(sizes.values()) / MEGABYTE
    lines = [f"{part:45} {size / MEGABYTE:7.1f} MB" for part, size in sizes.most_common()]
    lines.append(f"{'the folder':45} {whole:7.1f} MB   (at most {limits.folder:.0f})")
    within = whole <= limits.folder
    for file in handed_out:
        size = file.stat().st_size / MEGABYTE
        within = within and size <= limits.compressed
        lines.append(f"{file.name:45} {size:7.1f} MB   (at most {limits.compressed:.0f})")
    return "\n".join(lines), within
