"""What the bundle holds: every module and every file of the package, what they import, and what of that is left out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import readiness
from bundle.names import ROOT
from readiness.core.assets import find_asset
from readiness.terminal.build_date import FILE as BUILD_DATE

PACKAGE: Final = Path(readiness.__file__).parent

UNUSED_MODULES: Final = (
    # The interpreter's own that no line of ours reaches.
    *("tkinter", "_tkinter", "idlelib", "lib2to3", "pydoc_data", "test", "turtledemo", "ensurepip", "venv", "curses"),
    *("doctest", "pdb", "readline", "dbm.gnu", "dbm.ndbm", "_gdbm", "_dbm"),
    # Parts of libraries for those who compile or test with them.
    *("numpy.f2py", "numpy.testing", "numpy._core._multiarray_tests", "numpy._core._umath_tests", "pycparser"),
    # Parts that are loaded when they are first asked for, which nobody does.
    *("numpy.random", "numpy.polynomial", "PySide6.QtDBus"),
    # A database of Linux' package managers is read with it.
    *(() if sys.platform == "linux" else ("sqlite3",)),
)

QT_PLUGINS: Final = {
    "platforms": None,
    "styles": None,
    "tls": (),
    "imageformats": ("qjpeg", "qsvg", "qico", "qgif"),
    "iconengines": None,
    "platformthemes": ("qxdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontext", "ibusplatforminputcontext"),
    "printsupport": None,
    "xcbglintegrations": (),
    "wayland-decoration-client": None,
    "wayland-shell-integration": ("xdg-shell",),
}
"""Families of Qt's plugins that are kept, whole (None) or in part. `xcbglintegrations` is left out because nothing here
draws by OpenGL, and a driver of the system's that finds our libstdc++ fails loudly; `tls` because Qt's network is only
used between two starts on one computer."""
SOUND_LIBRARIES: Final = "_sounddevice_data"
PORTAUDIO: Final = {"win32": "libportaudio64bit.dll", "darwin": "libportaudio.dylib"}
"""The one of sounddevice's libraries that each system loads; the others are for other processors, or hold ASIO."""
SOFTWARE_OPENGL: Final = "opengl32sw.dll"
"""Windows: 20 MB for a computer without a graphics driver; Qt loads it when something draws by OpenGL."""
LEFT_OUT_PLUGINS: Final = ("qeglfs", "qlinuxfb", "qminimalegl", "qvkkhrdisplay", "qvnc", "qminimal", "qdirect2d")

SYSTEM_LIBRARIES: Final = re.compile(
    # ALSA reads the system's own plug-ins (PipeWire, PulseAudio): only the system's library knows where they are.
    r"lib(asound|jack|pipewire|pulse|pulse-simple|pulsecommon)[-.0-9]*\.so|"
    # The driver's, the display's and the desktop's own: of a piece with what runs there, and on every desktop.
    r"lib(drm|gbm|GL|EGL|GLX|GLdispatch|OpenGL|wayland-\w+|X11|X11-xcb|xcb|systemd|udev|dbus-1|cups|fontconfig|freetype)"
    r"\.so|"
    # What a newer one of the system's libraries needs in a newer form than ours, once it is loaded beside ours.
    r"lib(stdc\+\+|gcc_s|glib-2\.0|gthread-2\.0|gio-2\.0|gobject-2\.0)\.so|"
    # Of a piece with the C library.
    r"lib(mvec|nss_\w+|resolv|nsl)[-.0-9]*\.so"
)
"""Linux: never bundled. The Debian package depends on them; the archive's README names them."""


def entry() -> Path:
    """The script that both executables run."""
    return PACKAGE / "__main__.py"


def modules() -> list[str]:
    """Every module of the package (checks are imported by name) and of what pyproject.toml says it depends on."""
    own = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        own.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return own + sorted(dependencies())


