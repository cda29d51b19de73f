"""A headless Chromium on one side of a link, told what to do over its DevTools protocol on a pipe.

The pipe is inherited, so that nothing of the telling goes over the link that is being tried.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.links.link import Link

_FLAGS: Final = (
    "--headless",
    "--no-sandbox",  # as root there is none to be had
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--remote-debugging-pipe",
)
_FIRST_FD: Final = 20
"""Out of the way of those that the shell uses for itself."""
ANSWER_S: Final = 60.0


class BrowserError(RuntimeError):
    """The browser said no, or nothing."""


class Browser:
    """One browser with one page."""

    def __init__(self, link: Link, side: str, page: Path, flags: tuple[str, ...], folder: str) -> None:
        chromium = shutil.which("chromium")
        if chromium is None:
            raise BrowserError("chromium is missing")
        orders, self._write = os.pipe()
        self._read, answers = os.pipe()
        ends = [fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FD) for fd in (orders, answers)]
        command = ["bash", "-c", f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}', "browser", chromium, *_FLAGS, *flags]
        self._process = link.start(
            side,
            [*command, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in (orders, answers, *ends):
            os.close(fd)
        self._buffer = b""
        self._number = 0
        target = self._ask("Target.createTarget", {"url": page.as_uri()})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        until = time.monotonic() + ANSWER_S
        while self.run("document.readyState") != "complete":
            if time.monotonic() > until:
                raise BrowserError("the page does not load")
            time.sleep(0.1)

    def run(self, expression: str) -> Any:
        """The value of this JavaScript, awaited. BrowserError where it throws."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self._ask("Runtime.evaluate", asked, self._session)
        if "exceptionDetails" in answer:
            raise BrowserError(answer["exceptionDetails"].get("exception", {}).get("description", "?"))
        return answer["result"].get("value")

    def call(self, function: str, *words: object) -> Any:
        """The value of the page's function for these words."""
        return self.run(f"{function}({', '.join(json.dumps(word) for word in words)})")

    def _ask(self, method: str, parameters: dict[str, Any], session: str | None = None) -> Any:
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            order["sessionId"] = session
        os.write(self._write, json.dumps(order).encode() + b"\0")
        until = time.monotonic() + ANSWER_S
        while True:
            while b"\0" in self._buffer:
                line, _, self._buffer = self._buffer.partition(b"\0")
                told = json.loads(line)
                if told.get("id") == self._number:
                    if "error" in told:
                        raise BrowserError(f"{method}: {told['error']['message']}")
                    return told["result"]
            if not select.select([self._read], [], [], max(0.0, until - time.monotonic()))[0]:
                raise BrowserError(f"{method}: no answer")
            more = os.read(self._read, 65536)
            if not more:
                raise BrowserError(f"{method}: the browser has ended")
            self._buffer += more

    def close(self) -> None:
        """Ask it to end; the link ends whatever is left of it."""
        with contextlib.suppress(BrowserError, OSError):
            self._ask("Browser.close", {})
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        for fd in (self._read, self._write):
            os.close(fd)


@contextlib.contextmanager
def browser(link: Link, side: str, page: Path, *flags: str) -> Iterator[Browser]:
    """A browser on the "client" or the "server" side, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="readiness-browser-", ignore_cleanup_errors=True) as folder:
        opened = Browser(link, side, page, flags, folder)
        try:
            yield opened
        finally:
            opened.close()
