"""What Windows is told of the executables: version resource, manifest. Read by Wine 10, never by a real Windows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bundle.names import NAME, PUBLISHER, ROOT, SUMMARY, VERSION, version_quad

MANIFEST: Final = ROOT / "installers" / "windows" / "readiness.manifest"

_FORM = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={quad}, prodvers={quad}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def version_text(executable: str) -> str:
    """The resource in the form that PyInstaller reads."""
    strings = {
        "CompanyName": PUBLISHER,
        # What the task manager and the privacy settings call the program.
        "FileDescription": NAME,
        "Comments": SUMMARY,
        "FileVersion": VERSION,
        "InternalName": executable,
        "LegalCopyright": "Apache License 2.0",
        "OriginalFilename": f"{executable}.exe",
        "ProductName": NAME,
        "ProductVersion": VERSION,
    }
    lines = ",\n".join(f"      StringStruct({key!r}, {value!r})" for key, value in strings.items())
    return _FORM.format(quad=version_quad(), strings=lines)


def version_file(folder: Path, executable: str) -> str:
    """The same as a file; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{executable}-version.txt"
    path.write_text(version_text(executable), encoding="utf-8")
    return str(path)
