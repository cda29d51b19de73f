"""The Debian package and the archive for other Linux systems."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bundle import icons
from bundle.names import CONSOLE, DESKTOP_ID, NAME, PUBLISHER, ROOT, VERSION, WINDOW
from bundle.parts import Part
from readiness.core.assets import find_asset

DESKTOP_FILE: Final = ROOT / "installers" / "linux" / f"{DESKTOP_ID}.desktop"
ARCHIVE_README: Final = ROOT / "installers" / "linux" / "README.txt"
HOME: Final = Path("usr") / "lib" / CONSOLE
"""Where the package puts the folder."""
XZ_LEVEL: Final = 3
"""Half the time of the default; a tenth larger."""
_ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}

CONTROL: Final = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size_kib}
Depends: {depends}
Recommends: libasound2-plugins, xdg-utils, ca-certificates
Section: utils
Priority: optional
Description: check a computer before a telehealth video visit
 Tells a patient whether camera, microphone and speakers, quiet room,
 internet, video software and the computer itself are ready for a video
 visit, and shows the number to call if they are not. Nothing is recorded
 and nothing is sent.
"""


def debian_version(version: str) -> str:
    """A Python version as Debian sorts it: what comes before a release ("rc1") has a tilde."""
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", version)


def architecture() -> str:
    """Debian's name of this machine's."""
    return _ARCHITECTURES.get(platform.machine(), platform.machine())


def tree(folder: Path, root: Path) -> None:
    """Everything that the package installs, below this root."""
    home = root / HOME
    home.parent.mkdir(parents=True)
    shutil.copytree(folder, home, symlinks=True, copy_function=_link_or_copy)
    programs = root / "usr" / "bin"
    programs.mkdir()
    for name in (CONSOLE, WINDOW):
        (programs / name).symlink_to(os.path.relpath(home / name, programs))
    share = root / "usr" / "share"
    (share / "applications").mkdir(parents=True)
    shutil.copy2(DESKTOP_FILE, share / "applications")
    themes = share / "icons" / "hicolor"
    for side in icons.PNG_SIZES_PX:
        place = themes / f"{side}x{side}" / "apps"
        place.mkdir(parents=True)
        icons.draw(side, place / f"{DESKTOP_ID}.png")
    (themes / "scalable" / "apps").mkdir(parents=True)
    shutil.copy2(find_asset(icons.DRAWING), themes / "scalable" / "apps" / f"{DESKTOP_ID}.svg")
    doc = share / "doc" / CONSOLE
    doc.mkdir(parents=True)
    shutil.copy2(ROOT / "LICENSE", doc / "copyright")
    with (doc / "copyright").open("a", encoding="utf-8") as copyright_file:
        copyright_file.write(f"\nThe licences of what is bundled: /{HOME}/_internal/licences/\n")


def _link_or_copy(source: str, target: str) -> str:
    """Hard links stay hard links, and nothing is copied where it need not be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def dependencies(root: Path, work: Path, bundled: Iterable[Part]) -> list[str]:
    """The packages that hold the libraries which the bundle takes from the system, with the versions it needs.

    `dpkg-shlibdeps` also names the packages that the bundled libraries once came from: those are here already.
    """
    here = {part.name for part in bundled if part.kind == "deb"}
    (work / "debian").mkdir(parents=True, exist_ok=True)
    (work / "debian" / "control").write_text(
        f"Source: {CONSOLE}\n\nPackage: {CONSOLE}\nArchitecture: any\n", encoding="utf-8"
    )
    home = root / HOME
    binaries = [path for path in home.rglob("*") if path.is_file() and _is_elf(path)]
    private = sorted({str(path.parent) for path in binaries})
    told = subprocess.run(
        [
            *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
            *(f"-l{folder}" for folder in private),
            *(f"-e{path}" for path in binaries),
        ],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=work,
    ).stdout
    depends = told.strip().removeprefix("shlibs:Depends=").split(", ")
    return sorted(each for each in depends if each.split()[0] not in here)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def package(folder: Path, out: Path, work: Path, bundled: Iterable[Part]) -> Path:
    """The .deb of this built folder."""
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    tree(folder, root)
    _plain_modes(root)
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    control = CONTROL.format(
        package=CONSOLE,
        version=debian_version(VERSION),
        architecture=architecture(),
        maintainer=f"{PUBLISHER} <readiness@example.org>",
        size_kib=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join(dependencies(root, work, bundled)),
    )
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    made = out / f"{CONSOLE}_{debian_version(VERSION)}_{architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", f"-z{XZ_LEVEL}", str(root), str(made)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(root)
    return made


def _plain_modes(root: Path) -> None:
    """Readable by everyone whatever the builder's umask; libraries need not be executable."""
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or (path.stat().st_mode & 0o100 and path.name in (CONSOLE, WINDOW))
        path.chmod(0o755 if runs else 0o644)


def archive(folder: Path, out: Path) -> Path:
    """The same folder with desktop entry, icon and a page to read, as a .tar.xz."""
    name = f"{CONSOLE}-{VERSION}-linux-{platform.machine()}"
    made = out / f"{name}.tar.xz"

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry

    with (
        made.open("wb") as written,
        subprocess.Popen(
            ["xz", "--threads=0", f"-{XZ_LEVEL}"],
            stdin=subprocess.PIPE,
            stdout=written,
        ) as xz,
    ):
        assert xz.stdin is not None
        with tarfile.open(fileobj=xz.stdin, mode="w|") as tar:
            tar.add(folder, name, filter=plain)
            for extra in (DESKTOP_FILE, find_asset(icons.DRAWING), ARCHIVE_README):
                tar.add(extra, f"{name}/{extra.name}", filter=plain)
        xz.stdin.close()
        if xz.wait() != 0:
            raise OSError(f"The archive could not be written: {made}")
    return made


def make(folder: Path, out: Path, work: Path, bundled: Iterable[Part]) -> Iterable[Path]:
    """What Linux users are handed: the archive, and on a Debian family system the package."""
    yield archive(folder, out)
    if shutil.which("dpkg-shlibdeps"):
        yield package(folder, out, work, bundled)
    else:
        print(f"{NAME}: no .deb, because this is not a Debian system.", file=sys.stderr)
