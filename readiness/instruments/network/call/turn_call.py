"""The practice call: a stream like a call's own, through the clinic's relay back to ourselves.

Two allocations on the relay make the loop: what goes up on the first comes down on the second, so both directions
carry the visit's bitrate at once, as in a call. The packets are smaller and more than a video's, because loss is
known the better the more of them there are. As a call does, it looks for the rate that the line carries: where the
loss goes away with half the rate, the line was full; where it stays, the line loses.
"""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, NamedTuple

from aioice.turn import TurnTransport

from readiness.instruments.network.call.loss_interval import loss_between
from readiness.instruments.network.call.packet_schedule import LARGEST_PIECE, OVERHEAD, schedule_packets
from readiness.instruments.network.call.packets import CallQuality, PacketLog
from readiness.instruments.network.call.rate_control import (
    CERTAIN_Z,
    DRAIN_S,
    SETTLE_S,
    Look,
    Move,
    RateController,
)
from readiness.instruments.network.turn import Allocation, RelayError, Route, open_allocation, release_allocation

LIMIT_S: Final = 15.0
OPEN_S: Final = 6.0
SILENT_S: Final = 4.0
"""Not one packet for so long: this is no bad call, but none."""
HELD_UP_S: Final = 0.06
"""This computer itself was too busy to send for so long."""
_LOOK_S: Final = 0.25
_FULL_LOSS_PERCENT: Final = 10.0
_FULL_QUEUE_MS: Final = 300.0
_HEAD: Final = struct.Struct("!BBHIIQ")
"""RTP's head (RFC 3550, 5.1) and our own number."""


@dataclass(frozen=True, slots=True)
class LossLimits:
    """Where the loss (percent) starts to mean something else; the call ends when it is clear on which side it is."""

    loss_percent: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CallResult:
    """What the line did with the call at `mbps`, the rate on the wire each way, that it settled on."""

    mbps: float
    heard: CallQuality
    bytes: int
    """Both ways together."""


class NoCall(Exception):
    """The loop could not be made, or nothing came back through it: no judgement about the line."""


class Broken(Exception):
    """The call began well, then nothing came any more."""


class _Ear(asyncio.DatagramProtocol):
    """Where the packets come back."""

    def __init__(self) -> None:
        self.record: PacketLog | None = None
        self.mark = os.urandom(4)
        self.bytes = 0
        self.last_s = 0.0
        self._loop = asyncio.get_running_loop()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if self.record is None or len(data) < _HEAD.size:
            return
        _, _, _, _, mark, number = _HEAD.unpack_from(data)
        if mark == int.from_bytes(self.mark, "big"):
            self.last_s = self._loop.time()
            self.record.arrived(number, self.last_s)
            self.bytes += len(data) + OVERHEAD

    def error_received(self, exc: Exception) -> None:
        """Ignore the error: loss shows in what does not arrive."""


class _Loop(NamedTuple):
    """What goes up here is sent to that address and comes down to this ear."""

    up: TurnTransport
    far: tuple[str, int]
    ear: _Ear


