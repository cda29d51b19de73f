"""Does the verdict agree with a real call? Two Chromiums over an emulated link, then the check over the same link.

    python -m tests.bench.browser_call [LINK ...]

Both browsers call through coturn at a visit's bitrate, in both directions at once; what each of them received is read
from its own statistics. Then `readiness check internet` runs on the same link, with the clinic's relay and without.
What a call was like, the worse direction counting, the first that holds:

    unusable      no call at all, or a fifth of the sound made up by concealment, or a round trip of 900 ms
    broken sound  3 % of the sound or more made up
    no picture    fewer than 12 pictures a second, or frozen for 5 % of the time or more; the sound holds
    poor picture  a smaller picture than the camera's, and coarse all the same: a mean quantizer of 75 or more of VP8's
                  127. It moves, but a doctor sees little on it. Lines of 0.35 Mbit/s give some 60 at full size, those
                  of 0.25 some 80 at three quarters of it; from 95 on WebRTC itself makes the picture smaller still
    late          a round trip of 400 ms or more
    fluent        none of these

The verdict is wrong where it says `good` of a call that was not fluent, or fails a line whose call was. Without a
relay neither loss nor blocked UDP can be seen, and the words say that loss was not tested: a `good` is then shown for
such lines, not counted.

Needs root or namespaces for users, gcc, coturn, chromium. Exits with 1 where a verdict is wrong.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
import wave
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from tests.bench.browser import Browser, BrowserError, browser
from tests.links.bursts import Bursts, bursting
from tests.links.checking import Told, check
from tests.links.link import SERVER, Link, Way, link
from tests.links.servers import TURN_CREDENTIAL, TURN_USER, relay_profile, speed_server, turn_server

PAGE: Final = Path(__file__).with_name("browser_call.html")
WIDTH, HEIGHT, FPS = 640, 480, 20
VIDEO_BPS: Final = 800_000
"""With sound and heads the visit's 0.9 Mbit/s each way."""
CONNECT_S: Final = 20.0
SETTLE_S: Final = 12.0
"""A call begins small and looks for its bitrate."""
CALL_S: Final = 20.0

FLUENT_FPS: Final = 12.0
FROZEN_PERCENT: Final = 5.0
COARSE: Final = 75.0
MADE_UP_PERCENT: Final = 3.0
NO_SOUND_PERCENT: Final = 20.0
LATE_MS: Final = 400.0
HOPELESS_MS: Final = 900.0

FAILS: Final = {"audio-only", "unusable", "relay-blocked", "host-blocked", "offline", "dns", "portal"}


@dataclass(frozen=True, slots=True)
class Line:
    """A link, and what is special about it."""

    down: Way
    up: Way
    bursts: Bursts | None = None
    block: tuple[str, ...] = field(default=())

    @property
    def needs_relay(self) -> bool:
        """Does what is bad about it show to UDP alone?"""
        return bool(self.down.loss_percent or self.up.loss_percent or self.block)


