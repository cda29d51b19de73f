"""The checksums of what is handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FILE: Final = "SHA256SUMS"


def write(files: Sequence[Path], folder: Path) -> None:
    """Write their SHA-256 into this folder, in lines as `sha256sum --check` reads them."""
    lines = [f"{digest(file)}  {file.name}\n" for file in sorted(files)]
    (folder / FILE).write_bytes("".join(lines).encode())


def digest(file: Path) -> str:
    """Compute a file's SHA-256 in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
