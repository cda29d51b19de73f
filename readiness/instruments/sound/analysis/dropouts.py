"""Where sound is missing: lost packets, buffers that came too late, a microphone that dies. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.instruments.sound.analysis.levels import Samples

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
_PACKET: Final = 8
"""Steps. The shortest packets in use have 10 ms; shorter holes are a voice's own, unless many are cut alike."""
_EXACTLY: Final = 2
"""Samples. One at either edge may be 0 by chance."""
_TWICE: Final = 2
_WELL_HEARD: Final = 10**-1.8
_BY_CHANCE: Final = 0.6
"""So much of the share that speech has of the time is the least share of the holes that begin in speech."""
_SUDDEN: Final = 10**-2.0
_BREAK_S: Final = 0.25
"""What lasts longer is no packet."""
_GONE_S: Final = 0.5
"""One hole this long is enough, where the room is heard at any other time: no closed mouth makes it."""
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
    """The power just before and after it (median of 5 steps)."""
    at_start: float
    at_end: float
    """And at its very edges (mean of 3)."""

    @property
    def length(self) -> int:
        """In steps."""
        return self.end - self.start


def dropout_s(room: Samples, rest: Samples, rate: int) -> float:
    """Count the seconds of `rest`, in which somebody may speak, that are missing. `room` came before: the noise alone.

    A hole is a stretch of 4 ms or more in which nothing changes (zeros, mostly). Microphones and systems that are
    silent between words (noise gates, noise suppression, push to talk) make such holes, too, and are well. So a
    hole counts

    - where the room is otherwise heard all the time, and holes meet speech as often as pauses, as only chance
      does: a gate shuts where nobody speaks;
    - else where loud sound is cut off in the middle of a wave, as a voice hardly ever ends or begins: again and
      again, or once among others of its length (a packet's) that loud sound surrounds; or where such holes are
      equally long to the sample. Where there is none they are sought down to the room's noise, too, which may
      have come in behind the line that lost them;
    - at the end of a recording, where it is long and the room was heard before.
    """
    steps = _difference_powers(rest, rate)
    if steps.size < 3 * _EDGE:
        return 0.0
    loud = float(np.percentile(steps, 90))
    if loud <= 0:
        return 0.0
    quiet = _difference_powers(room, rate) if room.size > rate else np.empty(0)
    noise = float(np.median(quiet)) if quiet.size else 0.0
    nothing = _DEAD * loud if noise <= 0 else min(_DEAD * loud, noise / 100)
    dead = steps <= nothing
    if dead.all():
        return 0.0
    holes = _find_holes(steps, dead)
    if holes and _goes_on(steps[~dead], quiet, noise, nothing) and _by_chance(holes, room, rest, rate):
        least = _OF_ROOM * noise
        missing = sum(h.length for h in holes if h.before >= least or (h.after >= least and h.end < steps.size))
    else:
        low = max(nothing, _OVER_ROOM * noise)
        missing = _count_lost_packets(_select_inner_holes(holes, steps), rest, rate, loud, max(nothing, 2 * noise))
        if not holes and nothing < low < _LOUD * loud / 2:
            filled = _select_inner_holes(_find_holes(steps, steps <= low), steps)
            missing = _count_lost_packets(filled, rest, rate, loud, low, surely_holes=False)
        if holes and _has_died(holes[-1], steps, loud, noise):
            missing += holes[-1].length
    return missing * _STEP_S


def _goes_on(alive: Levels, quiet: Levels, noise: float, nothing: float) -> bool:
    """Tell whether the room is heard all the time, also in this part."""
    if noise <= 0 or float(np.mean(quiet <= nothing)) >= _ROOM_WITHOUT_HOLES:
        return False
    as_room = float(np.mean((alive >= _OF_ROOM * noise) & (alive <= noise / _OF_ROOM)))
    fainter = float(np.mean(alive < _OF_ROOM**2 * noise))
    return as_room >= _ROOM_HEARD_SHARE and fainter <= 1.5 * float(np.mean(quiet < _OF_ROOM**2 * noise)) + 0.005


def _by_chance(holes: list[_Hole], room: Samples, rest: Samples, rate: int) -> bool:
    """Tell whether the holes begin in speech about as often as there is speech."""
    powers = _smoothed_powers(rest, rate)
    usual = float(np.median(_smoothed_powers(room, rate)))
    speech = powers >= max(_OVER_ROOM * usual, _WELL_HEARD * float(np.percentile(powers, 90)))
    holes = [hole for hole in holes if 2 <= hole.start < powers.size]
    begun = sum(bool(speech[max(0, hole.start - 1 - _EDGE) : hole.start - 1].mean() > 0.5) for hole in holes)
    alive = np.ones(powers.size, bool)
    for hole in holes:
        alive[hole.start : hole.end] = False
    gone = any(hole.length * _STEP_S >= _GONE_S and hole.end < powers.size - 1 for hole in holes)
    return (begun >= _TWICE or gone) and begun >= _BY_CHANCE * float(speech[alive].mean()) * len(holes)


def _select_inner_holes(holes: list[_Hole], steps: Levels) -> list[_Hole]:
    """Select the holes that end, and are no longer than a packet can be."""
    return [hole for hole in holes if hole.end < steps.size - 1 and hole.length * _STEP_S <= _BREAK_S]


