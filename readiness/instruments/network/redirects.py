"""Where an answer may lead a request to: elsewhere on the very same server, and nowhere else.

A server that the clinic named is asked because the clinic named it. Nobody named the one that it leads to: that may be
the router, the computer itself, a cloud's own services or a file.
"""

from __future__ import annotations

from typing import Final

from yarl import URL

from readiness.instruments.network.http_reply import NotUnderstoodError

MOST: Final = 3
"""One to HTTPS, one to the folder, one to spare."""
_PORTS: Final = {"http": 80, "https": 443}


class LedAwayError(NotUnderstoodError):
    """It leads to another server, which is not asked."""


def next_address(asked: URL, location: str) -> URL:
    """Return the address that `location` (of a Location header) leads to from the one that was asked.

    LedAwayError where that is another host, port or scheme, save HTTPS on the usual port in place of HTTP on its own;
    and where it holds a user's name, which would be sent.
    """
    try:
        there = asked.join(URL(location))
        same = there.host == asked.host and there.user is None and there.password is None
        place, before = (there.scheme, there.port), (asked.scheme, asked.port)
    except ValueError:
        raise LedAwayError("to no address") from None
    safer = before == ("http", _PORTS["http"]) and place == ("https", _PORTS["https"])
    if not same or not (place == before or safer):
        raise LedAwayError("to another server")
    return there.with_fragment(None)
