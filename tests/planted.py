"""A folder in which somebody has planted modules of the names that the program loads; each leaves a mark when run."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_NAMES: Final = (
    *("readiness/__init__.py", "readiness/__main__.py", "numpy.py", "cv2.py", "msgspec.py", "sounddevice.py"),
    *("PySide6.py", "psutil.py", "aiohttp.py", "json.py", "signal.py", "asyncio.py", "sitecustomize.py", "this.py"),
)
_MARK: Final = "import os\nopen({mark!r}, 'a').write(__file__ + '\\n')\n"


class PlantedFolder:
    """`open` is the folder that the victim has open; another than `beside`'s own where it is given."""

    def __init__(self, beside: Path, opened: Path | None = None) -> None:
        self.open = opened or beside / "open"
        self._mark = beside / "was-run"
        for name in _NAMES:
            path = self.open / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_MARK.format(mark=str(self._mark)), encoding="utf-8")

    @property
    def run(self) -> str:
        """The files that were run, a line for each."""
        return self._mark.read_text(encoding="utf-8") if self._mark.exists() else ""
