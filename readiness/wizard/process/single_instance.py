"""One window for each user: a second start brings the first one's to the front."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from readiness.wizard.process.peer import is_own_peer

ANSWER_WITHIN_MS: Final = 1500
_HELLO: Final = b"show\n"
_THERE: Final = b"here\n"


class Instance(QObject):
    """`claim` says whether this start is the first; `wanted` comes when another one follows."""

    wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)

    def claim(self) -> bool:
        """Claim the name; return False where an open window answered and has come to the front.

        One that does not answer is taken for gone: better two windows than none.
        """
        if self._ask():
            return False
        if self._name and not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by one that was killed
            self._server.listen(self._name)
        return True

    def _ask(self) -> bool:
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
        """Stop listening as the window closes: the next start is a first one."""
        self._server.close()