FAST: Final = Way(10)
LINES: Final[dict[str, Line]] = {
    "2/0.7": Line(Way(2), Way(0.7)),
    "1.5/0.35": Line(Way(1.5), Way(0.35)),
    "0.8/0.8": Line(Way(0.8), Way(0.8)),
    "0.6/5": Line(Way(0.6), Way(5)),
    "6/0.4 200ms": Line(Way(6, queue_ms=200), Way(0.4, queue_ms=200)),
    "4/4 80±30": Line(Way(4, 80, 30), Way(4, 80, 30)),
    "8/1.2 noUDP": Line(Way(8), Way(1.2), block=("udp",)),
    "5% up": Line(FAST, Way(10, loss_percent=5)),
    "5% down": Line(Way(10, loss_percent=5), FAST),
    "1.5% both": Line(Way(10, loss_percent=1.5), Way(10, loss_percent=1.5)),
    "450 ms": Line(Way(10, 225), Way(10, 225)),
    "350 ms": Line(Way(10, 175), Way(10, 175)),
    "0.25/0.25": Line(Way(0.25), Way(0.25)),
    "3/0.15": Line(Way(3), Way(0.15)),
    "bursts": Line(FAST, FAST, Bursts(2.5, 0.4)),
}
"""None of them is in tests/bench/internet.py."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side received: pictures a second, percent of the time, of the sound, of the packets."""

    fps: float = 0.0
    frozen_percent: float = 100.0
    made_up_percent: float = 100.0
    """Sound that was made up by concealment, without what was silent because nothing was played yet."""
    lost_percent: float = 0.0
    quantizer: float = 127.0
    """Mean over the pictures, VP8's own 0 to 127."""
    sent_width: int = 0
    """By the other side."""
    sent_kbps: float = 0.0
    limited: str = "?"
    rtt_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Both sides; None where there was no call."""

    patient: Side | None
    clinic: Side | None

    @property
    def kind(self) -> str:
        if self.patient is None or self.clinic is None:
            return "unusable"
        both = (self.patient, self.clinic)
        made_up = max(each.made_up_percent for each in both)
        rtt_ms = max(each.rtt_ms or 0.0 for each in both)
        if made_up >= NO_SOUND_PERCENT or rtt_ms >= HOPELESS_MS:
            return "unusable"
        if made_up >= MADE_UP_PERCENT:
            return "broken sound"
        if any(each.fps < FLUENT_FPS or each.frozen_percent >= FROZEN_PERCENT for each in both):
            return "no picture"
        if any(each.sent_width < WIDTH and each.quantizer >= COARSE for each in both):
            return "poor picture"
        return "late" if rtt_ms >= LATE_MS else "fluent"


def wrong(call: str, told: Told) -> bool:
    """Is the verdict the opposite of what the call was like?"""
    return told.finding == "good" if call != "fluent" else told.finding in FAILS


def _picture(file: Path) -> None:
    """Two seconds of somebody who moves in front of a textured wall, with a webcam's noise: as hard to pack as a visit.

    y4m, 4:2:0; the browser plays it again and again.
    """
    chance = np.random.default_rng(6)
    coarse = chance.integers(60, 190, (HEIGHT // 16, WIDTH // 8, 1), dtype=np.uint8)
    wall = np.kron(coarse[..., 0], np.ones((16, 16), np.uint8))  # twice the picture's width
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    frames = 2 * FPS
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420\n".encode())
        for at in range(frames):
            turn = 2 * np.pi * at / frames
            luma = wall[:, :WIDTH].astype(np.int16)
            middle = WIDTH / 2 + 60 * np.sin(turn), HEIGHT / 2 + 20 * np.sin(2 * turn)
            head = ((columns - middle[0]) / 110) ** 2 + ((rows - middle[1]) / 150) ** 2 < 1
            shift = int(60 * np.sin(turn)) + 80
            luma = np.where(head, np.roll(wall, shift, axis=1)[:, :WIDTH].astype(np.int16) // 2 + 90, luma)
            luma += chance.normal(0, 3, luma.shape).astype(np.int16)
            out.write(b"FRAME\n" + np.clip(luma, 16, 235).astype(np.uint8).tobytes())
            out.write(np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes())


def _voice(file: Path) -> None:
    """Four seconds of a hum that rises and falls as speech does: 48 kHz, one channel."""
    seconds = np.arange(4 * 48_000) / 48_000
    hum = sum(np.sin(2 * np.pi * 140 * tone * seconds) / tone for tone in range(1, 12))
    loud = 0.15 * (0.55 + 0.45 * np.sin(2 * np.pi * 3.0 * seconds))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((32767 * np.clip(hum * loud, -1, 1)).astype("<i2").tobytes())


def _connect(patient: Browser, clinic: Browser) -> bool:
    """Call the clinic. Is there a connection in time?"""
    urls = [f"turn:{SERVER}:3478?transport=udp", f"turn:{SERVER}:3478?transport=tcp"]
    video = {"width": WIDTH, "height": HEIGHT, "frameRate": FPS}
    for each in (patient, clinic):
        each.call("open_", urls, TURN_USER, TURN_CREDENTIAL, video, VIDEO_BPS)
    patient.call("accept", clinic.call("answer", patient.call("offer")))
    until = time.monotonic() + CONNECT_S
    while time.monotonic() < until:
        if all(each.call("stats")["state"] == "connected" for each in (patient, clinic)):
            return True
        time.sleep(0.3)
    return False


def _side(before: Any, after: Any, far: Any, rtts_ms: list[float]) -> Side:
    """What this side received between two looks; `far`: the other side's two looks, for what it sent."""
    if "in_video" not in after or "in_audio" not in after:
        return Side()

    def grown(stream: str, name: str) -> float:
        return float(after[stream].get(name, 0)) - float(before.get(stream, {}).get(name, 0))

    seconds = (after["at_ms"] - before["at_ms"]) / 1000
    samples = grown("in_audio", "totalSamplesReceived")
    made_up = grown("in_audio", "concealedSamples")
    lost = sum(max(0.0, grown(stream, "packetsLost")) for stream in ("in_audio", "in_video"))
    came = sum(grown(stream, "packetsReceived") for stream in ("in_audio", "in_video"))
    sent = far[1].get("out_video", {})
    kbits = (sent.get("bytesSent", 0) - far[0].get("out_video", {}).get("bytesSent", 0)) * 8e-3
    return Side(
        grown("in_video", "framesDecoded") / seconds,
        min(100.0, 100 * grown("in_video", "totalFreezesDuration") / seconds),
        100 * made_up / samples if samples else 100.0,
        100 * lost / (lost + came) if lost + came else 100.0,
        grown("in_video", "qpSum") / max(1.0, grown("in_video", "framesDecoded")),
        sent.get("frameWidth", 0),
        kbits / seconds,
        sent.get("qualityLimitationReason", "?"),
        median(rtts_ms) if rtts_ms else None,
    )


