"""Which kind of speed server a setup leads to. Light: the first page says so before what measures is loaded."""

from __future__ import annotations

from enum import StrEnum

from readiness.core.setup import Setup


class ServerKind(StrEnum):
    """Which kind of server a check would talk to; a public one is announced beforehand."""

    NAMED = "named"
    PUBLIC = "public"
    DEMONSTRATION = "demonstration"


def server_kind(setup: Setup) -> ServerKind | None:
    """Tell which kind of server this setup leads to; None where there is none to ask. It asks nobody.

    Where the clinic's own servers do not answer, the public one may follow if the profile allows it.
    """
    if setup.sources.server is not None:
        return ServerKind.DEMONSTRATION if setup.demo else ServerKind.NAMED
    if setup.profile.internet.servers:
        return ServerKind.NAMED
    return ServerKind.PUBLIC if setup.profile.internet.public_server else None