def _count_lost_packets(
    inside: list[_Hole], rest: Samples, rate: int, loud: float, low: float, *, surely_holes: bool = True
) -> int:
    """Count the steps that are missing in holes which cut sound off, and in others of the same length.

    What is merely as low as the noise needs more proof than a hole with nothing in it.
    """
    least = max(_LOUD * loud, _OVER_ROOM * low)
    cut = [hole for hole in inside if max(hole.before, hole.after) >= least and _is_cut(rest, rate, hole, least)]
    sudden = [hole for hole in inside if hole in cut or max(hole.at_start, hole.at_end) >= max(_SUDDEN * loud, least)]
    lengths = (
        _find_equal_lengths([hole for hole in sudden if hole.length >= _PACKET], rest, rate) if surely_holes else set()
    )
    for hole in cut:
        others = sudden if surely_holes and hole.length >= _PACKET else cut
        likes = sum(abs(other.length - hole.length) <= 1 for other in others)
        if likes >= _ALIKE:
            lengths.add(hole.length)
    if lengths:
        alike = {each * times + by for each in lengths for times in (1, 2) for by in (-1, 0, 1)}
        return sum(h.length for h in inside if h in cut or (h.length in alike and max(h.before, h.after) >= least))
    proofs = [hole for hole in cut if hole.length >= _PACKET] if surely_holes else []
    if len(cut) >= _MANY or len(proofs) >= _TWICE:
        # Of packets of any length those that begin or end softly cannot be told from pauses.
        return sum(hole.length for hole in (sudden if len(proofs) >= _TWICE else cut))
    return 0


def _find_equal_lengths(holes: list[_Hole], rest: Samples, rate: int) -> set[int]:
    """Find the lengths of holes that are as long as others to a few samples: packets are, pauses are not."""
    size = _millisecond_size(rate)
    exact: list[tuple[int, int]] = []
    for hole in holes:
        middle = (hole.start + hole.end) * size // 2
        differs = np.flatnonzero(rest[(hole.start - 1) * size : (hole.end + 2) * size] != rest[middle])
        split = int(np.searchsorted(differs, middle - (hole.start - 1) * size))
        run = int(differs[split] - differs[split - 1]) if 0 < split < differs.size else 0
        if run >= hole.length * size:
            exact.append((hole.length, run))
    return {each for each, run in exact if sum(abs(other - run) <= _EXACTLY for _, other in exact) >= _ALIKE}


def _smoothed_powers(samples: Samples, rate: int) -> Levels:
    """Measure the power of each millisecond, smoothed over five, without DC. Shape (milliseconds,)."""
    size = _millisecond_size(rate)
    count = (samples.size - 1) // size
    around = samples[: count * size] - np.float32(samples.mean(dtype=np.float64))
    powers = np.square(around.reshape(count, size), dtype=np.float64).mean(axis=1)
    smooth: Levels = np.convolve(powers, np.full(_EDGE, 1 / _EDGE), mode="same")
    return smooth


def _difference_powers(samples: Samples, rate: int) -> Levels:
    """Measure the power of the differences from sample to sample, for each millisecond. Shape (milliseconds,)."""
    size = _millisecond_size(rate)
    changes = np.diff(samples)
    count = changes.size // size
    powers: Levels = np.square(changes[: count * size].reshape(count, size), dtype=np.float64).mean(axis=1)
    return powers


def _millisecond_size(rate: int) -> int:
    return max(1, round(rate * _STEP_S))


def _find_holes(steps: Levels, dead: NDArray[np.bool_]) -> list[_Hole]:
    """Find where nothing lasts for long enough, and how loud it is around; the step with the very edge is left out."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dead, [False])).astype(np.int8))).reshape(-1, 2)
    holes = []
    for start, end in edges.tolist():
        if end - start >= _SHORTEST:
            before = steps[max(0, start - 1 - _EDGE) : max(0, start - 1)]
            after = steps[end + 1 : end + 1 + _EDGE]
            around = (float(np.median(part)) if part.size else 0.0 for part in (before, after))
            edges_only = (float(part.mean()) if part.size else 0.0 for part in (before[-3:], after[:3]))
            holes.append(_Hole(start, end, *around, *edges_only))
    return holes


def _is_cut(rest: Samples, rate: int, hole: _Hole, least: float) -> bool:
    """Tell whether loud sound ends or begins in the middle of a wave here."""
    size = _millisecond_size(rate)
    around = _EDGE * size
    inside = rest[(hole.start + 1) * size : max(hole.start + 2, hole.end - 1) * size]
    held = float(np.median(inside))
    if hole.before >= least:
        first = max(0, (hole.start - 1) * size - around)
        if _has_jump(rest[first : hole.start * size + 1], held, size):
            return True
    if hole.after >= least:
        last = (hole.end + 1) * size + around
        return _has_jump(rest[hole.end * size : last][::-1], held, size)
    return False


def _has_jump(towards: Samples, held: float, size: int) -> bool:
    """Tell whether the last step of these samples down to the held value is much higher than their own steps."""
    changes = np.abs(np.diff(towards))
    if changes.size < 3 * size:
        return False
    edge = changes[-2 * size :]
    at = int(np.argmax(edge))
    usual = float(np.sqrt(np.mean(np.square(changes[: changes.size - 2 * size + at], dtype=np.float64))))
    reached = abs(float(towards[towards.size - 2 * size + at]) - held)
    return usual > 0 and float(edge[at]) >= _JUMP * usual and reached <= float(edge[at]) / 3


def _has_died(hole: _Hole, steps: Levels, loud: float, noise: float) -> bool:
    """Tell whether the end is dead: longer than a packet, after loud sound up to the very last millisecond; or long."""
    if hole.end < steps.size - 1:
        return False
    last = steps[max(0, hole.start - 3) : hole.start]
    sudden = hole.length * _STEP_S >= _BREAK_S and last.size > 0 and float(last.min()) >= _SUDDEN * loud
    return sudden or (noise > 0 and hole.length * _STEP_S >= _DIED_S and hole.length >= _DIED_SHARE * steps.size)
