"""When which packet of the practice call goes out: voice at its own pace, a picture's packets spread evenly. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

OVERHEAD: Final = 32
"""IP, UDP and the channel's head: bytes around each packet that the line carries as well."""
LARGEST_PIECE: Final = 1150
_AUDIO_EVERY_S: Final = 0.02
_FRAME_S: Final = 1 / 30
_PIECES: Final = 8
"""Packets a picture at the whole rate."""
_LEAST_PIECE: Final = 160
_AUDIO_BYTES: Final = 100
VOICE_MBPS: Final = (_AUDIO_BYTES + OVERHEAD) * 8e-6 / _AUDIO_EVERY_S
LEAST_VIDEO_MBPS: Final = 0.12


def schedule_packets(mbps: float) -> Iterator[tuple[float, int, bool]]:
    """Yield (seconds from the start, bytes, is it voice) of each packet, for ever: voice, pictures spread evenly."""
    video = mbps >= LEAST_VIDEO_MBPS
    per_frame = max(0.0, mbps - VOICE_MBPS) * 125_000 * _FRAME_S
    pieces = max(1, min(_PIECES, int(per_frame / (_LEAST_PIECE + OVERHEAD)))) if video else 0
    size = int(min(LARGEST_PIECE, per_frame / pieces - OVERHEAD)) if video else 0
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
