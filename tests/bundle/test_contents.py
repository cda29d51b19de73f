"""What goes into the bundle, without building it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bundle import contents
from bundle.names import ROOT
from readiness.core.tip_list import TIPS

BINARY = "BINARY"


def test_every_module_of_the_package_is_named() -> None:
    named = set(contents.modules())
    files = set((ROOT / "readiness").rglob("*.py"))
    assert {"readiness", "readiness.__main__", "readiness.wizard.app"} <= named
    assert {f"readiness.tips.{tip.replace('-', '_')}" for tip in TIPS} <= named
    assert len([each for each in named if each.startswith("readiness")]) == len(files)


def test_every_dependency_is_named_and_no_tool() -> None:
    """speedtest is imported by name alone: no analysis finds it."""
    found = contents.dependencies()
    assert {"speedtest", "sounddevice", "soundfile", "cv2", "PySide6", "aioice", "reedsolo", "phonenumbers"} <= found
    assert all(find_spec(each) for each in found)
    excluded = set(contents.excluded())
    assert {"pytest", "mypy", "hypothesis"} <= excluded
    assert not excluded & (found | {"readiness", "attr", "yarl", "multidict", "msgspec", "shiboken6"})


def test_nothing_that_the_package_imports_is_left_out() -> None:
    """What is about Linux alone may be, elsewhere."""
    imported = set()
    for path in (ROOT / "readiness").rglob("*.py"):
        if sys.platform != "linux" and "linux" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
    tops = {name.partition(".")[0] for name in imported}
    assert not (imported | tops) & set(contents.excluded())


def test_every_asset_lies_where_the_program_looks_for_it() -> None:
    placed = {(Path(folder) / Path(source).name).as_posix() for source, folder in contents.data()}
    for path in (ROOT / "assets").rglob("*"):
        if path.is_file():
            assert path.relative_to(ROOT).as_posix() in placed
    assert "cv2/data/haarcascade_frontalface_alt2.xml" in placed
    assert all(Path(source).is_file() for source, _ in contents.data())


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt6Gui.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/qmltooling/libqmldbg_local.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/plugins/styles/qmodernwindowsstyle.dll", True),
        ("PySide6/Qt/translations/qtbase_fi.qm", False),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("PySide6/QtWidgets.abi3.so", True),
        ("numpy/__init__.pxd", False),
    ],
)
def test_what_is_kept_of_qt(place: str, kept: bool) -> None:
    assert contents.wanted(Path(place)) is kept


@pytest.mark.parametrize(("system", "kept"), [("win32", "libportaudio64bit.dll"), ("darwin", "libportaudio.dylib")])
def test_one_portaudio_for_each_system(system: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    folder = Path("_sounddevice_data/portaudio-binaries")
    others = ("libportaudio32bit.dll", "libportaudio64bit-asio.dll", "libportaudioarm64.dll", "README.md")
    names = {kept, *others, "libportaudio64bit.dll", "libportaudio.dylib"}
    assert [name for name in sorted(names) if contents.wanted(folder / name)] == [kept]


@pytest.mark.linux("leaves out the libraries that Debian has")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("libasound.so.2", False),
        ("libjack.so.0", False),
        ("libGL.so.1", False),
        ("libxcb.so.1", False),
        ("libstdc++.so.6", False),
        ("libfontconfig.so.1", False),
        ("libdbus-1.so.3", False),
        ("libxcb-cursor.so.0", True),
        ("libportaudio.so.2", True),
        ("libpython3.11.so.1.0", True),
        ("libssl.so.3", True),
    ],
)
def test_what_is_the_system_s_own(name: str, kept: bool) -> None:
    assert contents.wanted(Path(name)) is kept


@pytest.mark.linux("reads ELF libraries")
def test_a_library_that_only_something_left_out_needed_goes_too(tmp_path: Path) -> None:
    """With real binaries of this Python's own."""
    spec = find_spec("numpy._core._multiarray_umath")
    assert spec is not None and spec.origin is not None
    libraries = sorted((Path(spec.origin).parents[2] / "numpy.libs").iterdir())
    qt_lib = "PySide6/Qt/lib"
    entries = [("numpy/_core/umath.so", spec.origin, "EXTENSION")]
    entries += [(f"{qt_lib}/{each.name}", str(each), BINARY) for each in libraries]
    entries += [(f"{qt_lib}/libQt6Quick.so.6", str(libraries[0]), BINARY), ("libportaudio.so.2", spec.origin, BINARY)]
    left = {place for place, _, _ in contents.trimmed(entries)}
    assert {f"{qt_lib}/{each.name}" for each in libraries} <= left
    assert f"{qt_lib}/libQt6Quick.so.6" not in left
    assert "libportaudio.so.2" in left, "looked for by name, so nothing is linked to it"


@pytest.mark.linux("reads ELF libraries")
def test_a_library_without_symbols_is_told_to_be_loadable_as_the_loader_tells(tmp_path: Path) -> None:
    """With what `strip` makes of real wheels' libraries; some of NumPy's it breaks."""
    spec = find_spec("numpy")
    assert spec is not None and spec.origin is not None
    libraries = sorted((Path(spec.origin).parents[1] / "numpy.libs").iterdir())
    assert libraries
    for library in libraries:
        copy = tmp_path / library.name
        shutil.copy2(library, copy)
        assert contents.loadable(copy), "as it comes"
        subprocess.run(["strip", "--strip-unneeded", copy], check=True, capture_output=True)
    for copy in tmp_path.iterdir():
        loads = subprocess.run(
            [sys.executable, "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", copy],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env={"LD_LIBRARY_PATH": str(libraries[0].parent)},
        )
        assert contents.loadable(copy) is (loads.returncode == 0), loads.stderr
