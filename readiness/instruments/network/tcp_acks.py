"""Sockets that know how much of what was sent has arrived at the other end's TCP.

What the kernel took is not there yet: up to seconds of it stand in queues. What the other end has acknowledged is.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections.abc import Iterable
from typing import Any, Final

if sys.platform == "linux":
    import fcntl
    import termios

_INFO: Final = struct.Struct("16xI8xI")
"""struct tcp_info (linux/tcp.h): tcpi_snd_mss and tcpi_sacked."""
_SO_NWRITE: Final = 0x1024
"""macOS: bytes in the send buffer, sent or not, that are not acknowledged. Read in its headers, never run there."""


class CountingSocket(socket.socket):
    """Counts what the kernel takes. Where the event loop does not send through these methods, nothing is counted."""

    taken = 0
    _gone = 0
    _peer = ""

    def send(self, data: Any, flags: int = 0) -> int:
        size = super().send(data, flags)
        self.taken += size
        return size

    if sys.platform != "win32":  # whose event loop sends by neither of the two

        def sendmsg(self, *arguments: Any) -> int:
            size = super().sendmsg(*arguments)
            self.taken += size
            return size

    @property
    def peer(self) -> str:
        """The number of the computer that took this connection; empty where none did."""
        if self.fileno() >= 0:
            with contextlib.suppress(OSError):  # not yet, or no more
                self._peer = str(self.getpeername()[0])
        return self._peer

    def close(self) -> None:
        self._peer = self.peer
        super().close()

    @property
    def waiting(self) -> int:
        """Bytes that were taken and have not arrived, as long as it is open."""
        there = self.acknowledged if self.fileno() >= 0 else None
        return 0 if there is None else self.taken - there

    @property
    def acknowledged(self) -> int | None:
        """Bytes that the other end has; None where this system does not tell."""
        if self.fileno() >= 0:
            waiting = _unacked_bytes(self)
            if waiting is None:
                return None
            self._gone = max(self._gone, self.taken - waiting)
        return self._gone


def _unacked_bytes(one: socket.socket) -> int | None:
    """Count the bytes in the send buffer that are not acknowledged; None where this system does not tell."""
    try:
        if sys.platform == "linux":
            waiting = struct.unpack("i", fcntl.ioctl(one.fileno(), termios.TIOCOUTQ, bytes(4)))[0]  # tcp(7): SIOCOUTQ
            # What came after a hole is there, too: counted only when the hole is filled, it would come in jumps.
            info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
            segment, sacked = _INFO.unpack(info)
            return max(0, int(waiting) - int(sacked) * int(segment))
        if sys.platform == "darwin":
            return int(one.getsockopt(socket.SOL_SOCKET, _SO_NWRITE))
    except OSError:
        return 0
    return None


def sum_acked_bytes(sockets: Iterable[CountingSocket]) -> int | None:
    """Add up the bytes acknowledged over these sockets; None where this system, or its event loop, does not tell."""
    total, taken = 0, 0
    for one in sockets:
        there = one.acknowledged
        if there is None:
            return None
        total, taken = total + there, taken + one.taken
    return total if taken else None
