"""Files: written whole or not at all, read in whatever encoding of Unicode they were saved."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO


def write_whole(path: Path, content: str | bytes, mode: int = 0o600, *, sync: bool = True) -> None:
    """Write the file whole or not at all; with `sync` also when the power goes, which may take the disk a while.

    OSError where it cannot be written.
    """
    with writing(path, mode, sync=sync) as file:
        if isinstance(content, bytes):
            file.buffer.write(content)
        else:
            file.write(content)


_MARKS: Final = (
    *((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
"""By what a text begins, longer marks first. Notepad writes the first one, PowerShell's `>` the fourth."""


def find_encoding(head: bytes) -> str:
    """Tell the encoding of a text by its first four bytes; UTF-8 where no mark says otherwise."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "utf-8")


def decode_text(content: bytes) -> str:
    """Read a text in UTF-8, -16 or -32, with its mark if there is one. UnicodeDecodeError where it is none of them."""
    return content.decode(find_encoding(content))


def can_write(path: Path) -> bool:
    """Try whether a file of this name can be put there. Its folder is as it was afterwards.

    Asking for permissions would not do: Windows' answer knows nothing of them, and a name may be too long.
    """
    try:
        if path.is_dir():
            return False
        descriptor, beside = _create_beside(path)
        os.close(descriptor)
        try:
            if sys.platform == "win32":  # where a name may be a device's, and a file that is open stays
                if path.exists():
                    path.replace(path)
                else:
                    beside = beside.rename(path)
        finally:
            beside.unlink()
    except (OSError, ValueError):
        return False
    return True


_TRIES: Final = 20
"""Names to try: that one of four billion is taken is no chance, and so is a second one."""


def _create_beside(path: Path) -> tuple[int, Path]:
    """Create a file beside this one, for this user alone: its descriptor and its place. OSError where that cannot be.

    `tempfile.mkstemp` tries for ever in a folder that may not be written, on Windows, where every folder looks as if
    it might (https://github.com/python/cpython/issues/66305).
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for _ in range(_TRIES):
        beside = path.parent / f".{path.name}.{os.urandom(4).hex()}"
        with contextlib.suppress(FileExistsError):
            return os.open(beside, flags, 0o600), beside
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


HELD_S: Final = (0.002, 0.004, 0.008, 0.016)
"""How long to wait before each further try: together less than a window may stand still."""


def _take_place(new: Path, old: Path) -> None:
    """Put the new file in the old one's place. PermissionError where another program holds the old one.

    On Windows nobody may replace a file while somebody has it open, as a virus scanner does for a moment.
    """
    for pause_s in HELD_S:
        try:
            new.replace(old)
        except PermissionError:
            if sys.platform != "win32":
                raise
            time.sleep(pause_s)
        else:
            return
    new.replace(old)


@contextlib.contextmanager
def writing(path: Path, mode: int = 0o600, *, sync: bool = True) -> Iterator[TextIO]:
    """A file to write into that takes the old one's place at the end, whole, or leaves it as it was."""
    descriptor, beside = _create_beside(path)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        beside.chmod(mode)
        _take_place(beside, path)
    except BaseException:  # also when stopped in the middle: no half of a file is left beside the old one
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
