"""The Windows wheels of the lock files, installed by the pip of this machine into a folder for Windows' Python."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from packaging.markers import Marker

PYTHON: Final = "3.11"
_WINDOWS: Final = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.9",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.19045",
    "python_full_version": "3.11.9",
    "python_version": PYTHON,
    "sys_platform": "win32",
}
"""What a marker in a lock file asks, as Windows would answer. https://packaging.python.org/specifications/dependency-specifiers/"""

_ENTRY: Final = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+?))? \\$")


def pins_for_windows(locks: Sequence[Path]) -> Iterator[str]:
    """Each requirement of these lock files that holds on Windows, once, with its hashes and without its marker."""
    seen: set[str] = set()
    for lock in locks:
        for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
            head, _, hashes = block.partition("\n")
            entry = _ENTRY.match(head)
            if entry is None:
                raise ValueError(f"{lock.name}: this line of the lock is not understood: {head}")
            marker = entry["marker"]
            if entry["name"] in seen or (marker and not Marker(marker).evaluate(dict(_WINDOWS))):
                continue
            seen.add(entry["name"])
            yield f"{entry['name']}=={entry['version']} \\\n{hashes}"


def install_wheels(locks: Sequence[Path], target: Path, work: Path) -> None:
    """Install the Windows wheels of these locks into `target`, each checked against its hash.

    CalledProcessError where one cannot be had.
    """
    wanted = work / f"{target.name}.txt"
    wanted.write_text("\n".join(pins_for_windows(locks)) + "\n", encoding="utf-8")
    platform = ("--platform", "win_amd64", "--implementation", "cp", "--python-version", PYTHON)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--no-compile"),
            *("--only-binary", ":all:", *platform, "--target", str(target), "--requirement", str(wanted)),
        ],
        check=True,
    )
