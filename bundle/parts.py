"""Which pieces of other people's work are in the bundle, by the files that were collected."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bundle.names import ROOT

WRITTEN: Final = "shipped.json"


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One piece: a Python distribution, a package of the building system, the interpreter, a library within a wheel."""

    name: str
    version: str
    kind: str
    """ "pypi", "deb", "python" or "within"."""
    licence: str = ""
    """An SPDX expression where one is declared, else the words of its authors."""
    within: str = ""
    """The wheel that brought it."""
    home: str = ""
    """Where its licence texts are on the building machine."""

    @property
    def purl(self) -> str:
        """Its package URL; empty for what has no registry."""
        version = quote(self.version, safe="")
        match self.kind:
            case "pypi":
                return f"pkg:pypi/{self.name}@{version}"
            case "deb":
                return f"pkg:deb/debian/{quote(self.name)}@{version}?arch={_debian_architecture()}"
            case "python":
                return f"pkg:generic/python@{version}"
        return ""


def shipped(entries: Iterable[tuple[str, str, str]]) -> list[Part]:
    """The parts that these files (PyInstaller's entries, with their sources) come from."""
    owners = _owners()
    found: set[Part] = {_interpreter()}
    unowned: set[str] = set()
    for place, source, _ in entries:
        if not source or (Path(source).is_relative_to(ROOT) and "site-packages" not in source):
            continue
        path = str(Path(source).resolve())
        if path in owners:
            found.add(owners[path])
            if inside := carried(place, owners[path].name):
                found.add(inside)
        elif inside := _python_carries(place):
            found.add(inside)
        elif place.split("/")[0].startswith("lib") and ".so" in place:
            unowned.add(path)
    if sys.platform == "linux":
        found |= find_debian_packages(unowned)
    return sorted(found)


def _owners() -> dict[str, Part]:
    """Every installed file to its distribution."""
    owners = {}
    for distribution in distributions():
        part = pypi_part(distribution)
        for file in distribution.files or ():
            owners[str(Path(str(distribution.locate_file(file))).resolve())] = part
    return owners


def pypi_part(distribution: Distribution) -> Part:
    """A Python distribution as a part."""
    name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
    home = str(getattr(distribution, "_path", ""))
    return Part(name, distribution.version, "pypi", _licence(distribution), home=home)


def _licence(distribution: Distribution) -> str:
    metadata = distribution.metadata
    declared = metadata.get_all("License-Expression")
    if declared:
        return str(declared[0])
    classified = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or ()
        if each.startswith("License :: ") and not each.endswith("OSI Approved")
    ]
    words = "".join(metadata.get_all("License") or ()).strip()
    return " AND ".join(classified) or words.partition("\n")[0]


def _interpreter() -> Part:
    return Part("python", platform.python_version(), "python", "PSF-2.0", home=str(Path(json.__file__).parents[1]))


_CARRIED: Final = re.compile(r"[^/]+\.libs/|_\w+_data/|PySide6/Qt/lib/libicu|cv2/opencv_videoio_ffmpeg")
"""Where wheels keep other people's libraries: the folders of auditwheel and delvewheel, soundfile's, ICU among Qt's,
and on Windows FFmpeg beside OpenCV."""
_SONAME: Final = re.compile(
    r"(lib|opencv_videoio_)(?P<name>icu|[A-Za-z][A-Za-z0-9_+]*?)(data|i18n|uc)?(\d*_64|_x86_64|_x64|(32|64|arm64)bit|64_?|p-r0)?"
    r"(-[0-9a-f]{8}.*?)?\.(so|dll)\.?(?P<version>[0-9a-z.]*)$"
)
_QT_RUNTIME: Final = re.compile(r"(PySide6|shiboken6)/(msvcp|vcruntime)\d", re.IGNORECASE)
_LIBRARY: Final = re.compile(r"\.(so|dll|dylib)(\.|$)")
_PYTHONS: Final = {
    "libcrypto": "openssl",
    "libssl": "openssl",
    "libffi": "libffi",
    "vcruntime": "microsoft-visual-c-runtime",
}
"""Windows: other people's libraries that lie beside CPython's own, and what they are. The numbers in their names are of
the interface, not of the release."""


def _python_carries(place: str) -> Part | None:
    name = next((part for start, part in _PYTHONS.items() if place.lower().startswith(start)), None)
    return Part(name, "", "within", within="python") if name and place.endswith(".dll") else None


def carried(place: str, owner: str) -> Part | None:
    """Tell a library of somebody else's that a wheel carries."""
    place = place.replace("\\", "/")
    if _QT_RUNTIME.match(place):
        return Part(_PYTHONS["vcruntime"], "", "within", within=owner)
    if not _CARRIED.match(place):
        return None
    name = place.rpartition("/")[2]
    if not _LIBRARY.search(name):
        return None
    match = _SONAME.match(name)
    if match is None:
        return Part(name.partition(".")[0].partition("-")[0], "", "within", within=owner)
    return Part(match["name"], match["version"], "within", within=owner)


def _debian_architecture() -> str:
    return {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def find_debian_packages(files: set[str]) -> set[Part]:
    """Find the Debian packages that these files belong to; on another system none is known."""
    found: set[Part] = set()
    for file in sorted(files):
        names = {file, file.removeprefix("/usr")}
        owner = ""
        for name in names:
            try:
                told = subprocess.run(
                    ["dpkg-query", "--search", name], capture_output=True, encoding="utf-8", check=False
                )
            except FileNotFoundError:
                return found
            owner = owner or told.stdout.partition(":")[0]
        if not owner:
            continue
        version = subprocess.run(
            ["dpkg-query", "--show", "--showformat", "${Version}", owner],
            capture_output=True,
            encoding="utf-8",
            check=False,
        ).stdout.splitlines()
        found.add(Part(owner, version[0] if version else "", "deb", home=f"/usr/share/doc/{owner}"))
    return found


def write(parts: Iterable[Part], folder: Path) -> None:
    """Keep them for the steps after the build."""
    (folder / WRITTEN).write_text(json.dumps([asdict(each) for each in parts], indent=1), encoding="utf-8")


def read(folder: Path) -> list[Part]:
    """What `write` kept."""
    return [Part(**each) for each in json.loads((folder / WRITTEN).read_text(encoding="utf-8"))]
