"""LibreSpeed servers of any build: is there one at this address, and which are its addresses?"""

from __future__ import annotations

import string
from typing import Final

from yarl import URL

from readiness.instruments.network.http import Web, with_cache_buster
from readiness.instruments.network.http_reply import BUSY, WEB_ERRORS, HttpReply, is_answered
from readiness.instruments.network.speed.server import Endpoints

MEBIBYTES: Final = 20
"""One download's length (`ckSize`). Connections are cut when the answer is certain."""
_LOOK_AT: Final = 512
_TEXT: Final = frozenset(string.printable.encode())
_PAGES: Final = ("garbage.php", "empty.php")


class NotLibreSpeed(Exception):
    """Nothing there speaks LibreSpeed. `answered`: something else did. `busy`: it said that it has too much to do."""

    def __init__(self, answered: bool, busy: bool = False) -> None:
        super().__init__("busy" if busy else "answered" if answered else "no answer")
        self.answered = answered
        self.busy = busy


async def find_librespeed(web: Web, address: str) -> Endpoints:
    """Find the addresses of the LibreSpeed server at this one: there itself, else in its `backend` folder.

    NotLibreSpeed where neither gives and takes as LibreSpeed does.
    """
    answered = busy = False
    for base in _list_folders(address):
        try:
            head = await web.ask("GET", with_cache_buster(base + "garbage.php", ckSize=1), redirects=True)
        except WEB_ERRORS as error:
            # With a wrong certificate, in a strange tongue, or to lead us elsewhere: it is there, and the network is.
            answered = answered or is_answered(error)
            break  # what does not answer well at all will not do so for the other folder
        answered = True
        busy = busy or head.status in BUSY
        try:
            async with head:
                if not await _gives_garbage(head):
                    continue
                found = str(head.url.with_query(None).with_fragment(None)).rpartition("/")[0] + "/"
            async with await web.ask("GET", with_cache_buster(found + "empty.php")) as empty:
                if empty.status == 200 and not await empty.short():
                    return Endpoints(
                        f"{found}garbage.php?ckSize={MEBIBYTES}",
                        found + "empty.php",
                        found + "empty.php",
                        MEBIBYTES << 20,
                    )
        except WEB_ERRORS:
            continue
    raise NotLibreSpeed(answered, busy)


def _list_folders(address: str) -> tuple[str, ...]:
    """List the folders to try. The address may also be that of one of the server's pages."""
    try:
        url = URL(address).with_query(None).with_fragment(None)
    except ValueError:
        return ()
    base = str(url)
    for page in _PAGES:
        base = base.removesuffix(page)
    base = base.rstrip("/") + "/"
    return (base, base + "backend/")


async def _gives_garbage(answer: HttpReply) -> bool:
    """Tell whether this is random data, and not a page that somebody else sent instead."""
    if answer.status != 200 or answer.is_text:
        return False
    start = await answer.start(_LOOK_AT)
    answer.close()
    return len(start) == _LOOK_AT and not _TEXT.issuperset(start)
