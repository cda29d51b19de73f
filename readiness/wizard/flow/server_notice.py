"""What is said beforehand of the server that the internet test will use."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.profile.speed_servers import ServerKind, server_kind

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
    """Say which server the internet test will use."""
    kind = server_kind(setup)
    if setup.sources.server is not None:
        kind = ServerKind.NAMED
    elif setup.demo:
        kind = ServerKind.DEMONSTRATION
    address = setup.sources.server or next(iter(setup.profile.internet.servers), "")
    return words.say(SERVERS[kind], {"server": urlsplit(address).hostname or address})
