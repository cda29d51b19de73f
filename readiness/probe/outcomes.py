"""How a probe can end: a value with states, so that hung, crashed and cancelled are different advice."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any, Final

OUT_OF_MEMORY: Final = "MemoryError"
"""The kind of whatever was raised for want of memory, whichever library raised it."""
_OPENCV_NO_MEMORY: Final = -4
"""cv::Error::StsNoMem (https://docs.opencv.org/4.x/d1/d0d/namespacecv_1_1Error.html)."""
_SAID: Final = (
    b"bad_alloc",
    b"Memory allocation",
    b"MemoryError",
    b"Cannot allocate memory",
    b"Insufficient memory",
    b"failed to map segment",
)
"""What C++, OpenBLAS, Python, the C library, OpenCV and the loader say before a process dies for want of memory."""
_KILLED: Final = 9
"""SIGKILL, by its number on every system that has one: a Crashed was never sent it by us. The kernel sends it to free
memory (https://docs.kernel.org/admin-guide/mm/concepts.html#oom-killer); a person or another program may."""
_WINDOWS_NO_MEMORY: Final = (0xC0000017, 0xC000012D)
"""STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT (MS-ERREF, 2.3.1). Never seen on a real Windows."""


@dataclass(frozen=True, slots=True)
class Measured:
    """It ended well; the last reading is the best one."""

    reading: Any


@dataclass(frozen=True, slots=True)
class Hung:
    """It did not say hello, or was not done, in time; it was stopped."""

    after_s: float


@dataclass(frozen=True, slots=True)
class Crashed:
    """The process died, by a signal or with an exit code, before it said its end."""

    signal: int | None
    code: int | None
    said_no_memory: bool = False
    """Did it say before that it had no memory left?"""


@dataclass(frozen=True, slots=True)
class Raised:
    """The measurement raised; `kind` is the exception's class name."""

    kind: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Somebody stopped it."""


End = Measured | Hung | Crashed | Raised | Cancelled


def name_error(error: BaseException) -> str:
    """Name what was raised: its class, or OUT_OF_MEMORY where a library has another class for that."""
    little = (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (isinstance(error, ImportError) and says_no_memory(str(error).encode("utf-8", "replace")))
        or (type(error).__module__.startswith("cv2") and getattr(error, "code", None) == _OPENCV_NO_MEMORY)
    )
    return OUT_OF_MEMORY if little else type(error).__name__


def says_no_memory(stderr: bytes) -> bool:
    """Tell whether these words of a process say that it had no memory left."""
    return any(each in stderr for each in _SAID)


def is_memory_short(end: End) -> bool:
    """Tell whether want of memory is the likeliest reason for this end."""
    if isinstance(end, Raised):
        return end.kind == OUT_OF_MEMORY
    return isinstance(end, Crashed) and (end.said_no_memory or end.signal == _KILLED or end.code in _WINDOWS_NO_MEMORY)
