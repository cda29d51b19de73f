"""Makes the program that is handed out for Windows, in the lab: dist/windows with folder, archive and installer.

What is in it is of the lock files' wheels and of CPython's signed libraries; what stands for Windows in the lab, or
comes with Wine, must not be: `find_strangers` looks.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bundle import checksums, msi, parts, signatures, sizes
from bundle.names import CONSOLE, DIST, NAME, ROOT, WINDOW, parts_folder
from tests.windows.lab.build import LabError
from tests.windows.lab.run import AS_ROOT, start
from tests.windows.lab_tests import run_part

HANDED_OUT: Final = DIST / "windows"
OLDER_VERSION: Final = "0.0.9"
ONLY_IN_OLDER: Final = "_internal/only-in-the-older.txt"
PROOFS: Final = ("tests/windows/built_executables.py", "tests/windows/installed_program.py")
_MADE_HERE: Final = (f"{CONSOLE}.exe", f"{WINDOW}.exe", "_internal/python3.dll")
"""PyInstaller's two, and the forwarder of `bundle.forwarder`."""
_OF_WINE: Final = (b"Wine builtin DLL", b"Wine placeholder DLL")
"""What stands behind the DOS header of each library that Wine builds (its tools/winebuild)."""
_LONGEST_S: Final = 900.0
FIRST_PAGE_RATIO: Final = 2.0
DEMONSTRATION_RATIO: Final = 1.5
"""Promises of ours, each against what the same machine does a moment before or after."""


def hand_out(lab: Path) -> list[str]:
    """Build the program and everything that is handed out. What is wrong with it.

    LabError or SignatureError where it cannot be handed out at all.
    """
    shutil.rmtree(HANDED_OUT, ignore_errors=True)
    HANDED_OUT.mkdir(parents=True)
    place = "dist\\windows"
    _in_lab(lab, "build", place)
    folder, work = HANDED_OUT / NAME, parts_folder(HANDED_OUT)
    strangers = [f"{each} is no part of the program" for each in find_strangers(folder, lab)]
    parts.write([*parts.read(work), *find_pure_half()], work)
    icon = work / "icons" / "readiness.ico"
    msi.make(folder, HANDED_OUT / msi.installer_name(), icon)
    _make_older(folder, work.parent, icon)
    _in_lab(lab, "hand-out", place)
    return strangers


def find_pure_half() -> set[parts.Part]:
    """Tell where the pure Python half of Python's library in the lab comes from: this machine."""
    library = str(Path(sysconfig.get_path("stdlib"), "os.py").resolve())
    own = parts.Part("python-standard-library", platform.python_version(), "python", "PSF-2.0")
    return parts.find_debian_packages({library}) or {own}


def _in_lab(lab: Path, *step: str) -> None:
    program = start(lab, ["python", "-m", "bundle.make", *step], source=ROOT)
    try:
        code = program.wait(_LONGEST_S)
    finally:
        program.kill()
    if AS_ROOT:  # what root made there is to be this person's
        owner = f"--reference={ROOT}"
        subprocess.run([*AS_ROOT, "chown", "-R", owner, str(DIST), str(parts_folder(HANDED_OUT).parent)], check=True)
    if code:
        raise LabError(f"The program for Windows could not be made: “{' '.join(step)}” ended with {code}.")


def find_strangers(folder: Path, lab: Path) -> Iterator[str]:
    """Find the executables and libraries in this folder that come from no wheel, and from no signed file of CPython's.

    SignatureError where one of CPython's is not signed by its makers.
    """
    wheels = {checksums.digest(each) for each in (lab / "packages").rglob("*") if _is_code(each)}
    cpython = {checksums.digest(each): each for each in (lab / "parts" / "wheels" / "deploy_libs").iterdir()}
    for file in sorted(filter(_is_code, folder.rglob("*"))):
        place, digest = file.relative_to(folder).as_posix(), checksums.digest(file)
        wine = any(word in file.read_bytes()[:256] for word in _OF_WINE)
        if digest in wheels and not wine:
            continue
        if digest in cpython:
            signer = signatures.find_signer(file)
            if signer != signatures.PYTHON:
                yield f"{place}, signed by {signer},"
        elif wine or place not in _MADE_HERE:
            yield place


def _is_code(file: Path) -> bool:
    return file.suffix.lower() in (".dll", ".pyd", ".exe")


def _make_older(folder: Path, work: Path, icon: Path) -> None:
    """Make the installer of an older version, which has a file more."""
    older = work / "older" / NAME
    shutil.rmtree(older.parent, ignore_errors=True)
    shutil.copytree(folder, older, copy_function=os.link)
    (older / ONLY_IN_OLDER).write_text("This file is of the older version alone.\n", encoding="utf-8")
    msi.make(older, work / "older.msi", icon, OLDER_VERSION)
    shutil.rmtree(older.parent)


def prove(lab: Path) -> list[str]:
    """Install, use, upgrade and remove it there. What is wrong with it.

    A window's keys depend on the moment: what fails is done once more from its beginning, and named.
    """
    wrong = _prove(lab)
    if wrong:
        print(f"Once more, as that was not well: {wrong}", flush=True)
        wrong = _prove(lab)
    return [wrong] if wrong else []


def _prove(lab: Path) -> str:
    part = run_part(lab, [*PROOFS, "--exitfirst"])
    if part.told["failed"] or part.told["skipped"] or not part.told["passed"]:
        return f"the program that is handed out: {', '.join(part.failed) or 'no test came to its end'}"
    return ""


def compare_speed(lab: Path) -> tuple[str, list[str]]:
    """Measure how soon the built program is there and through. The figures in words, and which promise is not kept."""
    words = ("check", "--demo", "--unattended")
    with tempfile.TemporaryFile() as written:
        program = start(lab, ["python", "-m", "tests.windows.speed"], source=ROOT, stdout=written.fileno())
        try:
            code = program.wait(_LONGEST_S)
        finally:
            program.kill()
        written.seek(0)
        out = written.read()
    if code:
        return "", ["the built program's speed could not be measured"]
    there = json.loads(out)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "readiness", *words], check=True, capture_output=True, cwd=ROOT)
    here = time.perf_counter() - begun
    first_page, demonstration = there["ours"] / there["bare"], there["demonstration"] / here
    told = (
        f"The built program in Wine: first page after {there['ours']:.2f} s, {first_page:.2f} times a bare window's "
        f"(at most {FIRST_PAGE_RATIO}); demonstration in {there['demonstration']:.1f} s, {demonstration:.2f} times "
        f"Linux' (at most {DEMONSTRATION_RATIO})"
    )
    slow = first_page > FIRST_PAGE_RATIO or demonstration > DEMONSTRATION_RATIO
    return told, [told] if slow else []


def tell_sizes() -> str:
    """Tell how large everything in dist/windows is, in words."""
    files = [each for each in HANDED_OUT.iterdir() if each.suffix in (".zip", ".msi")]
    return sizes.table(HANDED_OUT / NAME, sorted(files), sizes.LIMITS["windows"])[0]
