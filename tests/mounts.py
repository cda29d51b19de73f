"""Mounts of a test's own, gone with it; also in a chroot, as a bare Debian to try things in is one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PRIVATE: Final = ["--mount", "--propagation", "private"]


def own_mounts() -> list[str]:
    """The words for `unshare` that give a program mounts of its own, of which nobody else learns.

    The root of a chroot is no mount, so that it cannot be made private. Where the mount it stands on is private
    nothing needs to be; where that is shared `unshare` refuses, and the test says so: a mount must not leak out.
    https://docs.kernel.org/filesystems/proc.html: a line begins with a mount's number, its parent's and its place.
    """
    mine, whole = (_lines(process) for process in ("self", "1"))
    if any(line[4] == "/" for line in mine):
        return _PRIVATE
    below = {line[1] for line in mine} - {line[0] for line in mine}
    stands_on = [line for line in whole if line[0] in below]
    if not stands_on or any(field.startswith("shared:") for line in stands_on for field in line):
        return _PRIVATE
    return ["--mount", "--propagation", "unchanged"]


def _lines(process: str) -> list[list[str]]:
    return [line.split() for line in Path(f"/proc/{process}/mountinfo").read_text(encoding="utf-8").splitlines()]
