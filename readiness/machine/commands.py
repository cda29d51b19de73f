"""The system's own tools: where they are, and what they write. Never one from the folder that happens to be open."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    from readiness.machine.windows.processes import find_system_folder

_FOLDERS: Final = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
"""Where there is no search path at all."""
NETWORK_S: Final = 4.0
SOUND_S: Final = 1.5
"""A sound server that is frozen does not answer."""
Run = Callable[[Sequence[str]], str | None]
"""What a tool of the system writes; None where there is none, it fails or takes too long."""


def find_tool(name: str) -> str | None:
    """Find the whole path of this tool; None where there is none.

    Given a bare name, Windows starts what lies in the open folder before what lies in its own, and so does every
    system where the search path has an empty or a relative entry. A whole path is taken as it is.
    https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw
    """
    if Path(name).is_absolute():
        return name
    if sys.platform == "win32":  # where shutil.which looks into the open folder, whatever the search path is
        tool = Path(find_tools_folder(), f"{name}.exe")
        return str(tool) if tool.is_file() else None
    folders = [each for each in (os.environ.get("PATH") or _FOLDERS).split(":") if each.startswith("/")]
    return shutil.which(name, path=":".join(folders))


def find_tools_folder() -> str:
    """Find the folder of Windows' own tools."""
    if sys.platform == "win32":
        return find_system_folder()
    return r"C:\Windows\System32"


def read_network_tool(command: Sequence[str]) -> str | None:
    """Read what this tool says about the network, within NETWORK_S."""
    return read_tool(command, NETWORK_S)


def read_sound_tool(command: Sequence[str]) -> str | None:
    """Read what this tool says about sound, within SOUND_S."""
    return read_tool(command, SOUND_S)


def read_tool(command: Sequence[str], within_s: float) -> str | None:
    """Read what this tool writes to stdout, in the system's plain language.

    None where it is not there, fails or takes longer.
    """
    tool = find_tool(command[0])
    if tool is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 a system's own tool, with words of ours
            [tool, *command[1:]],
            capture_output=True,
            timeout=within_s,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
