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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, NamedTuple

from aioice.turn import TurnTransport

from readiness.instruments.network.call.loss_interval import loss_between
from readiness.instruments.network.call.packets import CallQuality, PacketLog
from readiness.instruments.network.turn import Allocation, RelayError, Route, open_allocation, release_allocation

LIMIT_S: Final = 15.0
SHORTEST_S: Final = 5.0
"""A rate is held at least this long before it is judged."""
OPEN_S: Final = 6.0
SETTLE_S: Final = 0.5
"""After a change of rate: what the old one left in the queue is not the new one's."""
DRAIN_S: Final = 1.0
"""The same where the queue is long."""
SILENT_S: Final = 4.0
"""Not one packet for so long: this is no bad call, but none."""
HELD_UP_S: Final = 0.06
"""This computer itself was too busy to send for so long."""
_LOOK_S: Final = 0.25
_AUDIO_EVERY_S: Final = 0.02
_FRAME_S: Final = 1 / 30
_PIECES: Final = 8
"""Packets a picture at the whole rate."""
_LEAST_PIECE: Final = 160
_LARGEST_PIECE: Final = 1150
_OVERHEAD: Final = 32
"""IP, UDP and the channel's head: bytes around each packet that the line carries as well."""
_AUDIO_BYTES: Final = 100
VOICE_MBPS: Final = (_AUDIO_BYTES + _OVERHEAD) * 8e-6 / _AUDIO_EVERY_S
_LEAST_VIDEO_MBPS: Final = 0.12
_FULL_LOSS_PERCENT: Final = 10.0
_FULL_QUEUE_MS: Final = 300.0
_GROWN_LOOKS: Final = 3
_QUEUE_STEP: Final = 0.75
_CERTAIN_Z: Final = 2.8
"""Looked at again and again: a wider interval than for one look."""
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
        del addr
        if self.record is None or len(data) < _HEAD.size:
            return
        _, _, _, _, mark, number = _HEAD.unpack_from(data)
        if mark == int.from_bytes(self.mark, "big"):
            self.last_s = self._loop.time()
            self.record.arrived(number, self.last_s)
            self.bytes += len(data) + _OVERHEAD

    def error_received(self, exc: Exception) -> None:
        """Loss shows in what does not arrive."""


def _schedule_packets(mbps: float) -> Iterator[tuple[float, int, bool]]:
    """(seconds from the start, bytes, is it voice) of each packet, for ever: voice, and pictures spread evenly."""
    video = mbps >= _LEAST_VIDEO_MBPS
    per_frame = max(0.0, mbps - VOICE_MBPS) * 125_000 * _FRAME_S
    pieces = max(1, min(_PIECES, int(per_frame / (_LEAST_PIECE + _OVERHEAD)))) if video else 0
    size = int(min(_LARGEST_PIECE, per_frame / pieces - _OVERHEAD)) if video else 0
    voice_at = 0
    picture_at = 0
    while True:
        voice_s = voice_at * _AUDIO_EVERY_S
        picture_s = picture_at * _FRAME_S / pieces if pieces else float("inf")
        if voice_s <= picture_s:
            yield voice_s, _AUDIO_BYTES, True
            voice_at += 1
        else:
            yield picture_s, size, False
            picture_at += 1


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
        self._mbps = mbps
        self._most_mbps = most_mbps
        self._edges = edges
        self._filler = os.urandom(_LARGEST_PIECE)
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
        return CallResult(self._mbps, heard, self._bytes + self._ear.bytes)

    async def _send(self) -> None:
        while True:
            self._changed.clear()
            started = self._loop.time()
            for after_s, size, voice in _schedule_packets(self._mbps):
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
        self._bytes += size + _OVERHEAD

    async def _steer(self, progress: Callable[[float], None], sending: asyncio.Future[None]) -> tuple[float, float]:
        """Find the rate; from when until when it was held."""
        started = self._loop.time()
        since = started + SETTLE_S
        loses = raised = False
        grown = 0
        before: tuple[float, float] | None = None
        """The rate from which we stepped down for loss, and its loss."""
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
            if known - since < 1.0:
                continue
            heard = self._record.heard(since, known)
            # One look may have met a busy moment of this computer's own.
            grown = grown + 1 if self._queue_grows(since, known) else 0
            queued, lossy = grown >= _GROWN_LOOKS, self._loses_much(since, known)
            if before is not None and not queued:
                if known - since < 2.0:
                    continue
                if heard.loss_percent > before[1] / 2:
                    # Half the rate and the loss stays: the line is not full, it loses. Back to the whole rate.
                    loses, self._mbps = True, before[0]
                    since = self._change(now)
                before = None
                continue
            if (queued or (lossy and not loses)) and self._mbps > VOICE_MBPS and left_s > SHORTEST_S:
                before = None if queued else (self._mbps, heard.loss_percent)
                lower = self._mbps * (_QUEUE_STEP if queued else 0.5)
                self._mbps, grown = lower if lower >= _LEAST_VIDEO_MBPS else VOICE_MBPS, 0
                since = self._change(now) + (DRAIN_S if queued else 0.0)
                raised = raised or queued
            elif self._may_rise(heard, raised) and known - since >= 2.0 and left_s > SHORTEST_S + SETTLE_S:
                raised, self._mbps = self._mbps * 2 >= self._most_mbps, min(self._mbps * 2, self._most_mbps)
                since = self._change(now)
            elif known - since >= SHORTEST_S and self._certain(heard):
                return since, known

    def _may_rise(self, heard: CallQuality, raised: bool) -> bool:
        """TCP gives way to every loss: what it was measured with may be far less than the line carries."""
        return not raised and self._mbps < 0.99 * self._most_mbps and heard.loss_between(_CERTAIN_Z)[0] > 1.0

    def _change(self, now: float) -> float:
        self._changed.set()
        return now + SETTLE_S

    def _grace_s(self, now: float) -> float:
        """How long a packet may still be on its way without being lost."""
        rtts = self._record.rtts_ms(now - 4.0, now)
        return max(0.3, 2.5 * (median(rtts) if rtts else 0.0) / 1000)

    def _loses_much(self, since: float, known: float) -> bool:
        recent = self._record.heard(max(since, known - 2.0), known)
        return loss_between(recent.loss_percent, recent.packets, _CERTAIN_Z)[0] > _FULL_LOSS_PERCENT

    def _queue_grows(self, since: float, known: float) -> bool:
        first, last = self._record.rtts_ms(since, since + 0.5), self._record.rtts_ms(known - 0.5, known)
        return bool(first and last) and median(last) - median(first) > _FULL_QUEUE_MS

    def _certain(self, heard: CallQuality) -> bool:
        low, high = heard.loss_between(_CERTAIN_Z)
        return not any(low <= edge <= high for edge in self._edges.loss_percent)

    async def _last_ones(self, until: float) -> None:
        """Wait for what is still on its way."""
        await asyncio.sleep(max(0.0, min(until + self._grace_s(until) - self._loop.time(), 2.0)))


async def practice_call(
    route: Route, mbps: float, most_mbps: float, edges: LossLimits, progress: Callable[[float], None]
) -> CallResult:
    """A call through this relay that begins at `mbps`. NoCall where the relay does not make it possible.

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
