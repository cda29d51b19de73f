"""Mounts of a test's own, gone with it; also in a chroot, as a bare Debian to try things in is one."""

from __future__ import annotations

from pathlib import Path


def own_mounts() -> list[str]:
    """The words for `unshare` that give a program mounts of its own, of which nobody else learns.

    The root of a chroot is no mount, so that it cannot be made private. Where what it stands on is private already
    nothing needs to be; where it is shared `unshare` refuses, and the test says so: a mount must not leak out.
    """
    mine = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    in_chroot = not any(line.split()[4] == "/" for line in mine.splitlines())
    if in_chroot and " shared:" not in Path("/proc/1/mountinfo").read_text(encoding="utf-8"):
        return ["--mount", "--propagation", "unchanged"]
    return ["--mount", "--propagation", "private"]
