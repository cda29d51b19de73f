"""Do the server's answers bear out what has been acknowledged? And how long should the next body be?

Somebody on the way (a proxy, a filter, the server's own buffers) may acknowledge at once what passes on slowly. Then
the acknowledgements come in jumps, or all of them at once, and only whole bodies that were answered tell the rate.
What gives it away: everything is acknowledged, and the answers are still not there.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from readiness.instruments.network.speed.stopping import Meter

FIRST_POST: Final = 2_000
"""Bytes; small enough to be answered on the slowest line before it counts as a stall."""
SECOND_POSTS: Final = (48_000, 64_000, 96_000)
"""Bytes; together they prove more than what a first burst lets pass at once, and leave a slow line's buffers nearly
empty. Different, or all connections would wait for their answers, and the line stand still, at the same time."""
PROVEN_SHARES: Final = (2 / 9, 3 / 9, 4 / 9)
"""Of all that was answered so far, for the next body of each connection: no more is under way than has passed already,
as in TCP's slow start (RFC 5681, 3.1), or what a first burst let through at once would be followed by so much that no
answer comes any more. Different, for the reason given above."""
LARGEST_POST: Final = 1_000_000
"""Web servers refuse more than 1 MiB unless told otherwise."""
LONGEST_POST: Final = 4_000_000
"""PHP takes 8 MB unless told otherwise. Longer than LARGEST_POST, a connection stands still less often."""
POST_S: Final = 0.4
POST_SLOW_S: Final = 1.0
POST_SLOW_BYTES: Final = 16_000
"""Pieces smaller than this may take POST_SLOW_S: their heads (some 300 bytes each) would cost a slow line too much."""
LONG_POST_S: Final = 1.0
LONG_POST_RTTS: Final = 25
"""Where acknowledgements can be trusted, a body may take this long: a connection stands still for one round trip."""
LONG_POST_SHARE: Final = 0.5
"""But no more than this share of the time that is left: its answer has to bear them out."""
HEAD_BYTES: Final = 280
"""A request's head: acknowledgements count it, too."""
FRESH_S: Final = 3.0
"""Who has answered nothing for longer than this may be gone; then answers tell nothing about the line."""
_GROWTH: Final = 8
_SLOW_START_RTTS: Final = 6
"""A body that took no longer was held up by round trips, not by the line."""
_SLOW_START_GROWTH: Final = 4
_HIDDEN_S: Final = 0.04
_HIDDEN_SHARE: Final = 0.3
"""A body that waited for its answer this much of its time, all of it acknowledged, waits behind a buffer."""
_HIDDEN_LONG_S: Final = 0.5
_HIDDEN_RTTS: Final = 3
_LOOK_S: Final = 0.1
"""At most so much of the time since the last look is sure: our own computer may have been busy."""
_BORNE_SHARE: Final = 0.5
_PIECE: Final = 32_768


def next_size(size: int, took_s: float, rtt_s: float) -> int:
    """Choose the length of the next body after one of `size` bytes that was answered after `took_s`."""
    rate = size / took_s
    seconds = POST_S if rate * POST_S >= POST_SLOW_BYTES else POST_SLOW_S
    # Long round trips need larger pieces: the line stands still while an answer is on its way.
    return _bound_size(rate * max(seconds, 2 * rtt_s), size, LARGEST_POST)


def proven_size(answered: int, share: float) -> int:
    """Bound a body's length by the bytes answered so far, where only answers tell what has arrived."""
    return max(POST_SLOW_BYTES, int(answered * share))


def next_long_size(size: int, took_s: float, rtt_s: float, left_s: float, longest: int) -> int:
    """Choose the length of the next body where acknowledgements can be trusted: longer, for fewer standstills."""
    seconds = min(max(LONG_POST_S, LONG_POST_RTTS * rtt_s), LONG_POST_SHARE * left_s)
    wanted = size / took_s * seconds
    if took_s < _SLOW_START_RTTS * rtt_s:
        wanted = max(wanted, _SLOW_START_GROWTH * size)
    return _bound_size(wanted, size, longest)


def _bound_size(wanted: float, size: int, most: int) -> int:
    return int(min(max(wanted, FIRST_POST / 2), size * _GROWTH, most))


async def cut_body(payload: bytes, size: int) -> AsyncIterator[bytes]:
    """Yield a body of this length, piece by piece."""
    while size > 0:
        piece = payload[: min(size, _PIECE)]
        size -= len(piece)
        yield piece


@dataclass(frozen=True, slots=True)
class _Body:
    size: int
    begun_s: float
    hidden_s: float


class UploadAcks:
    """The bodies of one upload, answered and not. Seconds count from the upload's start."""

    def __init__(self, rtt_s: float, limit_s: float) -> None:
        """Take the round trip of an idle line, and how long the upload may take."""
        self.meter = Meter()
        """What was answered, each body spread over the time that it took."""
        self.cautious = False
        """Acknowledgements were seen to run ahead of what arrives."""
        self.last_s = 0.0
        self._rtt_s = rtt_s
        self._limit_s = limit_s
        self._second = itertools.cycle(SECOND_POSTS)
        self._under_way: dict[object, _Body] = {}
        self._answered = 0
        self._hidden_s = 0.0
        self._hidden_now_s = 0.0
        self._looked_s = 0.0

    def begin(self, who: object, size: int, now_s: float) -> None:
        """Note that a body is being sent."""
        self.meter.begin(who, now_s)
        self._under_way[who] = _Body(size, now_s, self._hidden_s)

    def lost(self, who: object) -> None:
        """Forget a body that was not answered well."""
        self._under_way.pop(who, None)

    def came(self, who: object, now_s: float, longest: int) -> int:
        """Note that a body was answered, and choose the length of the next one."""
        body = self._under_way.pop(who)
        self.meter.arrived(body.size + HEAD_BYTES, now_s, who)
        self._answered += body.size
        self.last_s = now_s
        took_s = max(now_s - body.begun_s, 1e-3)
        if self._hidden_s - body.hidden_s > max(_HIDDEN_S, _HIDDEN_SHARE * took_s):
            self.cautious = True
        if self.cautious:
            return min(next_size(body.size, took_s, self._rtt_s), longest)
        if body.size <= FIRST_POST:
            return next(self._second)
        return next_long_size(body.size, took_s, self._rtt_s, self._limit_s - now_s, longest)

    def look(self, acknowledged: int, waiting: int, now_s: float) -> None:
        """Note how many bytes of the upload are acknowledged by now, and how many that the system has taken are not."""
        since_s, self._looked_s = now_s - self._looked_s, now_s
        bodies = self._answered + sum(body.size for body in self._under_way.values())
        if not self._under_way or waiting or acknowledged < bodies:
            self._hidden_now_s = 0.0
            return
        self._hidden_s += min(since_s, _LOOK_S)
        self._hidden_now_s += min(since_s, _LOOK_S)
        if self._hidden_now_s > max(_HIDDEN_LONG_S, _HIDDEN_RTTS * self._rtt_s):
            self.cautious = True

    def bear_out(self, acknowledged: int, now_s: float, enough_mbps: float) -> bool:
        """Tell whether it is enough even if nothing but what was answered has arrived, or whether answers keep up."""
        total = self.meter.total
        return total * 8e-6 / now_s >= enough_mbps or total >= _BORNE_SHARE * acknowledged
