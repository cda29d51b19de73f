"""Child processes as each system starts them, ends them with all that they started, and keeps none of them.

Chosen here, once. Light: every probe's parent loads it, and a picture waits for the probe.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn, Protocol

from readiness.machine.process import make_child_environment

if sys.platform == "win32":
    from readiness.machine.windows.processes import (
        Job,
        forbid_error_reports,
        set_standard_input,
        terminate_self,
    )
else:
    import resource

CREATE_NO_WINDOW: Final = 0x08000000
"""Windows: no console flashes up."""
_PR_SET_PDEATHSIG: Final = 1


class ChildGroup(Protocol):
    """One child and whatever it started. No method raises."""

    @property
    def endings(self) -> tuple[Callable[[], None], ...]:
        """Ways to end all of it, the gentlest first; nothing withstands the last one but a driver."""
        ...

    def release(self) -> None:
        """Ask for nothing more. Call it when the child is gone or left behind."""
        ...


class ProcessGroup:
    """POSIX: a process group of which the child is the leader."""

    def __init__(self, leader: int) -> None:
        self._leader = leader

    @property
    def endings(self) -> tuple[Callable[[], None], ...]:
        """SIGTERM, then SIGKILL."""
        return (lambda: self._signal("SIGTERM"), lambda: self._signal("SIGKILL"))

    def _signal(self, name: str) -> None:
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._leader, signal.Signals[name])

    def release(self) -> None:
        """Do nothing: nothing is held."""


def start_options() -> dict[str, Any]:
    """Make the options for `subprocess` with which a child can be ended with all that it starts.

    The child shows no console, and is made of no other parts than this process.
    """
    group = {"creationflags": CREATE_NO_WINDOW} if sys.platform == "win32" else {"start_new_session": True}
    return {**group, "env": make_child_environment()}


def group_of(child: int) -> ChildGroup:
    """Make the group of this child (its process number), which was just started with `start_options`."""
    if sys.platform == "win32":
        return Job(child)
    return ProcessGroup(child)


def die_with(parent: int) -> None:
    """Have this process, a child on Linux, killed when the parent's thread that started it ends, however it ends.

    Windows has the job for this; elsewhere the end of stdin must do. https://man7.org/linux/man-pages/man2/prctl.2.html
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  2 ms, in a child

        system = ctypes.CDLL(None)
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            exit_at_once(0)


def forbid_dumps() -> None:
    """Have a crash of this process, and of what it starts, leave nothing of its memory, in which pictures may be.

    Linux writes a core file up to a limit of bytes; where it hands the core to a program instead, it heeds no limit
    but one of a single byte. Should a core be made all the same, it is to hold none of our memory.
    https://man7.org/linux/man-pages/man5/core.5.html, `do_coredump` in Linux' fs/coredump.c
    """
    if sys.platform == "win32":
        forbid_error_reports()
    else:
        with contextlib.suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_CORE)
            resource.setrlimit(resource.RLIMIT_CORE, (0 if most == 0 else 1, most))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            descriptor = os.open("/proc/self/coredump_filter", os.O_WRONLY)
            try:
                os.write(descriptor, b"0")
            finally:
                os.close(descriptor)


def exit_at_once(code: int) -> NoReturn:
    """End this process, with all of its threads, without any library's own exit handler.

    Such a handler can hang on a dead driver. On Windows `os._exit` would still call every DLL, after it has stopped
    the other threads wherever they were, which can hang or crash (a rare page fault in Wine 10).
    https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-exitprocess
    """
    if sys.platform == "win32":
        terminate_self(code)
    os._exit(code)


def leave_stdin() -> int:
    """Keep what stdin was as a descriptor for the caller alone; stdin itself becomes the null device.

    On Windows a DLL whose C or Fortran runtime looks at the standard handles while it loads (NumPy's, OpenCV's)
    waits for any read of them to end, and a thread that listens for commands reads always.
    https://github.com/numpy/numpy/issues/24290, https://github.com/python/cpython/issues/78961
    """
    own = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if sys.platform == "win32":
        set_standard_input(0)
    return own
