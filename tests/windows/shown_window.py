"""The program's window as Windows shows it: found by its process, read by its title, driven by keys alone."""

from __future__ import annotations

import contextlib
import ctypes
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from ctypes import wintypes
from pathlib import Path
from typing import Any, Final

import psutil

assert sys.platform == "win32"

_RETURN: Final = 0x0D
_MENU: Final = 0x12
_F4: Final = 0x73
_KEY_UP: Final = 2
"""https://learn.microsoft.com/windows/win32/inputdev/virtual-key-codes, …/winuser/nf-winuser-keybd_event"""
_CALLBACK: Final = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
_SETTLED_S: Final = 0.5
_DRAW: Final = (
    "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]); "
    "sys.exit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


class ShownWindow:
    """The first visible window with a title that one of these processes has. AssertionError where none comes in time.

    `processes` is asked again and again: the program may not have started yet.
    """

    def __init__(self, processes: Callable[[], Sequence[int]], patience_s: float) -> None:
        self._user32 = ctypes.WinDLL("user32")
        until = time.monotonic() + patience_s
        while not (found := [(handle, pid) for pid in processes() if (handle := self._find(pid))]):
            if time.monotonic() > until:
                raise AssertionError(f"no window within {patience_s:.0f} s")
            time.sleep(0.02)
        self._handle, self.pid = found[0]

    def _find(self, pid: int) -> int | None:
        found: list[int] = []

        def look(handle: int, _: int) -> bool:
            owner = wintypes.DWORD()
            self._user32.GetWindowThreadProcessId(wintypes.HWND(handle), ctypes.byref(owner))
            if owner.value == pid and self._user32.IsWindowVisible(wintypes.HWND(handle)) and self._title(handle):
                found.append(handle)
            return True

        self._user32.EnumWindows(_CALLBACK(look), 0)
        return found[0] if found else None

    def _title(self, handle: int) -> str:
        buffer = ctypes.create_unicode_buffer(512)
        self._user32.GetWindowTextW(wintypes.HWND(handle), buffer, len(buffer))
        return buffer.value

    @property
    def title(self) -> str:
        """What stands in the title bar of the window that the program shows now: it may have replaced its first one."""
        self._handle = self._find(self.pid) or self._handle
        return self._title(self._handle)

    def press(self, *keys: int) -> None:
        """Press these keys together."""
        self._user32.SetForegroundWindow(wintypes.HWND(self._handle))
        for key in keys:
            self._user32.keybd_event(key, 0, 0, 0)
        for key in reversed(keys):
            self._user32.keybd_event(key, 0, _KEY_UP, 0)

    def go_to(self, title: str, patience_s: float, stays_s: float) -> None:
        """Press Enter, each page's main button, until this page is there. AssertionError where it never comes."""
        until = time.monotonic() + patience_s
        seen: list[str] = []
        while title not in (now := self.title):
            seen.append(now)
            pages = list(dict.fromkeys(seen))
            assert self.pid in psutil.pids(), f"the window went away; pages seen: {pages}"
            assert time.monotonic() < until, f"“{title}” never came; pages seen: {pages}"
            time.sleep(_SETTLED_S)
            if now == self.title:  # or Enter would be the next page's, and the result's closes the window
                self.press(_RETURN)
                time.sleep(stays_s)
            while self._measures() and time.monotonic() < until:
                time.sleep(0.2)

    def _measures(self) -> bool:
        """Is a measurement under way that ends by itself? The camera's goes on as long as its page is open."""
        lines = [" ".join(words) for _, words in _ask_each(psutil.Process.cmdline)]
        return any(line.endswith(f"--serve {self.pid}") and "probe camera" not in line for line in lines)

    def picture(self, path: Path) -> None:
        """Draw the whole screen as a PNG."""
        time.sleep(_SETTLED_S)
        subprocess.run([sys.executable, "-c", _DRAW, str(path)], check=True)

    def close(self) -> None:
        """Close it by Alt and F4, as its cross would. AssertionError where its process stays."""
        self.press(_MENU, _F4)
        try:
            psutil.Process(self.pid).wait(15)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            raise AssertionError(f"the window “{self.title}” does not end") from None


def list_processes(program: str) -> list[int]:
    """List the processes of this executable."""
    return [pid for pid, name in _ask_each(psutil.Process.name) if name.lower() == program.lower()]


def _ask_each(question: Callable[[Any], Any]) -> Iterator[tuple[int, Any]]:
    """Ask every process; one that ends meanwhile says nothing, in whatever way Windows refuses it."""
    for pid in psutil.pids():
        with contextlib.suppress(psutil.Error, OSError):
            yield pid, question(psutil.Process(pid))
