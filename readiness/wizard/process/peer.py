"""Who is at the other end of a local socket or pipe: is it this very user?"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
from typing import Final

if sys.platform == "win32":
    from readiness.machine.windows.processes import find_pipe_server

_LOCAL_PEERCRED: Final = 1
"""macOS' `<sys/un.h>`; what comes is `struct xucred`: a version, the user, groups."""
_CREDENTIALS: Final = struct.Struct("iII")
"""Linux' `struct ucred`: process, user, group. https://man7.org/linux/man-pages/man7/unix.7.html"""


def is_own_peer(descriptor: int) -> bool:
    """Tell whether what listens there runs as the same user; False where the system does not say.

    `descriptor`: a connected socket's, on Windows the handle of a pipe's client end.
    """
    with contextlib.suppress(OSError, ValueError):
        return _is_own(descriptor)
    return False


def _is_own(descriptor: int) -> bool:
    if sys.platform == "win32":
        return _is_own_process(find_pipe_server(descriptor))
    with socket.socket(fileno=os.dup(descriptor)) as peer:
        if sys.platform == "linux":
            told = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
            return bool(_CREDENTIALS.unpack(told)[1] == os.getuid())
        told = peer.getsockopt(0, _LOCAL_PEERCRED, 80)  # never run on a Mac
        return bool(struct.unpack_from("II", told)[1] == os.getuid())


def _is_own_process(pid: int) -> bool:
    import psutil  # noqa: PLC0415  10 ms, at a second start on Windows

    try:
        return bool(psutil.Process(pid).username() == psutil.Process().username())
    except psutil.Error:  # another user's process says nothing
        return False
