"""One fault's surroundings: a home of its own, the program's command line and environment, what happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.faults.running import Ended, Running

ROOT: Final = Path(__file__).resolve().parents[2]
DRIVERS: Final = Path(__file__).parent / "drivers"
_KEPT: Final = ("PATH", "VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(slots=True)
class Scene:
    """What a stage prepares. Everything that it starts is ended by `closing`."""

    folder: Path
    closing: contextlib.ExitStack
    mark: str
    """In the environment of the program and all that it starts: who has it is ours."""
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    profile: str = ""
    """More of the clinic's profile: further keys of [internet], then further tables."""
    own_profile: bool = False
    """The stage names a profile itself, or none is wanted."""
    as_json: bool = True
    attended: bool = False
    """A person sits at a terminal."""
    shell: str = 'exec "$@"'
    """How a shell starts the program: where its streams lead, what it may use."""
    prefix: list[str] = field(default_factory=list)
    meanwhile: Callable[[Running], None] | None = None
    afterwards: list[Callable[[Ended], str]] = field(default_factory=list)
    """Each looks at what was left behind; what it says is a complaint."""
    leaves: set[str] = field(default_factory=set)
    """Patterns of the names of files that may be new below the folder afterwards."""

    @property
    def home(self) -> Path:
        """The person's own folder."""
        return self.folder / "home"

    def path(self, name: str) -> Path:
        """A place for the stage's own files; the folder is made."""
        place = self.folder / "stage" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def check(self, *arguments: str | Path) -> None:
        """The program is to check these tips with these options."""
        self.arguments = ["check", *(str(each) for each in arguments)]

    def setenv(self, name: str, value: str) -> None:
        """So that helpers that set an environment can set this one."""
        self.environment[name] = value

    def run(self, *command: str | Path) -> None:
        """A command of the stage's own; its failure is the stage's, not the program's."""
        subprocess.run([str(each) for each in command], check=True, timeout=30, capture_output=True)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """A process of the stage's own, ended with it."""
        process = subprocess.Popen(
            [str(each) for each in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

        def end() -> None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()

        self.closing.callback(end)
        return process

    def double(self, mode: str, **values: object) -> None:
        """Put a driver's misbehaving double in the place of OpenCV's or PortAudio's (see `drivers/`)."""
        self.environment["READINESS_DOUBLE"] = mode
        self.environment |= {f"READINESS_DOUBLE_{name.upper()}": str(value) for name, value in values.items()}
        self.environment["PYTHONPATH"] = f"{DRIVERS}{os.pathsep}{self.environment['PYTHONPATH']}"

    def save_here(self, name: str = "report.json") -> Path:
        """A report is to be saved; gives its path."""
        place = self.path(name)
        self.arguments += ["--save", str(place)]
        self.leaves.add(name)
        return place


@contextlib.contextmanager
def scene() -> Iterator[Scene]:
    """A new one; nothing of it is left."""
    # Short: the path of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="fault-"))
    with contextlib.ExitStack() as closing:
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        made = Scene(folder, closing, folder.name)
        for place in (made.home, made.folder / "run", made.folder / "work"):
            place.mkdir(mode=0o700)
        made.environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
            "HOME": str(made.home),
            "XDG_RUNTIME_DIR": str(made.folder / "run"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "READINESS_FAULT": made.mark,
        }
        yield made


PYTHON: Final = sys.executable
