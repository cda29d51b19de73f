"""What may be in the program for Windows: the wheels' own, CPython's where its makers signed it, three made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundle import signatures
from tests.windows.handing_out import find_strangers

pytestmark = pytest.mark.linux("puts the program for Windows together on Debian")
WINE = b"MZ" + 62 * b"\0" + b"Wine builtin DLL"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A lab with a wheel's library and one of CPython's."""
    for place in ("packages/wheel/wheel.pyd", "parts/wheels/deploy_libs/python311.dll", "python/python3.dll"):
        write(tmp_path / "lab" / place, b"MZ" + place.encode())
    return tmp_path / "lab"


def write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def find(folder: Path, lab: Path, signer: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(signatures, "find_signer", lambda file: signer)
    return list(find_strangers(folder, lab))


def test_what_belongs_to_it(lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Readiness"
    write(folder / "_internal" / "wheel.pyd", b"MZpackages/wheel/wheel.pyd")
    write(folder / "_internal" / "python311.dll", b"MZparts/wheels/deploy_libs/python311.dll")
    write(folder / "_internal" / "python3.dll", b"MZpython/python3.dll")
    write(folder / "_internal" / "text.dll", b"no code")
    for name in ("readiness.exe", "readiness-window.exe"):
        write(folder / name, b"MZ made here")
    assert find(folder, lab, "Python Software Foundation", monkeypatch) == []


def test_what_does_not(lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Readiness"
    write(folder / "_internal" / "icuuc.dll", b"MZ the lab's stand-in")
    write(folder / "_internal" / "msvcp140.dll", WINE)
    write(folder / "_internal" / "python3.dll", WINE)
    write(folder / "_internal" / "wheel.pyd", b"MZ changed")
    write(folder / "_internal" / "libportaudio.dylib", b"\xcf\xfa\xed\xfe a Mac's")
    write(folder / "_internal" / "python311.dll", b"MZparts/wheels/deploy_libs/python311.dll")
    found = find(folder, lab, "Somebody Else", monkeypatch)
    assert found == [
        "_internal/icuuc.dll",
        "_internal/libportaudio.dylib",
        "_internal/msvcp140.dll",
        "_internal/python3.dll",
        "_internal/python311.dll, signed by Somebody Else,",
        "_internal/wheel.pyd",
    ]