class _PracticeCall:
    """One call under way."""

    def __init__(self, loop: _Loop, mbps: float, most_mbps: float, edges: LossLimits) -> None:
        self._up, self._far, self._ear = loop
        self._loop = asyncio.get_running_loop()
        self._record = PacketLog()
        self._rate = RateController(mbps, most_mbps, edges.loss_percent)
        self._filler = os.urandom(LARGEST_PIECE)
        self._bytes = 0
        self._changed = asyncio.Event()

    async def run(self, progress: Callable[[float], None]) -> CallResult:
        """Call until the answer is certain, at most LIMIT_S."""
        self._ear.record = self._record
        sending = asyncio.ensure_future(self._send())
        try:
            since, until = await self._steer(progress, sending)
        finally:
            sending.cancel()
            await asyncio.wait({sending})
        await self._last_ones(until)
        heard = self._record.heard(since, until)
        if not any(self._record.arrived_s):
            raise NoCall
        return CallResult(self._rate.mbps, heard, self._bytes + self._ear.bytes)

    async def _send(self) -> None:
        while True:
            self._changed.clear()
            started = self._loop.time()
            for after_s, size, voice in schedule_packets(self._rate.mbps):
                wait_s = started + after_s - self._loop.time()
                if wait_s > 0.001:
                    await asyncio.sleep(wait_s)
                if self._changed.is_set():
                    break
                if wait_s < -HELD_UP_S:  # what was not sent meanwhile is not sent in one burst now
                    break
                self._send_one(size, voice)

    def _send_one(self, size: int, voice: bool) -> None:
        now = self._loop.time()
        number = self._record.sent(now, steady=voice)
        mark = int.from_bytes(self._ear.mark, "big")
        head = _HEAD.pack(0x80, 111 if voice else 96, number & 0xFFFF, int(now * 90_000) & 0xFFFFFFFF, mark, number)
        self._up.sendto(head + self._filler[: size - _HEAD.size], self._far)
        self._bytes += size + OVERHEAD

    async def _steer(self, progress: Callable[[float], None], sending: asyncio.Future[None]) -> tuple[float, float]:
        """Find the rate; from when until when it was held."""
        started = self._loop.time()
        since = started + SETTLE_S
        while True:
            await asyncio.sleep(_LOOK_S)
            now = self._loop.time()
            progress(min(1.0, (now - started) / LIMIT_S))
            if sending.done():
                raise NoCall
            if now - max(self._ear.last_s, started) > SILENT_S:
                raise Broken
            known = now - self._grace_s(now)
            left_s = LIMIT_S - (now - started)
            if left_s <= 0:
                return since, max(known, since + _LOOK_S)
            move = self._rate.look(self._look(since, known, left_s))
            if move is Move.DONE:
                return since, known
            if move is not Move.HOLD:
                self._changed.set()
                since = now + SETTLE_S + (DRAIN_S if move is Move.CHANGE_AND_DRAIN else 0.0)

    def _look(self, since: float, known: float, left_s: float) -> Look:
        heard = self._record.heard(since, known)
        queue_grows, loses_much = self._queue_grows(since, known), self._loses_much(since, known)
        return Look(heard, known - since, left_s, queue_grows, loses_much)

    def _grace_s(self, now: float) -> float:
        """Estimate how long a packet may still be on its way without being lost."""
        rtts = self._record.rtts_ms(now - 4.0, now)
        return max(0.3, 2.5 * (median(rtts) if rtts else 0.0) / 1000)

    def _loses_much(self, since: float, known: float) -> bool:
        recent = self._record.heard(max(since, known - 2.0), known)
        return loss_between(recent.loss_percent, recent.packets, CERTAIN_Z)[0] > _FULL_LOSS_PERCENT

    def _queue_grows(self, since: float, known: float) -> bool:
        first, last = self._record.rtts_ms(since, since + 0.5), self._record.rtts_ms(known - 0.5, known)
        return bool(first and last) and median(last) - median(first) > _FULL_QUEUE_MS

    async def _last_ones(self, until: float) -> None:
        """Wait for what is still on its way."""
        await asyncio.sleep(max(0.0, min(until + self._grace_s(until) - self._loop.time(), 2.0)))


async def practice_call(
    route: Route, mbps: float, most_mbps: float, edges: LossLimits, progress: Callable[[float], None]
) -> CallResult:
    """Make a call through this relay that begins at `mbps`. NoCall where the relay does not make it possible.

    Where packets get lost at random TCP was slower than a call would be: then up to `most_mbps` is tried.
    Broken where it was cut off.
    """
    transports: list[TurnTransport] = []
    try:
        try:
            down, ear = await open_allocation(route, _Ear, OPEN_S)
            transports.append(down)
            up, _ = await open_allocation(route, _Ear, OPEN_S)
            transports.append(up)
            await _permit_each_other(down, up, ear)
        except RelayError:
            raise NoCall from None
        return await _PracticeCall(_Loop(up, down.get_extra_info("sockname"), ear), mbps, most_mbps, edges).run(
            progress
        )
    finally:
        for transport in transports:
            await release_allocation(transport)


async def _permit_each_other(down: TurnTransport, up: TurnTransport, ear: _Ear) -> None:
    """Let each allocation take packets of the other: until one has come through, or RelayError."""
    knocks = PacketLog()
    ear.record = knocks
    loop = asyncio.get_running_loop()
    mark = int.from_bytes(ear.mark, "big")
    try:
        async with asyncio.timeout(OPEN_S):
            while not any(knocks.arrived_s):
                down.sendto(bytes(_HEAD.size), up.get_extra_info("sockname"))
                number = knocks.sent(loop.time(), steady=False)
                up.sendto(_HEAD.pack(0x80, 0, 0, 0, mark, number), down.get_extra_info("sockname"))
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise RelayError(Allocation.SILENT) from None
