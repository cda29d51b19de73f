"""Makes the program that is handed out for Windows, in the lab: dist/windows with folder, archive and installer.

What is in it is of the lock files' wheels and of CPython's signed libraries; what stands for Windows in the lab, or
comes with Wine, must not be: `find_strangers` looks.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bundle import checksums, msi, parts, signatures, sizes
from bundle.names import CONSOLE, DIST, NAME, ROOT, WINDOW, parts_folder, version_quad
from tests.windows.lab.build import LabError, remove_folder
from tests.windows.lab.run import AS_ROOT, Ran, run_and_read
from tests.windows.lab_tests import run_part

HANDED_OUT: Final = DIST / "windows"
OLDER_VERSION: Final = "0.0.9"
ONLY_IN_OLDER: Final = "_internal/only-in-the-older.txt"
_FIXED: Final = bytes.fromhex("bd04effe00000100")
"""VS_FIXEDFILEINFO: its signature and its structure's version; the file's version follows (verrsrc.h)."""
_FIRST, _SECOND, *_ = version_quad()
OTHER_IN_OLDER: Final = (
    ("_internal/assets/build-date.txt", b"20", b"19"),
    (f"{CONSOLE}.exe", _FIXED + struct.pack("<HH", _SECOND, _FIRST), _FIXED + struct.pack("<HH", 0, 9)),
)
"""Where, what and by what it is replaced: a day of the last century, and the version 9.0."""
PROOFS: Final = ("tests/windows/built_executables.py", "tests/windows/installed_program.py")
_MADE_HERE: Final = (f"{CONSOLE}.exe", f"{WINDOW}.exe")
"""PyInstaller's two."""
_FORWARDER: Final = "_internal/python3.dll"
"""Of `bundle.forwarder`."""
_CODE: Final = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""PE, ELF, Mach-O of 64 and 32 bits, and of several processors."""
_OF_WINE: Final = (b"Wine builtin DLL", b"Wine placeholder DLL")
"""What stands behind the DOS header of each library that Wine builds (its tools/winebuild)."""
_LONGEST_S: Final = 900.0
ROUNDS: Final = 3
FIRST_PAGE_RATIO: Final = 2.0
DEMONSTRATION_RATIO: Final = 1.5
"""Promises of ours, each against what the same machine does a moment before or after."""


def hand_out(lab: Path) -> list[str]:
    """Build the program and everything that is handed out. What is wrong with it.

    LabError or SignatureError where it cannot be handed out at all.
    """
    remove_folder(HANDED_OUT)
    HANDED_OUT.mkdir(parents=True)
    place = "dist\\windows"
    _make(lab, "build", place)
    folder, work = HANDED_OUT / NAME, parts_folder(HANDED_OUT)
    strangers = [f"{each} is no part of the program" for each in find_strangers(folder, lab)]
    parts.write([*parts.read(work), *find_pure_half()], work)
    icon = work / "icons" / "readiness.ico"
    msi.make(folder, HANDED_OUT / msi.installer_name(), icon)
    _make_older(folder, work.parent, icon)
    _make(lab, "hand-out", place)
    return strangers


def find_pure_half() -> set[parts.Part]:
    """Tell where the pure Python half of Python's library in the lab comes from: this machine."""
    library = str(Path(sysconfig.get_path("stdlib"), "os.py").resolve())
    own = parts.Part("python-standard-library", platform.python_version(), "python", "PSF-2.0")
    return parts.find_debian_packages({library}) or {own}


def _make(lab: Path, *step: str) -> None:
    if code := _run_there(lab, ["python", "-m", "bundle.make", *step]).code:
        raise LabError(f"The program for Windows could not be made: “{' '.join(step)}” ended with {code}.")


def _run_there(lab: Path, words: Sequence[str]) -> Ran:
    """Run this in the lab and show what it printed. LabError where it never ends."""
    try:
        ran = run_and_read(lab, words, source=ROOT, within_s=_LONGEST_S)
    except subprocess.TimeoutExpired:
        raise LabError(f"“{' '.join(words)}” came to no end in the lab.") from None
    finally:
        give_back()
    print(ran.out.decode("utf-8", "replace"), end="", flush=True)
    return ran


def give_back() -> None:
    """Make this person's what root wrote in the lab."""
    there = [str(each) for each in (DIST, parts_folder(HANDED_OUT).parent) if each.exists()]
    if AS_ROOT and there:
        subprocess.run([*AS_ROOT, "chown", "-R", f"--reference={ROOT}", *there], check=True)


