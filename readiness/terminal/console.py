"""What a person types in a terminal: lines that can be waited for and given up, and answers that are understood."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import unicodedata
from typing import Final, TextIO

from readiness.core.question import Answer

if sys.platform == "win32":
    import msvcrt

    from readiness.machine.windows.processes import is_console
else:
    import termios

# In every language that there are words for, whichever is spoken: somebody who reads Spanish may type “yes”, too.
_WORDS: Final = {
    Answer.NOT_SURE: (
        *("?", "؟", "？", "not sure", "unsure", "maybe", "don't know", "i don't know"),
        *(
            "no sé",
            "no se",
            "no lo sé",
            "no lo se",
            "no estoy seguro",
            "no estoy segura",
            "tal vez",
            "quizás",
            "quizas",
        ),
        *("لا أعرف", "لست متأكدًا", "لست متأكدا", "ربما", "不确定", "不知道", "也许"),
    ),
    Answer.YES: ("y", "ye", "yep", "yeah", "yes", "s", "sí", "si", "ن", "نعم", "是", "是的", "有", "好"),
    Answer.NO: ("n", "no", "nope", "nah", "ل", "لا", "否", "不", "不是", "没有"),
}


def understood(line: str) -> Answer | None:
    """Read the answer in what was typed: “Yes please” is yes, “nope” is no. None where it is not understood."""
    typed = unicodedata.normalize("NFC", line).strip().rstrip(".!。").casefold()
    for answer, words in _WORDS.items():  # “no sé” is not “no”: what is longer comes first
        if any(typed == word or (len(word) > 1 and typed.startswith((f"{word} ", f"{word},"))) for word in words):
            return answer
    return None


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a person may be at the other end. On Windows the null device, too, says that it is a terminal."""
    if stream is None or not stream.isatty():
        return False
    if sys.platform == "win32":
        return is_console(stream.fileno())
    return True


def forget_typed() -> None:
    """Drop what was typed before it was asked for: an impatient Enter answers no question."""
    if sys.platform == "win32":
        while msvcrt.kbhit():
            msvcrt.getwch()
    else:
        with contextlib.suppress(termios.error, OSError, ValueError):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _tell(answer: asyncio.Future[str], line: str) -> None:
    if not answer.done():
        answer.set_result(line)


async def line_of_input() -> str | None:
    """Read one line that the person types; None at the end of input. Can be cancelled, which input() cannot."""
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
