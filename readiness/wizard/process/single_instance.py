"""One window for each user: a second start brings the first one's to the front."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from readiness.machine.folders import data_folder
from readiness.wizard.process.peer import is_own_peer

ANSWER_WITHIN_MS: Final = 1500
_HELLO: Final = b"show\n"
_THERE: Final = b"here\n"
_LONGEST: Final = 100
"""Bytes of a socket's path: Linux takes 107, macOS 103."""


def find_socket_name() -> str:
    """Find the socket's name, in a folder that nobody else can write; empty where there is none.

    Where others can write, one of them could listen there first and answer in the window's place: it would never open.
    """
    if sys.platform == "win32":  # pipes have no folders; who listens is looked at (seen in Wine 10)
        import getpass
        import hashlib

        return "readiness-" + hashlib.sha256(getpass.getuser().encode()).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for folder in ([Path(runtime)] if runtime.startswith("/") else []) + [data_folder()]:
        name = str(folder / "readiness-window")
        if len(os.fsencode(name)) <= _LONGEST and _is_ours_alone(folder):
            return name
    return ""


def _is_ours_alone(folder: Path) -> bool:
    """Can nobody else put anything into this folder? It is made where it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return sys.platform != "win32" and about.st_uid == os.getuid() and not about.st_mode & others


def is_taken(name: str) -> bool:
    """May there be a window that listens at this name? Told without loading what asking it takes."""
    if os.name == "nt":  # seen in Wine 10
        return Path(rf"\\.\pipe\{name}").exists()
    return bool(name) and os.path.lexists(name)


class Instance(QObject):
    """`claim` says whether this start is the first; `wanted` comes when another one follows."""

    wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        from PySide6.QtNetwork import QLocalServer

        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)

    def claim(self) -> bool:
        """False where an open window answered and has come to the front.

        One that does not answer is taken for gone: better two windows than none.
        """
        if self._ask():
            return False
        from PySide6.QtNetwork import QLocalServer

        if self._name and not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by one that was killed
            self._server.listen(self._name)
        return True

    def _ask(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        if not self._name:
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_WITHIN_MS) or not is_own_peer(int(socket.socketDescriptor())):
            return False
        socket.write(_HELLO)
        socket.flush()
        answered = socket.waitForReadyRead(ANSWER_WITHIN_MS) and bytes(socket.readAll().data()) == _THERE
        socket.disconnectFromServer()
        return answered

    def _asked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_THERE)
            socket.flush()
            self.wanted.emit()

    def release(self) -> None:
        """The window is closing: the next start is a first one."""
        self._server.close()
