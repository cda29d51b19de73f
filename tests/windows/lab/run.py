"""Runs something in the lab: `python -m tests.windows.lab.run DIR COMMAND...`, `python` being Windows' own.

The command has a system of its own: mounts, processes, network (loopback alone) and a screen, all gone when it ends,
however it ends. What it writes to Windows' disks and registry is gone, too; what it writes to Z:\\source (the current
folder) and Z:\\share ($SHARE) stays. With $DISPLAY its windows come up on that screen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.mounts import own_mounts

_ENTER: Final = Path(__file__).with_name("enter.sh")
_PYTHON: Final = ("wine", r"Z:\python\python.exe")
AS_ROOT: Final = [] if sys.platform == "win32" or os.geteuid() == 0 else ["sudo", "--preserve-env"]
"""Mounts and namespaces take root."""


def start(
    lab: Path,
    command: Sequence[str],
    *,
    source: Path,
    share: Path | None = None,
    environment: dict[str, str] | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start this command in the lab. It ends with us: enter.sh waits for the end of the pipe that is its stdin."""
    words = [*_PYTHON, *command[1:]] if command[0] == "python" else list(command)
    return subprocess.Popen(
        [
            *AS_ROOT,
            *("unshare", *own_mounts(), "--pid", "--fork", "--kill-child", "--net", "--ipc", "--uts"),
            *("bash", str(_ENTER), str(lab), str(source), "" if share is None else str(share), *words),
        ],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
    )


class Ran(NamedTuple):
    """How a run in the lab ended, and what it printed."""

    code: int
    out: bytes


def run_and_read(lab: Path, command: Sequence[str], *, source: Path, within_s: float) -> Ran:
    """Run this command in the lab. TimeoutExpired where it takes longer; it is ended then."""
    with tempfile.TemporaryFile() as written:  # `communicate` would close its stdin, which ends it
        program = start(lab, command, source=source, stdout=written.fileno())
        assert program.stdin is not None
        try:
            code = program.wait(within_s)
        finally:
            program.stdin.close()  # ends it, even where it runs as root
            program.wait()
        written.seek(0)
        return Ran(code, written.read())


def main(arguments: Sequence[str]) -> int:
    """Run it as a person at a shell would; its exit code."""
    share = os.environ.get("SHARE")
    program = start(
        Path(arguments[0]).resolve(),
        arguments[1:],
        source=Path.cwd(),
        share=None if share is None else Path(share).resolve(),
    )
    return program.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
