"""The program as a process: how it starts itself again, and what a start without a terminal leaves undone."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

CONSOLE: Final = "readiness"
"""The built program's executable for terminals and for the probes."""
WINDOW: Final = "readiness-window"
"""The one behind the icon, beside it: nobody sees what it prints."""
_SEARCH_PATHS: Final = ("LD_LIBRARY_PATH", "LIBPATH")


def is_frozen() -> bool:
    """Tell whether this is the built program, not a checkout or an installed wheel."""
    return bool(getattr(sys, "frozen", False))


def is_windowed() -> bool:
    """Tell whether it was started by its icon, so that nobody sees what it prints."""
    if not is_frozen():
        return False
    return Path(sys.executable).stem == WINDOW


def program_command() -> tuple[str, ...]:
    """Return the start of a command line that runs this program again.

    Python is told where the program is, and not to look into the folder that happens to be open (-P): in a shared
    folder, or among downloads, somebody else's `readiness` may lie, or a `numpy`. The built program's children are
    always the console executable: on Windows a windowed one has no stdout to answer on (never run on a real Windows).
    """
    if not is_frozen():
        return (sys.executable, "-P", str(Path(__file__).resolve().parents[1] / "__main__.py"))
    here = Path(sys.executable)
    console = here.with_name(CONSOLE + here.suffix)
    return (str(console if console.exists() else here),)


def make_child_environment() -> dict[str, str]:
    """Copy the environment for a child, without what would have Python search the folder that happens to be open.

    Python takes an empty entry of its search path, as `PYTHONPATH=:/more` has one, for that folder.
    """
    environment = dict(os.environ)
    path = environment.pop("PYTHONPATH", "")
    if folders := [folder for folder in path.split(os.pathsep) if os.path.isabs(folder)]:  # noqa: PTH117  light
        environment["PYTHONPATH"] = os.pathsep.join(folders)
    return environment


def prepare_streams() -> None:
    """Make sure of three streams before anything else, and give programs started from here their own libraries.

    A windowed start leaves `sys.stdout` None (a library that prints would raise), and a parent that closed the
    descriptors 0 to 2 would let the next opened file become "stderr", into which drivers chat.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  open as long as we live
    if sys.platform == "win32":
        for stream in (sys.stdout, sys.stderr):
            speak_utf8(stream)
    if is_frozen():
        _restore_search_paths()
        _find_certificates()


def speak_utf8(stream: TextIO) -> None:
    """Write UTF-8 to this stream, except to a terminal, which has its own way of showing text.

    On Windows what goes to a file or another program would be in the console's code page, which holds few letters.
    """
    if isinstance(stream, TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors=stream.errors)  # or they would be strict again


def is_reader_gone(error: Exception) -> bool:
    """Tell whether what read our output has ended. Windows may call it an invalid argument (python/cpython#79935)."""
    if sys.platform == "win32" and isinstance(error, OSError) and error.filename is None:
        return error.errno in (errno.EPIPE, errno.EINVAL)
    return isinstance(error, BrokenPipeError)


def _restore_search_paths() -> None:
    """Take out the folder that the built program's start puts first: an opened browser must not find our libraries."""
    for name in _SEARCH_PATHS:
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        else:
            os.environ.pop(name, None)


CERTIFICATES: Final = (
    *("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"),
    "/etc/ssl/cert.pem",
)
"""Where Debian and Arch, Fedora, openSUSE, macOS and Alpine keep the certificates that the system trusts."""


def _find_certificates() -> None:
    """Tell OpenSSL where this system's certificates are.

    It looks where the building machine had them; elsewhere every https server would seem to be a stranger.
    """
    if os.name != "posix" or os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        return
    there = next((each for each in CERTIFICATES if Path(each).is_file()), None)
    if there is not None:
        os.environ["SSL_CERT_FILE"] = there