def real_call(made: Link, camera: Path, microphone: Path) -> Call:
    """A call over this link, and how it was."""
    flags = (f"--use-file-for-fake-video-capture={camera}", f"--use-file-for-fake-audio-capture={microphone}")
    with browser(made, "client", PAGE, *flags) as patient, browser(made, "server", PAGE, *flags) as clinic:
        both = patient, clinic
        if not _connect(*both):
            return Call(None, None)
        time.sleep(SETTLE_S)
        before = [each.call("stats") for each in both]
        rtts_ms: list[list[float]] = [[], []]
        until = time.monotonic() + CALL_S
        while time.monotonic() < until:
            time.sleep(1.0)
            after = [each.call("stats") for each in both]
            for looks, seen in zip(after, rtts_ms, strict=True):
                if (rtt_s := looks.get("pair", {}).get("currentRoundTripTime")) is not None:
                    seen.append(1000 * rtt_s)
        sides = [_side(before[at], after[at], (before[1 - at], after[1 - at]), rtts_ms[at]) for at in range(len(both))]
        # The clinic's browser stands beside the relay: the patient's own round trip is the line's.
        return Call(sides[0], replace(sides[1], rtt_ms=sides[0].rtt_ms))


def _try(line: Line, camera: Path, microphone: Path) -> tuple[Call, Told, Told]:
    with link(line.down, line.up) as made:
        url = speed_server(made)
        turn_server(made)
        made.block(*line.block)
        profile = f'[internet]\nservers = ["{url}"]\nportal_probe = "{url}/generate_204"\npublic_server = false\n'
        with bursting(made, line.bursts) if line.bursts is not None else contextlib.nullcontext():
            try:
                call = real_call(made, camera, microphone)
            except BrowserError as error:
                sys.exit(f"the browser: {error}")
            with_relay = check(made, profile + relay_profile())
            without = check(made, profile)
    return call, with_relay, without


def _shown(side: Side | None) -> str:
    if side is None:
        return "   -      -      -      -    -    -    - "
    return (
        f"{side.fps:4.0f} {side.frozen_percent:5.1f}% {side.made_up_percent:5.1f}% {side.lost_percent:5.1f}% "
        f"{side.quantizer:4.0f} {side.sent_kbps:4.0f} {side.sent_width:4}{'c' if side.limited == 'cpu' else ' '}"
    )


def main(names: list[str]) -> int:
    """Print the table; 1 where a verdict is wrong."""
    unknown = [name for name in names if name not in LINES]
    if unknown:
        sys.exit(f"no such link: {', '.join(unknown)}; there are {', '.join(LINES)}")
    print("             patient: fps frozen made up  lost    q kbps width | clinic gets: the same            rtt ms")
    good = True
    with tempfile.TemporaryDirectory(prefix="readiness-call-") as folder:
        camera, microphone = Path(folder, "camera.y4m"), Path(folder, "microphone.wav")
        _picture(camera)
        _voice(microphone)
        for name in names or LINES:
            call, with_relay, without = _try(LINES[name], camera, microphone)
            bad = wrong(call.kind, with_relay)
            bad_without = wrong(call.kind, without) and not (LINES[name].needs_relay and without.finding == "good")
            good &= not (bad or bad_without)
            rtt = call.patient.rtt_ms if call.patient is not None else None
            print(
                f"{name:12} {_shown(call.patient):>40} | {_shown(call.clinic)} {rtt or float('nan'):6.0f}  {call.kind}"
                f"\n{'':12} relay: {' '.join(with_relay.names)}{' WRONG' if bad else ''}"
                f"; none: {' '.join(without.names)}{' WRONG' if bad_without else ''}",
                flush=True,
            )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
