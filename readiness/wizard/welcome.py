"""The first page: what will happen, how long it takes, what stays private, which server is used."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from readiness.checks.internet import ServerKind, server_kind
from readiness.model import Setup, Text
from readiness.text import Words
from readiness.wizard.conductor import Conductor
from readiness.wizard.number import ASK, WHERE, NumberField
from readiness.wizard.parts import Body, Button, Icon, frame, label, row
from readiness.wizard.theme import Look

TITLE: Final = Text("Is your computer ready for your video visit?")
LEAD: Final = Text(
    "We will check {count} things together. It takes about three minutes. You can stop at any time and come back later."
)
PRIVACY: Final = Text("Your picture and your voice stay on this computer. Nothing is saved. Nothing is sent.")
START: Final = Text("Start the check")
EVERYTHING: Final = Text("Check everything for me")
SERVERS: Final = {
    ServerKind.PUBLIC: Text(
        "The internet test uses a public speed test server (Speedtest by Ookla) and about 10 MB of data. "
        "That server will see your connection, not who you are."
    ),
    ServerKind.NAMED: Text(
        "The internet test uses the server {server} and about 10 MB of data. "
        "That server will see your connection, not who you are."
    ),
    ServerKind.DEMONSTRATION: Text("In this demonstration, the internet test stays inside this computer."),
    None: Text("No server is set for the internet test. We will not be able to check your internet."),
}


def server_words(words: Words, setup: Setup) -> str:
    """Which server the internet test will use."""
    kind = server_kind(setup)
    if setup.sources.server is not None:
        kind = ServerKind.NAMED
    elif setup.demo:
        kind = ServerKind.DEMONSTRATION
    address = setup.sources.server or next(iter(setup.profile.internet.servers), "")
    return words.say(SERVERS[kind], {"server": urlsplit(address).hostname or address})


class WelcomePage(QWidget):
    """Two ways to begin; the number is asked for where the clinic's profile has none."""

    def __init__(self, look: Look, words: Words, conductor: Conductor) -> None:
        super().__init__()
        self._look, self._words, self._conductor = look, words, conductor
        setup = conductor.session.setup
        px = look.px
        self.title = words.say(TITLE)
        self.heading = label(self.title, "hero")
        self.heading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.main = Button(look, words.say(START), "main")
        self.everything = Button(look, words.say(EVERYTHING), "second")
        self.main.clicked.connect(conductor.start)
        self.everything.clicked.connect(conductor.everything)
        calm = QHBoxLayout()
        calm.setContentsMargins(px(22), px(16), px(22), px(16))
        calm.setSpacing(px(16))
        calm.addWidget(Icon(look, "shield-check", 32, lambda: look.tokens.good), 0, Qt.AlignmentFlag.AlignTop)
        calm.addWidget(label(words.say(PRIVACY)), 1)
        self._number = self._ask() if not setup.profile.clinic.visit_phone else None
        body = Body()
        column = QVBoxLayout(body.inner)
        items: list[QWidget | int] = [
            2,
            self.heading,
            label(words.say(LEAD, {"count": len(conductor.session.tips)}), "lead"),
        ]
        items.append(frame("calm", calm))
        if self._number is not None:
            items.append(self._number)
        row(column, items, spacing=px(22))
        column.addLayout(row(QHBoxLayout(), [self.main, self.everything, 1], spacing=px(14)))
        column.addWidget(label(server_words(words, setup), "soft"))
        column.addStretch(3)
        column.setContentsMargins(px(40), px(24), px(40), px(24))
        body.inner.setMaximumWidth(px(900))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body)

    def _ask(self) -> QFrame:
        px, say = self._look.px, self._words.say
        setup = self._conductor.session.setup
        field = NumberField(self._look, self._words, setup.profile.clinic.region, setup.typed_phone)
        field.entered.connect(self._conductor.typed)
        field.entered.connect(lambda _: self.main.setFocus())
        self.field = field
        inner = row(QVBoxLayout(), [label(say(ASK), "strong"), label(say(WHERE), "small"), field], spacing=px(8))
        inner.setContentsMargins(px(22), px(14), px(22), px(16))
        return frame("card", inner)

    def opened(self) -> None:
        """The page has come into sight."""

    def refresh(self) -> None:
        """Nothing on it follows the check; a number that is known need not be asked for."""
        if self._number is not None:
            self._number.setVisible(not self._conductor.session.setup.typed_phone)
