"""What a person types in a terminal: lines that can be waited for and given up, and answers that are understood."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading

from readiness.model import Answer

_NOT_SURE = ("?", "not sure", "unsure", "maybe", "don't know")


def understood(line: str) -> Answer | None:
    """The answer in what was typed: “Yes please” is yes, “nope” is no. None where it is neither."""
    word = line.strip().casefold()
    if word in _NOT_SURE or word.startswith("not sure"):
        return Answer.NOT_SURE
    if word in ("y", "ye", "yep", "yeah", "yes") or word.startswith(("yes ", "yes,")):
        return Answer.YES
    if word in ("n", "no", "nope", "nah") or word.startswith(("no ", "no,")):
        return Answer.NO
    return None


def forget_typed() -> None:
    """Drop what was typed before it was asked for: an impatient Enter answers no question."""
    try:
        import termios
    except ImportError:  # Windows; never run there
        import msvcrt

        while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        return
    with contextlib.suppress(termios.error, OSError, ValueError):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _tell(answer: asyncio.Future[str], line: str) -> None:
    if not answer.done():
        answer.set_result(line)


async def line_of_input() -> str | None:
    """One line that the person types; None at the end of input. Can be cancelled, which input() cannot."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        try:
            line = sys.stdin.readline()
        except (OSError, ValueError):  # the terminal is gone
            line = ""
        with contextlib.suppress(RuntimeError):  # the loop may be gone by the time somebody presses Enter
            loop.call_soon_threadsafe(_tell, answer, line)

    threading.Thread(target=read, daemon=True, name="keyboard").start()
    line = await answer
    return line.strip() if line else None
