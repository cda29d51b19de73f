"""Does a device owe us sound, or was it the computer that could not take it? Pure: it is told every time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

_WINDOW_S: Final = 1.0
_LEAST_LOST_S: Final = 0.25
"""Less than this may be a device's clock that runs slower than ours, or a buffer that fills."""
_IDLE_SHARE: Final = 0.15
"""With less of all its processors' time left over than this, a computer may have kept the sound waiting."""
_LATE_S: Final = 0.1
"""A wait that ends so much later than it was to end shows that we were not given our turn."""


class CaptureGaps:
    """How far the sound that came falls behind the clock, for good. Blocks that come late but do come lose nothing.

    Nor does the device lose what is missing from a second in which the computer had no time for its sound: PortAudio
    said that its buffer ran over, a wait of ours ended late, or all processors were busy. That it is busy is the
    computer's finding, not the microphone's.
    """

    def __init__(self, idle_share: Callable[[], float | None] = lambda: None) -> None:
        """Take `idle_share`: it gives the processors' idle share since it was last asked, 0 to 1; None if unknown."""
        self._idle_share = idle_share
        self._began: float | None = None
        self._window_began = 0.0
        self._sound_s = 0.0
        self._least = math.inf
        self._last: float | None = None
        self._starved = self._starved_before = False
        self._owed_s = 0.0

    @property
    def lost_s(self) -> float:
        """How much sound the device owes."""
        return self._owed_s if self._owed_s >= _LEAST_LOST_S else 0.0

    def overran(self) -> None:
        """Note that sound came and was thrown away, because nobody took it in time."""
        self._starved = True

    def waited(self, planned_s: float, took_s: float) -> None:
        """Note that a wait that was to last `planned_s` at most lasted `took_s`."""
        self._starved |= took_s - planned_s > _LATE_S

    def add(self, now: float, block_s: float) -> None:
        """Count a block of this length that has come at this time (seconds of any steady clock)."""
        if self._began is None:
            self._began = self._window_began = now
            self._idle_share()
        else:
            self._sound_s += block_s
        self._least = min(self._least, now - self._began - self._sound_s)
        if now - self._window_began >= _WINDOW_S:
            self._close(now)

    def _close(self, now: float) -> None:
        """Close a second: find how far behind it was at its best, and decide whose fault the increase is."""
        idle = self._idle_share()
        self._starved |= idle is not None and idle < _IDLE_SHARE
        if self._last is not None:
            more = self._least - self._last
            # What is caught up is paid back; what a starved second lost, or the one before it, nobody owes.
            if more < 0 or not (self._starved or self._starved_before):
                self._owed_s = max(0.0, self._owed_s + more)
        self._last, self._least = self._least, math.inf
        self._window_began = now
        self._starved_before, self._starved = self._starved, False
