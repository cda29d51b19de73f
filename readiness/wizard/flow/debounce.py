"""A finding that follows a live picture must not flicker: a new one counts once it has held for a moment."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

T = TypeVar("T")
HOLD_S: Final = 0.15


class Debouncer(Generic[T]):
    """Shows one value at a time. The first is shown at once, another after it was offered for `hold_s` on end."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._shown: tuple[object, T] | None = None
        self._next: tuple[object, float] | None = None

    def offer(self, key: object, value: T, now_s: float) -> T:
        """Take what is so now, and return what to show. Values with the same key are the same thing."""
        if self._shown is None or self._shown[0] == key:
            self._shown, self._next = (key, value), None
            return value
        if self._next is None or self._next[0] != key:
            self._next = (key, now_s)
        if now_s - self._next[1] >= self._hold_s:
            self._shown, self._next = (key, value), None
        return self._shown[1]
