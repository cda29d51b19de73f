"""The Windows installer (.msi): `python -m bundle.msi FOLDER OUT` writes a WiX source and runs `wixl` on it.

`wixl` (Debian: msitools) makes it on Linux from a folder that was built on Windows or in Wine. It was installed,
upgraded and removed in Wine 10 (`make windows`), never on a real Windows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

from bundle import icons
from bundle.names import CONSOLE, NAME, PUBLISHER, SUMMARY, VERSION, WINDOW, version_quad

NAMESPACE: Final = "http://schemas.microsoft.com/wix/2006/wi"
UPGRADE_CODE: Final = uuid.UUID("5f3c1f0e-55c9-4d0b-9b0a-7f0f0d3a4c11")
"""Stays for ever: by it a newer version finds and replaces an older one."""
MENU_NAME: Final = "Visit Readiness"


def source(folder: Path, icon: Path, version: str = VERSION) -> str:
    """Write the WiX source of an installer for this folder, for all users of a computer."""
    wix = Xml.Element("Wix", xmlns=NAMESPACE)
    first, second, third, _ = version_quad(version)
    product = Xml.SubElement(
        wix,
        "Product",
        Id="*",
        Name=NAME,
        Manufacturer=PUBLISHER,
        Version=f"{first}.{second}.{third}",
        Language="1033",
        Codepage="1252",
        UpgradeCode=_braced(UPGRADE_CODE),
    )
    Xml.SubElement(
        product, "Package", InstallerVersion="405", Compressed="yes", InstallScope="perMachine", Comments=SUMMARY
    )
    _replace_others(product, f"{first}.{second}.{third}", f"{first}.{second}.{third + 1}")
    Xml.SubElement(product, "Media", Id="1", Cabinet="readiness.cab", EmbedCab="yes")
    Xml.SubElement(product, "Icon", Id="readiness.ico", SourceFile=str(icon.relative_to(icon.anchor)))
    Xml.SubElement(product, "Property", Id="ARPPRODUCTICON", Value="readiness.ico")
    target = Xml.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = Xml.SubElement(target, "Directory", Id="ProgramFiles64Folder")
    home = Xml.SubElement(programs, "Directory", Id="INSTALLDIR", Name=NAME)
    Xml.SubElement(target, "Directory", Id="ProgramMenuFolder")
    feature = Xml.SubElement(product, "Feature", Id="Everything", Level="1", Title=NAME)
    _fill(home, feature, folder, folder)
    return Xml.tostring(wix, encoding="unicode", xml_declaration=True)


def _replace_others(product: Xml.Element, version: str, next_one: str) -> None:
    """Have an older version, or another build of the same one, removed first; a newer one stays.

    The last version to replace is named by the next one, as wixl knows no inclusive end.

    Without REINSTALLMODE Windows would keep what is there of a library with a higher version than in this package, or
    with any version where the package tells none, as wixl's does, and would then remove it with the older product:
    https://learn.microsoft.com/windows/win32/msi/file-versioning-rules, …/msi/reinstallmode ("a": replace every file).
    """
    Xml.SubElement(product, "Property", Id="REINSTALLMODE", Value="amus")
    upgrade = Xml.SubElement(product, "Upgrade", Id=_braced(UPGRADE_CODE))
    Xml.SubElement(
        upgrade,
        "UpgradeVersion",
        Minimum="0.0.0",
        IncludeMinimum="yes",
        Maximum=next_one,
        IncludeMaximum="no",
        Property="OTHERS_TO_REPLACE",
    )
    Xml.SubElement(
        upgrade, "UpgradeVersion", Minimum=version, IncludeMinimum="no", OnlyDetect="yes", Property="NEWER_INSTALLED"
    )
    condition = Xml.SubElement(product, "Condition", Message="A newer version of Readiness is installed already.")
    condition.text = "NOT NEWER_INSTALLED"
    sequence = Xml.SubElement(product, "InstallExecuteSequence")
    Xml.SubElement(sequence, "RemoveExistingProducts", After="InstallValidate")


def _fill(directory: Xml.Element, feature: Xml.Element, here: Path, folder: Path) -> None:
    """One component for each file, so that a repair mends each by itself."""
    for path in sorted(here.iterdir()):
        place = path.relative_to(folder).as_posix()
        identity = uuid.uuid5(UPGRADE_CODE, place)
        if path.is_dir():
            below = Xml.SubElement(directory, "Directory", Id=f"d{identity.hex}", Name=path.name)
            _fill(below, feature, path, folder)
            continue
        component = Xml.SubElement(directory, "Component", Id=f"c{identity.hex}", Guid=_braced(identity), Win64="yes")
        file = Xml.SubElement(
            component,
            "File",
            Id=f"f{identity.hex}",
            Source=str(path.relative_to(path.anchor)),
            Name=path.name,
            KeyPath="yes",
        )
        if place == f"{WINDOW}.exe":
            Xml.SubElement(
                file,
                "Shortcut",
                Id="Menu",
                Directory="ProgramMenuFolder",
                Name=MENU_NAME,
                Description=SUMMARY,
                WorkingDirectory="INSTALLDIR",
                Icon="readiness.ico",
                Advertise="yes",
            )
        Xml.SubElement(feature, "ComponentRef", Id=component.attrib["Id"])


def installer_name() -> str:
    """Name the installer's file."""
    return f"{CONSOLE}-{VERSION}-windows.msi"


def _braced(identity: uuid.UUID) -> str:
    return f"{{{str(identity).upper()}}}"


def make(folder: Path, out: Path, icon: Path, version: str = VERSION) -> None:
    """Compile an installer of this version for this folder."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        written = Path(work, "readiness.wxs").resolve()
        written.write_text(source(folder.resolve(), icon.resolve(), version), encoding="utf-8")
        # wixl takes no absolute paths: it looks from the root.
        command = ["wixl", "--arch", "x64", "--output", str(out.resolve()), str(written)]
        subprocess.run(command, check=True, cwd=written.anchor)


def main() -> int:
    """From the folder that is named into the folder that is named."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    icons.make(out / "icons")
    make(folder, out / installer_name(), out / "icons" / "readiness.ico")
    return 0


if __name__ == "__main__":
    sys.exit(main())
