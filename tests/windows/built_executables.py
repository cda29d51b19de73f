"""What Windows reads of the program that is handed out; `make windows` runs it once that is built."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

import pefile
import pytest

from bundle.names import CONSOLE, NAME, ROOT, SUMMARY, VERSION, WINDOW, version_quad

BUILT: Final = ROOT / "dist" / "windows" / NAME
PROGRAMS: Final = {CONSOLE: "IMAGE_SUBSYSTEM_WINDOWS_CUI", WINDOW: "IMAGE_SUBSYSTEM_WINDOWS_GUI"}
LINKS: Final = [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{each}"] for each in ("IMPORT", "DELAY_IMPORT")]
RUNTIME: Final = re.compile(r"((msvc[prm]|vcruntime|concrt|vcomp|vccorlib|mfc|atl)\d|d3dx|xinput1_3|openal)")
"""Microsoft's for C++ and for games, and OpenAL: no part of Windows, whichever computer has them, Wine among them."""
SETTINGS: Final = "http://schemas.microsoft.com/SMI/"


@pytest.fixture(scope="module", params=PROGRAMS)
def executable(request: pytest.FixtureRequest) -> Iterator[pefile.PE]:
    """Each of the two, its name as `named`."""
    with pefile.PE(str(BUILT / f"{request.param}.exe")) as opened:
        opened.named = request.param
        yield opened


def _resources(executable: pefile.PE, kind: str) -> list[bytes]:
    wanted = pefile.RESOURCE_TYPE[kind]
    data = [
        language.data.struct
        for each in executable.DIRECTORY_ENTRY_RESOURCE.entries
        if each.id == wanted
        for name in each.directory.entries
        for language in name.directory.entries
    ]
    return [executable.get_data(each.OffsetToData, each.Size) for each in data]


def test_one_program_has_a_console_and_one_has_none(executable: pefile.PE) -> None:
    assert pefile.SUBSYSTEM_TYPE[executable.OPTIONAL_HEADER.Subsystem] == PROGRAMS[executable.named]
    assert pefile.MACHINE_TYPE[executable.FILE_HEADER.Machine] == "IMAGE_FILE_MACHINE_AMD64"


def test_the_version_and_the_name_that_the_task_manager_shows(executable: pefile.PE) -> None:
    fixed = executable.VS_FIXEDFILEINFO[0]
    quad = (fixed.FileVersionMS >> 16, fixed.FileVersionMS & 0xFFFF, fixed.FileVersionLS >> 16)
    assert quad == version_quad()[:3]
    strings = {
        key.decode(): value.decode()
        for info in executable.FileInfo[0]
        if hasattr(info, "StringTable")
        for key, value in info.StringTable[0].entries.items()
    }
    assert (strings["FileDescription"], strings["ProductVersion"]) == (NAME, VERSION)
    assert strings["OriginalFilename"] == f"{executable.named}.exe"
    assert strings["Comments"] == SUMMARY


def test_the_icon_is_there_for_every_scale(executable: pefile.PE) -> None:
    """The smallest for a title bar, 256 for the largest view; a 0 means 256 (winuser.h, GRPICONDIRENTRY)."""
    [group] = _resources(executable, "RT_GROUP_ICON")
    count = struct.unpack_from("<HHH", group)[2]
    sides = {group[6 + 14 * each] or 256 for each in range(count)}
    assert {16, 20, 24, 32, 40, 48, 64, 256} <= sides


def test_the_manifest_asks_for_long_paths_sharp_letters_utf_8_and_no_rights(executable: pefile.PE) -> None:
    [manifest] = _resources(executable, "RT_MANIFEST")
    root = Xml.fromstring(manifest)
    told = {each.tag: (each.text or "").strip() for each in root.iter()}
    assert told[f"{{{SETTINGS}2016/WindowsSettings}}longPathAware"] == "true"
    assert told[f"{{{SETTINGS}2016/WindowsSettings}}dpiAwareness"].split(",")[0] == "PerMonitorV2"
    assert told[f"{{{SETTINGS}2019/WindowsSettings}}activeCodePage"] == "UTF-8"
    [level] = root.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert level.attrib == {"level": "asInvoker", "uiAccess": "false"}
    assert b"Common-Controls" in manifest


def test_whatever_is_linked_to_is_in_the_program_or_is_part_of_windows() -> None:
    """Beside the file, where the program starts, or in the folders that PySide6 and the wheels of delvewheel add."""
    system = Path(os.environ["SYSTEMROOT"], "System32")
    windows = {each.name.lower() for each in system.iterdir() if not RUNTIME.match(each.name.lower())}
    code = [each for each in BUILT.rglob("*") if each.suffix.lower() in (".dll", ".pyd", ".exe")]
    inside = {(each.parent, each.name.lower()) for each in code}
    missing = set()
    for file in code:
        inner = BUILT / "_internal"
        own = f"{file.relative_to(inner).parts[0]}.libs" if file.is_relative_to(inner) else ""
        searched = {file.parent, *(inner / each for each in ("", "PySide6", "shiboken6", own))}
        missing |= {
            f"{file.relative_to(BUILT)}: {name}"
            for name in _links(file)
            if not name.startswith(("api-ms-win-", "ext-ms-win-"))
            and name not in windows
            and not any((folder, name) in inside for folder in searched)
        }
    assert len(code) > 50
    assert missing == set()


def _links(file: Path) -> set[str]:
    with pefile.PE(str(file), fast_load=True) as opened:
        opened.parse_data_directories(LINKS)
        entries = [*getattr(opened, "DIRECTORY_ENTRY_IMPORT", ()), *getattr(opened, "DIRECTORY_ENTRY_DELAY_IMPORT", ())]
        return {entry.dll.decode("ascii").lower() for entry in entries}
