"""Files: written whole or not at all, opened without waiting, read in whatever encoding of Unicode they were saved."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, TextIO


def write_whole(path: Path, content: str | bytes, mode: int = 0o600, *, sync: bool = True) -> None:
    """Write the file whole or not at all; with `sync` also when the power goes, which may take the disk a while.

    OSError where it cannot be written.
    """
    with open_for_replacing(path, mode, sync=sync) as file:
        if isinstance(content, bytes):
            file.buffer.write(content)
        else:
            file.write(content)


class NotAFileError(Exception):
    """Something else bears this name; `kind` says what ("pipe", "device", "socket", "folder")."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


_KINDS: Final = {
    stat.S_IFIFO: "pipe",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
    stat.S_IFSOCK: "socket",
    stat.S_IFDIR: "folder",
}


def open_file(path: Path) -> BinaryIO:
    """Open a file to read its bytes, without waiting for whatever else may bear its name.

    Looked at before it is opened, since opening a device may do something, and after, since it may be another by then.
    NotAFileError where it is a pipe, a device, a socket or a folder; OSError where it cannot be opened.
    """
    _must_be_file(path.stat())
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    try:
        _must_be_file(os.fstat(file.fileno()))
    except BaseException:  # whatever comes, also from the keyboard: no descriptor is left open
        file.close()
        raise
    return file


def _must_be_file(about: os.stat_result) -> None:
    kind = _KINDS.get(stat.S_IFMT(about.st_mode))
    if kind is not None:
        raise NotAFileError(kind)


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
        _must_be_free(path)
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


LEFT_OVER_S: Final = 3600.0
"""What a killed program left half-written is swept up after this time: another one may be writing now."""


def delete_left_over(folder: Path, begun: re.Pattern[str], older_than_s: float = LEFT_OVER_S) -> None:
    """Delete the files of this folder that a killed program had begun, by their whole names; only this user's own.

    One dated in the future is as old: the clock was wrong when it was begun, or is now.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if begun.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    own = sys.platform == "win32" or about.st_uid == os.geteuid()
                    if own and stat.S_ISREG(about.st_mode) and abs(time.time() - about.st_mtime) >= older_than_s:
                        os.unlink(entry.path)  # noqa: PTH108  a Path would cost more than the deletion


def _must_be_free(path: Path) -> None:
    """Refuse a pipe or a device, which a file would replace to the surprise of what reads it. FileExistsError."""
    try:
        _must_be_file(path.stat())
    except NotAFileError as error:
        raise FileExistsError(errno.EEXIST, f"It is a {error.kind}", str(path)) from None
    except OSError:
        return  # there is none, or a link leads nowhere: what writes will tell


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
def open_for_replacing(path: Path, mode: int = 0o600, *, sync: bool = True) -> Iterator[TextIO]:
    """Open a file to write into that takes the old one's place at the end, whole, or leaves it as it was.

    It takes its name alone: where the old one has other names (hard links), those keep the old content.
    What a killed program left of the same file is swept up. OSError where something that is no file bears its name.
    """
    _must_be_free(path)
    delete_left_over(path.parent, re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}"))
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
