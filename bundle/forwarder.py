"""Libraries for Windows that hand each name on to another one, compiled on Debian (mingw-w64).

`python3.dll` is one of them by its nature: the door of Python's stable ABI (PEP 384), to which PySide6 is linked. Where
the program is built on Windows it is CPython's own; where it is built in Wine, `write_stable_abi` makes it.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

COMPILER: Final = "x86_64-w64-mingw32-gcc"
OBJDUMP: Final = "x86_64-w64-mingw32-objdump"
_NOTHING: Final = "int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }\n"


def compile_for_windows(out: Path, *words: str | Path) -> None:
    """Compile and link these into a program or a library. CalledProcessError of the compiler."""
    subprocess.run([COMPILER, "-O2", *map(str, words), "-o", str(out)], check=True)


def write_forwarder(out: Path, exports: Sequence[str], source: Path | None = None) -> None:
    """Write a library that exports these, each in the words of a module definition file.

    Its code is `source`, or none at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        definition = Path(folder, f"{out.stem}.def")
        definition.write_text("\n".join([f"LIBRARY {out.name}", "EXPORTS", *exports]) + "\n", encoding="ascii")
        if source is not None:
            compile_for_windows(out, "-shared", source, definition)
            return
        entry = Path(folder, "entry.c")
        entry.write_text(_NOTHING, encoding="ascii")
        compile_for_windows(out, "-shared", "-nostdlib", "-s", "-e", "DllMain", entry, definition)


def write_stable_abi(python: Path, out: Path) -> None:
    """Write `python3.dll` for this `python3NN.dll`: every name of Python's API that it exports."""
    names = [name for name in list_exports(python) if re.match(r"_?Py", name)]
    write_forwarder(out, [f"{name} = {python.stem}.{name}" for name in names])


def list_exports(library: Path) -> list[str]:
    """List the names that a library offers."""
    _, _, table = _dump(library).partition("[Ordinal/Name Pointer] Table")
    return re.findall(r"^\s*\[[^\]]+\].*?([A-Za-z_]\w*)$", table, re.MULTILINE)


def list_imports(library: Path, of: str) -> list[str]:
    """List the names that a library takes from another one."""
    for block in _dump(library).split("DLL Name: ")[1:]:
        head, _, names = block.partition("\n")
        if head.strip().lower() == of:
            return re.findall(
                r"^\s+[0-9a-f]+\s+(?:<none>|[0-9a-f]+)\s+(?:[0-9a-f]+\s+)?([A-Za-z_]\w*)\s*$", names, re.MULTILINE
            )
    return []


def _dump(library: Path) -> str:
    return subprocess.run([OBJDUMP, "-p", str(library)], check=True, capture_output=True, encoding="utf-8").stdout
