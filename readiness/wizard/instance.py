"""One window for each user: a second start brings the first one's to the front."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QObject, QStandardPaths, Signal

ANSWER_WITHIN_MS: Final = 1500
_HELLO: Final = b"show\n"
_THERE: Final = b"here\n"


def place() -> str:
    """The socket's name: in the user's own runtime folder where there is one."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    if folder and Path(folder).is_dir():
        return str(Path(folder) / "readiness-window")
    import getpass
    import hashlib

    return "readiness-" + hashlib.sha256(getpass.getuser().encode()).hexdigest()[:12]


def taken(name: str) -> bool:
    """May there be a window that listens at this name? Told without loading what asking it takes."""
    if os.name == "nt":  # seen in Wine 10
        return Path(rf"\\.\pipe\{name}").exists()
    return (Path(QDir.tempPath()) / name).exists()  # joined to an absolute path, the folder before it falls away


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

        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by one that was killed
            self._server.listen(self._name)
        return True

    def _ask(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_WITHIN_MS):
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