def find_strangers(folder: Path, lab: Path) -> Iterator[str]:
    """Find the executables and libraries in this folder that come from no wheel, and from no signed file of CPython's.

    SignatureError where one of CPython's is not signed by its makers.
    """
    wheels = {checksums.digest(each) for each in (lab / "packages").rglob("*") if is_code(each)}
    cpython = {checksums.digest(each) for each in (lab / "parts" / "wheels" / "deploy_libs").iterdir()}
    forwarder = checksums.digest(lab / "python" / "python3.dll")
    for file in sorted(filter(is_code, folder.rglob("*"))):
        place, digest = file.relative_to(folder).as_posix(), checksums.digest(file)
        wine = any(word in file.read_bytes()[:256] for word in _OF_WINE)
        if digest in cpython:
            signer = signatures.find_signer(file)
            if signer != signatures.PYTHON:
                yield f"{place}, signed by {signer},"
        elif wine or not (digest in wheels or place in _MADE_HERE or (place, digest) == (_FORWARDER, forwarder)):
            yield place


def is_code(file: Path) -> bool:
    """Tell by its first bytes whether a file is a program or a library, of whatever system."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(4).startswith(_CODE)


def _make_older(folder: Path, work: Path, icon: Path) -> None:
    """Make the installer of an older version: a file more, another text, and a program with a higher file version.

    Windows keeps a file of a higher version unless it is told not to.
    """
    older = work / "older" / NAME
    remove_folder(older.parent)
    shutil.copytree(folder, older, copy_function=os.link)
    (older / ONLY_IN_OLDER).write_text("This file is of the older version alone.\n", encoding="utf-8")
    for place, old, new in OTHER_IN_OLDER:
        content = (older / place).read_bytes()
        assert old in content, place
        (older / place).unlink()
        (older / place).write_bytes(content.replace(old, new))
    msi.make(older, work / "older.msi", icon, OLDER_VERSION)
    remove_folder(older.parent)


def prove(lab: Path) -> tuple[str, list[str]]:
    """Install, use, upgrade and remove it there: how that went in words, and what is wrong with it.

    A window's keys depend on the moment: where one of its tests fails, all is done once more from its beginning.
    """
    part, again = run_part(lab, [*PROOFS, "--exitfirst"]), ""
    if part.failed and all("in_the_window" in name.rpartition("::")[2] for name in part.failed):
        again = f", at the second try: {', '.join(part.failed)}"
        part = run_part(lab, [*PROOFS, "--exitfirst"])
    give_back()
    if part.told["failed"] or part.told["skipped"] or not part.told["passed"]:
        return "", [f"the program that is handed out: {', '.join(part.failed) or 'no test came to its end'}"]
    return (
        f"The installed program passed its demonstration, was upgraded and removed, and left nothing behind "
        f"({part.told['passed']} passed{again})."
    ), []


def compare_speed(lab: Path) -> tuple[str, list[str]]:
    """Measure how soon the built program is there and through. The figures in words, and which promise is not kept."""
    ran = _run_there(lab, ["python", "-m", "tests.windows.speed"])
    if ran.code:
        return "", ["the built program's speed could not be measured"]
    there = json.loads(ran.out.splitlines()[-1])
    command = [sys.executable, "-m", "readiness"]
    measure_demonstration(command)  # warms the disk's cache
    here = median(measure_demonstration(command) for _ in range(ROUNDS))
    first_page, demonstration = there["ours"] / there["bare"], there["demonstration"] / here
    told = (
        f"The built program in Wine: first page after {there['ours']:.2f} s, {first_page:.2f} times a bare window's "
        f"(at most {FIRST_PAGE_RATIO}); demonstration in {there['demonstration']:.1f} s, {demonstration:.2f} times "
        f"that of the source tree on Linux (at most {DEMONSTRATION_RATIO})"
    )
    slow = first_page > FIRST_PAGE_RATIO or demonstration > DEMONSTRATION_RATIO
    return told, [told] if slow else []


def measure_demonstration(command: Sequence[str]) -> float:
    """Measure the seconds that the demonstration in the terminal takes. CalledProcessError where it is not good."""
    started = time.perf_counter()
    words = ("check", "--demo", "--unattended")
    subprocess.run([*command, *words], check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def tell_sizes() -> str:
    """Tell how large everything in dist/windows is, in words."""
    files = [each for each in HANDED_OUT.iterdir() if each.suffix in (".zip", ".msi")]
    return sizes.table(HANDED_OUT / NAME, sorted(files), sizes.LIMITS["windows"])[0]
