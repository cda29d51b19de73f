"""Which rate a practice call should have: down where the line is full, up where TCP was slower than a call. Pure.

Where the loss goes away with half the rate, the line was full; where it stays, the line loses.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from readiness.instruments.network.call.packet_schedule import LEAST_VIDEO_MBPS, VOICE_MBPS
from readiness.instruments.network.call.packets import CallQuality

SHORTEST_S: Final = 5.0
"""A rate is held at least this long before it is judged."""
SETTLE_S: Final = 0.5
"""After a change of rate: what the old one left in the queue is not the new one's."""
DRAIN_S: Final = 1.0
"""The same, besides, where the queue is long."""
CERTAIN_Z: Final = 2.8
"""Looked at again and again: a wider interval than for one look."""
_KNOWN_S: Final = 1.0
"""Less of a rate says nothing about it yet."""
_COMPARED_S: Final = 2.0
"""So much of a rate is compared with the one before it."""
_GROWN_LOOKS: Final = 3
"""One look may have met a busy moment of this computer's own."""
_QUEUE_STEP: Final = 0.75
_LOSS_STEP: Final = 0.5
_RISE: Final = 2.0
_RISE_LOSS_PERCENT: Final = 1.0


class Look(NamedTuple):
    """The call at one moment, at its present rate."""

    heard: CallQuality
    held_s: float
    """For how long what became of its packets is known."""
    left_s: float
    queue_grows: bool = False
    loses_much: bool = False


class Move(StrEnum):
    """What to do next."""

    HOLD = "hold"
    CHANGE = "change"
    CHANGE_AND_DRAIN = "change-and-drain"
    """The rate is another, and a long queue must empty first."""
    DONE = "done"


class RateController:
    """Finds the rate that the line carries, Mbit/s, of at most `most_mbps`.

    `loss_edges_percent`: where the loss starts to mean something else; a rate is done when its side of each is clear.
    """

    def __init__(self, mbps: float, most_mbps: float, loss_edges_percent: Sequence[float]) -> None:
        self.mbps = mbps
        self._most_mbps = most_mbps
        self._edges = loss_edges_percent
        self._loses = False
        """The line loses at any rate."""
        self._raised = False
        self._grown = 0
        self._before: tuple[float, float] | None = None
        """The rate from which we stepped down for loss, and its loss."""

    def look(self, seen: Look) -> Move:
        """Decide what this look asks for; `mbps` is the new rate where it is another."""
        if seen.held_s < _KNOWN_S:
            return Move.HOLD
        self._grown = self._grown + 1 if seen.queue_grows else 0
        queued = self._grown >= _GROWN_LOOKS
        if self._before is not None and not queued:
            return self._compare(seen, *self._before)
        full = queued or (seen.loses_much and not self._loses)
        if full and self.mbps > VOICE_MBPS and seen.left_s > SHORTEST_S:
            return self._lower(seen, queued)
        if self._may_rise(seen):
            self._raised = self.mbps * _RISE >= self._most_mbps
            self.mbps = min(self.mbps * _RISE, self._most_mbps)
            return Move.CHANGE
        return Move.DONE if seen.held_s >= SHORTEST_S and self._is_certain(seen.heard) else Move.HOLD

    def _compare(self, seen: Look, mbps: float, loss_percent: float) -> Move:
        """Compare with the rate before; go back where half of it loses no less: the line is not full, it loses."""
        if seen.held_s < _COMPARED_S:
            return Move.HOLD
        self._before = None
        if seen.heard.loss_percent <= loss_percent * _LOSS_STEP:
            return Move.HOLD
        self._loses, self.mbps = True, mbps
        return Move.CHANGE

    def _lower(self, seen: Look, queued: bool) -> Move:
        self._before = None if queued else (self.mbps, seen.heard.loss_percent)
        lower = self.mbps * (_QUEUE_STEP if queued else _LOSS_STEP)
        self.mbps, self._grown = lower if lower >= LEAST_VIDEO_MBPS else VOICE_MBPS, 0
        self._raised |= queued
        return Move.CHANGE_AND_DRAIN if queued else Move.CHANGE

    def _may_rise(self, seen: Look) -> bool:
        """Tell whether a higher rate is worth a try.

        TCP gives way to every loss: what it was measured with may be far less than the line carries.
        """
        if self._raised or self.mbps >= 0.99 * self._most_mbps:
            return False
        loses = seen.heard.loss_between(CERTAIN_Z)[0] > _RISE_LOSS_PERCENT
        return loses and seen.held_s >= _COMPARED_S and seen.left_s > SHORTEST_S + SETTLE_S

    def _is_certain(self, heard: CallQuality) -> bool:
        low, high = heard.loss_between(CERTAIN_Z)
        return not any(low <= edge <= high for edge in self._edges)