def dependencies() -> set[str]:
    """The top-level modules of the direct dependencies, as far as they are installed on this system."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_plain(re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0]) for each in project["dependencies"]}
    return {
        module
        for module, distributions in packages_distributions().items()
        if wanted & {_plain(each) for each in distributions} and module.isidentifier() and find_spec(module)
    }


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def excluded() -> list[str]:
    """Modules that stay out: what is not used, and every tool that merely lies in the same environment."""
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8")))
    tools = {
        module
        for module, distributions in packages_distributions().items()
        if not locked & {_plain(each) for each in distributions}
    }
    return [*UNUSED_MODULES, *sorted(tools - {PACKAGE.name})]


def binaries() -> list[tuple[str, str]]:
    """Name the libraries that wheels bring along in a folder of their own (`NAME.libs`, delvewheel's on Windows).

    PyInstaller keeps one of those that have the same name; each wheel looks in its own folder.
    """
    if sys.platform != "win32":
        return []
    return [
        (str(library), library.parent.name)
        for module in sorted(dependencies())
        if (spec := find_spec(module)) is not None and spec.origin is not None
        for library in sorted(Path(spec.origin).parents[1].glob(f"{module}.libs/*.dll"))
    ]


def data() -> list[tuple[str, str]]:
    """The package's own files, laid out as `core.assets` looks for them, and those it names of other packages."""
    assets = find_asset("profiles").parent
    own = [
        (str(path), str(Path("assets") / path.relative_to(assets).parent))
        for path in sorted(assets.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    return [*own, *_face_detectors()]


def build_date(folder: Path) -> list[tuple[str, str]]:
    """Write the day of this build into this folder, for `readiness --version`; laid out as `data`.

    It is today's in UTC, or that of SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/.
    """
    moment = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / BUILD_DATE
    written.write_text(f"{datetime.fromtimestamp(moment, UTC).date()}\n", encoding="ascii")
    return [(str(written), "assets")]


def _face_detectors() -> list[tuple[str, str]]:
    """Those of OpenCV's trained detectors that our source names; all of them would be 10 MB."""
    named = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"haarcascade_\w+\.xml", path.read_text(encoding="utf-8"))
    }
    spec = find_spec("cv2")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "data"
    return [(str(folder / name), str(Path("cv2") / "data")) for name in sorted(named)]


Entry = tuple[str, str, str]
"""PyInstaller's: where it goes in the bundle, where it comes from, what it is."""


def trimmed(entries: Iterable[Entry]) -> list[Entry]:
    """What is left of them: no plugin that nobody loads, no translation of a tool, no library that is the system's."""
    kept = [entry for entry in entries if wanted(Path(entry[0]))]
    return _needed(kept)


def wanted(place: Path) -> bool:
    """Does this file belong into the bundle?"""
    if place.name == SOFTWARE_OPENGL or (sys.platform == "linux" and SYSTEM_LIBRARIES.match(place.name)):
        return False
    parts = place.parts
    if parts[0] == SOUND_LIBRARIES:
        return place.name == PORTAUDIO.get(sys.platform)
    if parts[0] != "PySide6":
        # Headers and examples that wheels carry along.
        return place.suffix not in (".pyi", ".h", ".hpp", ".pxd", ".c")
    if "plugins" in parts:
        family = parts[parts.index("plugins") + 1]
        return _wanted_plugin(family, place.name)
    if "translations" in parts:
        return place.stem.removeprefix("qtbase_") in _languages()
    return True


@cache
def _languages() -> set[str]:
    """The languages that the program itself speaks, as Qt names them: no other words of Qt's can be seen."""
    try:
        spoken = {path.name for path in find_asset("locale").iterdir() if path.is_dir()}
    except FileNotFoundError:
        return set()
    # es_MX reads Qt's es; Chinese alone means simplified.
    return spoken | {"zh_CN" if each == "zh" else each.partition("_")[0] for each in spoken}


def _wanted_plugin(family: str, name: str) -> bool:
    stem = name.split(".", maxsplit=1)[0].removeprefix("lib")
    if family not in QT_PLUGINS or stem in LEFT_OUT_PLUGINS:
        return False
    kept = QT_PLUGINS[family]
    return kept is None or stem in kept


LOADED_BY_NAME: Final = re.compile(r"lib(portaudio|sndfile|python3|ssl|crypto|ffi)\b|\w*python3")
"""Libraries that nothing is linked to: they are looked for while the program runs."""


def _needed(kept: list[Entry]) -> list[Entry]:
    """Without the shared libraries that only something left out needed."""
    if sys.platform != "linux":
        return kept
    shared = {Path(e[0]).name: e for e in kept if _is_shared(e)}
    reached: set[str] = set()
    todo = [
        source for place, source, kind in kept if kind in ("BINARY", "EXTENSION") and Path(place).name not in shared
    ]
    while todo:
        for name in _needs(todo.pop()) & shared.keys() - reached:
            reached.add(name)
            todo.append(shared[name][1])
    return [e for e in kept if not _is_shared(e) or Path(e[0]).name in reached]


def _needs(binary: str) -> set[str]:
    """The libraries that this one itself is linked to (ldd would name those of the left-out ones as well)."""
    listed = subprocess.run(["readelf", "--dynamic", binary], check=True, capture_output=True, encoding="utf-8").stdout
    return set(re.findall(r"\(NEEDED\)[^\[]*\[([^\]]+)\]", listed))


def _is_shared(entry: Entry) -> bool:
    place = Path(entry[0])
    alone = place.parent in (Path(), Path("PySide6/Qt/lib"))
    return (
        alone
        and entry[2] in ("BINARY", "SYMLINK")
        and place.name.startswith("lib")
        and not LOADED_BY_NAME.match(place.name)
    )


STRIP_SAVES_BYTES: Final = 4096
"""Below this a copy without symbols is not worth having."""


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Linux: the same without symbols where that saves something; the copies lie in this folder."""
    if sys.platform != "linux":
        return list(entries)
    folder.mkdir(parents=True, exist_ok=True)
    return [
        (place, str(_strip(Path(source), folder / place.replace("/", "!"))), kind)
        if kind in ("BINARY", "EXTENSION")
        else (place, source, kind)
        for place, source, kind in entries
    ]


def _strip(source: Path, copy: Path) -> Path:
    """The copy without symbols, or the source itself where that saves little or the loader would refuse it."""
    shutil.copy2(source, copy)
    subprocess.run(["strip", "--strip-unneeded", str(copy)], check=True, capture_output=True)
    saved = source.stat().st_size - copy.stat().st_size
    return copy if saved >= STRIP_SAVES_BYTES and loadable(copy) else source


def loadable(library: Path) -> bool:
    """Does every segment lie in the file as it will in memory, to the page (ELF, program header)?

    `strip` breaks that in some wheels' libraries whose search paths were changed after linking.
    """
    listed = subprocess.run(
        ["readelf", "--segments", "--wide", library], check=True, capture_output=True, encoding="utf-8"
    )
    segments = re.findall(r"(?m)^ +LOAD +(0x\w+) (0x\w+) .* (0x\w+)$", listed.stdout)
    offsets = [tuple(int(number, 16) for number in each) for each in segments]
    return bool(offsets) and all((in_file - in_memory) % align == 0 for in_file, in_memory, align in offsets)
