"""Where sound is missing: lost packets, buffers that came too late, a microphone that dies. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.loudness import Samples

Levels = NDArray[np.float64]

_STEP_S: Final = 0.001
_SHORTEST: Final = 4
"""Steps. A shorter hole cannot be told from a closed glottis."""
_EDGE: Final = 5
"""Steps before and after a hole that tell how loud it was there."""

# Powers of differences from sample to sample, which have no DC and little rumble, relative to the speech's loud tenth.
_DEAD: Final = 1e-7
"""Nothing: exact zeros, one value held, or less than a bit of them."""
_LOUD: Final = 10**-2.5
_JUMP: Final = 3.5
"""From its last sample to silence a voice takes a step like any other; a cut takes one this many times as high."""
_ALIKE: Final = 3
_MANY: Final = 4
"""So many cuts of one length, or of any, are no accident of a voice."""
_SUDDEN: Final = 10**-2.0
_BREAK_S: Final = 0.25
"""What lasts longer is no packet."""
_OVER_ROOM: Final = 4.0
_OF_ROOM: Final = 0.3
_ROOM_HEARD_SHARE: Final = 0.03
"""A recording in which the room is heard all the time has at least this many steps with just the room's power (0.3
to 3.3 times): the pauses, and the closed mouth between syllables."""
_ROOM_WITHOUT_HOLES: Final = 0.01
"""A quiet room of a bit or two has holes by itself."""

_DIED_S: Final = 1.0
_DIED_SHARE: Final = 0.35
"""So long an end of nothing, after a room that was heard: the microphone died, however softly."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """A stretch of nothing. In steps, and the samples where it starts and ends."""

    start: int
    end: int
    before: float
    after: float

    @property
    def length(self) -> int:
        """In steps."""
        return self.end - self.start


def dropout_s(room: Samples, rest: Samples, rate: int) -> float:
    """How many seconds of `rest`, in which somebody may speak, are missing. `room` came before: the noise alone.

    A hole is a stretch of 4 ms or more in which nothing changes (zeros, mostly). Microphones that are silent
    between words have such holes, too, and are well. So a hole counts

    - where the room is otherwise heard all the time: then no microphone makes it (one that silences pauses does
      so in the quiet room as well);
    - else where loud sound is cut off in the middle of a wave, as a voice hardly ever ends or begins: twice for
      the same length (a packet's), or again and again; then so do its likes that happen to begin softly. These
      are sought down to the room's noise, which may have come in behind the line that lost them;
    - at the end of a recording, where it is long and the room was heard before.
    """
    steps = _steps(rest, rate)
    if steps.size < 3 * _EDGE:
        return 0.0
    loud = float(np.percentile(steps, 90))
    if loud <= 0:
        return 0.0
    quiet = _steps(room, rate) if room.size > rate else np.empty(0)
    noise = float(np.median(quiet)) if quiet.size else 0.0
    nothing = _DEAD * loud if noise <= 0 else min(_DEAD * loud, noise / 100)
    dead = steps <= nothing
    if dead.all():
        return 0.0
    holes = _holes(steps, dead)
    if holes and _goes_on(steps[~dead], quiet, noise, nothing):
        least = _OF_ROOM * noise
        missing = sum(h.length for h in holes if h.before >= least or (h.after >= least and h.end < steps.size))
    else:
        low = max(nothing, _OVER_ROOM * noise)
        missing = 0
        if low < _LOUD * loud / 2:
            missing = _packets(_holes(steps, steps <= low), rest, rate, loud, steps.size)
        if holes and _died(holes[-1], steps, loud, noise):
            missing += holes[-1].length
    return missing * _STEP_S


def _goes_on(alive: Levels, quiet: Levels, noise: float, nothing: float) -> bool:
    """Is the room heard all the time, also in this part?"""
    if noise <= 0 or float(np.mean(quiet <= nothing)) >= _ROOM_WITHOUT_HOLES:
        return False
    as_room = float(np.mean((alive >= _OF_ROOM * noise) & (alive <= noise / _OF_ROOM)))
    fainter = float(np.mean(alive < _OF_ROOM**2 * noise))
    return as_room >= _ROOM_HEARD_SHARE and fainter <= 1.5 * float(np.mean(quiet < _OF_ROOM**2 * noise)) + 0.005


def _packets(holes: list[_Hole], rest: Samples, rate: int, loud: float, steps: int) -> int:
    """Steps that are missing in holes which cut sound off, and in others of the same length."""
    inside = [hole for hole in holes if hole.end < steps - 1 and hole.length * _STEP_S <= _BREAK_S]
    cut = [hole for hole in inside if _cut(rest, rate, hole, loud)]
    lengths = {hole.length for hole in cut if sum(abs(other.length - hole.length) <= 1 for other in cut) >= _ALIKE}
    if lengths:
        alike = {each * times + by for each in lengths for times in (1, 2) for by in (-1, 0, 1)}
        return sum(
            h.length for h in inside if h in cut or (h.length in alike and max(h.before, h.after) >= _LOUD * loud)
        )
    return sum(hole.length for hole in cut) if len(cut) >= _MANY else 0


def _steps(samples: Samples, rate: int) -> Levels:
    """The power of the differences from sample to sample, for each millisecond. Shape (milliseconds,)."""
    size = _size(rate)
    changes = np.diff(samples)
    count = changes.size // size
    powers: Levels = np.square(changes[: count * size].reshape(count, size), dtype=np.float64).mean(axis=1)
    return powers


def _size(rate: int) -> int:
    return max(1, round(rate * _STEP_S))


def _holes(steps: Levels, dead: NDArray[np.bool_]) -> list[_Hole]:
    """Where nothing lasts for long enough, and how loud it is around; the step with the very edge is left out."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dead, [False])).astype(np.int8))).reshape(-1, 2)
    holes = []
    for start, end in edges.tolist():
        if end - start >= _SHORTEST:
            before = steps[max(0, start - 1 - _EDGE) : max(0, start - 1)]
            after = steps[end + 1 : end + 1 + _EDGE]
            loudness = (float(np.median(part)) if part.size else 0.0 for part in (before, after))
            holes.append(_Hole(start, end, *loudness))
    return holes


def _cut(rest: Samples, rate: int, hole: _Hole, loud: float) -> bool:
    """Does loud sound end or begin in the middle of a wave here?"""
    size = _size(rate)
    around = _EDGE * size
    inside = rest[(hole.start + 1) * size : max(hole.start + 2, hole.end - 1) * size]
    held = float(np.median(inside))
    if hole.before >= _LOUD * loud:
        first = max(0, (hole.start - 1) * size - around)
        if _jumps(rest[first : hole.start * size + 1], held, size):
            return True
    if hole.after >= _LOUD * loud:
        last = (hole.end + 1) * size + around
        return _jumps(rest[hole.end * size : last][::-1], held, size)
    return False


def _jumps(towards: Samples, held: float, size: int) -> bool:
    """Is the last step of these samples down to the held value much higher than their own steps?"""
    changes = np.abs(np.diff(towards))
    if changes.size < 3 * size:
        return False
    edge = changes[-2 * size :]
    at = int(np.argmax(edge))
    usual = float(np.sqrt(np.mean(np.square(changes[: changes.size - 2 * size + at], dtype=np.float64))))
    reached = abs(float(towards[towards.size - 2 * size + at]) - held)
    return usual > 0 and float(edge[at]) >= _JUMP * usual and reached <= float(edge[at]) / 3


def _died(hole: _Hole, steps: Levels, loud: float, noise: float) -> bool:
    """Is it an end of nothing: longer than a packet, after loud sound up to the very last millisecond; or long?"""
    if hole.end < steps.size - 1:
        return False
    last = steps[max(0, hole.start - 3) : hole.start]
    sudden = hole.length * _STEP_S >= _BREAK_S and last.size > 0 and float(last.min()) >= _SUDDEN * loud
    return sudden or (noise > 0 and hole.length * _STEP_S >= _DIED_S and hole.length >= _DIED_SHARE * steps.size)
