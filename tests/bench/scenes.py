"""A few hundred short clips with known faults: what is wrong follows from how each was made.

Nothing is drawn within a fifth of a limit: a face that should be dark has at most 0.8 of the limit, one that
should not has at least 1.2 of it. Too bright is an exception: above 210 there are only 45 levels, and a
fifth of those is kept. Everything is seeded: the same scenes come out every time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.portraits import REPORTING, TUNING, Pixels, portrait

Frame = NDArray[np.uint8]
SECONDS = 2.2


@dataclass(frozen=True)
class Scene:
    """How a clip is made. Sizes and places are shares of the picture, brightness 0-255, blur percent of the width."""

    expected: str
    note: str = ""
    person: str | None = None
    seed: int = 0
    size: tuple[int, int] = (640, 480)
    fps: float = 30.0
    face: float = 0.36
    at: tuple[float, float] = (0.5, 0.42)
    face_luma: float = 125.0
    room_luma: float = 120.0
    window: float = 0.0
    """Share of the room behind that is a bright window."""
    overexposed: float = 0.0
    """The face's brightness after everything is brightened; 0 where it is not."""
    blur: float = 0.0
    noise: float = 2.0
    bands: float = 0.0
    """Amplitude of 100 or 120 Hz bands, percent of the brightness."""
    cover: tuple[int, int, int] | None = None
    glow: float = 0.2
    kind: str = "live"
    """live, repeated, coded (repeated, with coding noise), static (nothing but noise), zeros."""
    camera: str = "HD Webcam"

    @property
    def half(self) -> str:
        """ "tune" or "report": by the person; without one, by the seed."""
        return ("tune" if self.person in TUNING else "report") if self.person else ("tune", "report")[self.seed % 2]


def room(size: tuple[int, int], seed: int) -> Pixels:
    """A wall with shelves, frames and a door, as seen behind people."""
    width, height = size
    rng = np.random.default_rng(seed)
    wall = np.linspace(0.85, 1.15, width, dtype=np.float32)[None, :, None] * rng.uniform(110, 170, 3).astype(np.float32)
    picture = np.repeat(wall, height, axis=0)
    for _ in range(9):
        x, y = rng.uniform(-0.1, 0.95, 2)
        w, h = rng.uniform(0.06, 0.3, 2)
        corner = (int(x * width), int(y * height))
        other = (int((x + w) * width), int((y + h) * height))
        cv2.rectangle(picture, corner, other, [float(each) for each in rng.uniform(40, 230, 3)], -1)
        cv2.rectangle(picture, corner, other, [float(each) for each in rng.uniform(20, 90, 3)], max(1, width // 250))
    return cv2.GaussianBlur(picture, (0, 0), max(0.5, width / 1200)).astype(np.float32)


def _luma(picture: Any) -> Pixels:
    return np.asarray(picture @ np.array([0.114, 0.587, 0.299], np.float32), np.float32)


def still(scene: Scene) -> Pixels:
    """The scene as it is, with a margin to move in, before lens, lamp and sensor."""
    width, height = scene.size
    behind = room(scene.size, scene.seed + 1000)
    behind *= scene.room_luma / max(1.0, float(_luma(behind).mean()))
    if scene.window:
        side = int(width * scene.window)
        left = 0 if scene.seed % 2 else width - side
        behind[:, left : left + side] = 235 + 12 * np.sin(np.arange(height, dtype=np.float32) / 9)[:, None, None]
    if scene.person is None:
        return behind
    person = portrait(scene.person)
    scale = scene.face * height / person.face[2]
    place = np.array(
        [
            [scale, 0, scene.at[0] * width - scale * person.face[0]],
            [0, scale, scene.at[1] * height - scale * person.face[1]],
        ],
        np.float64,
    )
    # Far below a half, warping skips pixels: made smaller first.
    pixels: Any = person.pixels
    opacity: Any = person.opacity
    if scale < 0.6:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        opacity = cv2.resize(opacity, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        place[0, 0] = place[1, 1] = 1.0
    seen: Any = cv2.warpAffine(pixels, place, scene.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cut = cv2.warpAffine(opacity, place, scene.size, flags=cv2.INTER_LINEAR)
    if scale * person.pixels.shape[0] + place[1, 2] < height:  # a body goes on to the picture's end
        end = max(1, int(scale * person.pixels.shape[0] + place[1, 2]) - 2)
        cut[end:], seen[end:] = cut[end - 1], seen[end - 1]
    now = _luma(seen[_face_part(scene)]).mean()
    seen = seen * (scene.face_luma / max(1.0, float(now)))
    return np.asarray(seen * cut[:, :, None] + behind * (1 - cut[:, :, None]), np.float32)


def _face_part(scene: Scene) -> tuple[slice, slice]:
    width, height = scene.size
    half = scene.face * height * 0.28
    x, y = scene.at[0] * width, scene.at[1] * height
    rows = slice(max(0, int(y - half)), max(1, int(y + half)))
    return rows, slice(max(0, int(x - half)), max(1, int(x + half)))


def _covered(scene: Scene) -> Pixels:
    """One colour, brighter towards one corner, as light that leaks past a finger or a shutter."""
    width, height = scene.size
    assert scene.cover is not None
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    corner = np.random.default_rng(scene.seed).uniform(-0.3, 1.3, 2)
    near = 1 - np.hypot(x - corner[0], y - corner[1]) / 1.9
    return np.asarray(np.array(scene.cover, np.float32) * (1 - scene.glow + scene.glow * near)[:, :, None], np.float32)


def frames(scene: Scene, seconds: float = SECONDS) -> Iterator[Frame]:
    """The clip's frames, at the scene's own rate."""
    rng = np.random.default_rng(scene.seed + 5)
    width, height = scene.size
    lit: Any = _covered(scene) if scene.cover is not None else still(scene)
    if scene.overexposed:
        gain = 1.0
        part = _face_part(scene)
        while float(_luma(np.minimum(lit[part] * gain, 255)).mean()) < scene.overexposed:
            gain *= 1.03
        lit = lit * gain
    if scene.blur:
        lit = cv2.GaussianBlur(lit, (0, 0), scene.blur / 100 * width)
    lit = np.clip(lit, 0, 255)
    cv2.setRNGSeed(scene.seed + 1)
    grain = [np.zeros((height, width * 3), np.int16) for _ in range(7)]
    for each in grain:
        cv2.randn(each, np.zeros(1), np.array([max(scene.noise, 0.01)]))
    mains_hz = (100.0, 120.0)[scene.seed % 2]
    read_out_s = rng.uniform(0.012, 0.03)
    phase = rng.uniform(0, 6.28)
    rows_s = np.arange(height) / height * read_out_s
    whole = lit.astype(np.uint8)
    first: Frame | None = None
    turn = 0
    for at in range(math.ceil(seconds * scene.fps)):
        at_s = at / scene.fps * 1.003  # no camera runs exactly at its rate: bands creep
        dx = round(width * 0.008 * math.sin(at_s * 2.1 + phase))
        dy = round(height * 0.006 * math.sin(at_s * 1.3))
        picture = whole if scene.cover is not None else np.roll(whole, (dy, dx), (0, 1))
        if scene.bands:
            wave = 1 + scene.bands / 100 * np.sin(2 * math.pi * mains_hz * (at_s + rows_s) + phase)
            picture = np.clip(picture * wave[:, None, None].astype(np.float32), 0, 255).astype(np.uint8)
        turn = (turn + 1 + int(rng.integers(6))) % 7  # not in one order: that would be a ring of buffers
        frame = np.asarray(cv2.add(picture, grain[turn].reshape(picture.shape), dtype=cv2.CV_8U), np.uint8)
        if scene.kind == "live":
            yield frame
            continue
        first = frame if first is None else first
        if scene.kind == "repeated":
            yield first
        elif scene.kind == "coded":
            quality = (92, 90)[at // 30 % 2]  # once a second a key picture, which differs a little
            yield np.asarray(cv2.imdecode(cv2.imencode(".jpg", first, [1, quality])[1], cv2.IMREAD_COLOR), np.uint8)
        elif scene.kind == "zeros":
            yield np.zeros_like(first)
        else:
            yield rng.integers(0, 255, first.shape, dtype=np.uint8)


_LARGE = ((640, 480), (1280, 720), (800, 600), (640, 480), (960, 540))
_COVERS = (
    *((4, 4, 4), (16, 16, 18), (30, 30, 32), (60, 60, 64), (200, 205, 210), (235, 235, 235)),
    *((40, 90, 200), (35, 40, 140), (160, 60, 30), (60, 150, 60), (120, 120, 40), (20, 20, 90)),
)


def scenes(draw: int = 0) -> list[Scene]:
    """All of them: for each person the same faults with other numbers, then what needs no person.

    Another `draw` has other rooms, sizes, brightnesses and noise: whoever has seen one half's scenes draws anew.
    """
    other = draw * 10_001
    found: list[Scene] = []
    people = (*TUNING, *REPORTING)
    for number, person in enumerate(people):
        rng = np.random.default_rng(900 + number + other)
        seeds = iter(range(number * 100 + other, number * 100 + 100 + other))

        def add(expected: str, count: int, *, of: str = person, seeds: Iterator[int] = seeds, **how: object) -> None:
            for turn in range(count):
                seed = next(seeds)
                made: dict[str, object] = {"size": _LARGE[seed % len(_LARGE)]}
                for key, value in how.items():
                    made[key] = value[turn % len(value)] if isinstance(value, list) else value
                found.append(replace(Scene(expected, person=of, seed=seed), **made))  # type: ignore[arg-type]

        def some(low: float, high: float, count: int = 4, rng: np.random.Generator = rng) -> list[float]:
            return [float(each) for each in np.linspace(low, high, count) + rng.uniform(0, (high - low) / count / 2)]

        sizes = some(0.26, 0.55)
        add("good", 8, face=sizes, face_luma=[110, 130, 160, 190], noise=[0.8, 2, 4, 7], room_luma=some(70, 160))
        add("good", 1, face_luma=120.0, room_luma=185.0)  # a white wall
        add("good", 1, face_luma=120.0, window=0.3, room_luma=110.0)  # a window, and a lamp in front
        add("good", 1, bands=1.5, room_luma=130.0)
        add("good", 1, blur=0.3)
        add("good", 1, fps=20.0)
        add("good", 1, face_luma=110.0, room_luma=35.0)  # a dark room, a lamp on the face
        add("good", 1, note="off-centre", at=(0.18 if number % 2 else 0.82, 0.42), face=0.3)
        add("good", 1, note="too-far", face=0.155, at=(0.5, 0.42), size=(1280, 720))
        add("good", 1, note="too-close", face=0.93, at=(0.5, 0.5))
        add("dark", 3, face_luma=some(14, 36, 3), room_luma=some(15, 45, 3), noise=[2, 4, 6])
        add("dark", 1, face_luma=34.0, room_luma=70.0)  # the face alone is dark
        add("too-bright", 2, overexposed=some(225, 236, 2), room_luma=150.0)
        add("backlit", 3, face_luma=some(22, 66, 3), window=[0.55, 0.65, 0.5], room_luma=150.0)
        add("blurred", 2, blur=some(0.8, 1.6, 2), noise=[1, 3])
        add("flicker", 2, bands=some(4.0, 12.0, 2), noise=[2, 3])
        add("slow", 2, fps=[5.0, 11.0])
        add("small", 1, size=((320, 240), (352, 288), (424, 240))[number % 3])
        add("frozen", 2, kind=["repeated", "coded"])
        add("virtual", 1, camera=("OBS Virtual Camera", "ManyCam Virtual Webcam", "Snap Camera")[number % 3])
    for number, colour in enumerate(_COVERS):
        for turn, noise in enumerate((1.5, 5.0)):
            seed = other + 2000 + number * 4 + (turn + number) % 2
            size = _LARGE[(number + turn) % len(_LARGE)]
            found.append(Scene("covered", seed=seed, cover=colour, noise=noise, glow=0.1 + 0.25 * turn, size=size))
    for number in range(4):
        found.append(Scene("covered", seed=other + 2100 + number, cover=(25, 25, 70), noise=9.0, glow=0.6))
        found.append(Scene("covered", seed=other + 2200 + number, kind="static", size=_LARGE[number]))
        found.append(Scene("covered", seed=other + 2300 + number, kind="zeros", size=_LARGE[number]))
        found.append(Scene("covered", seed=other + 2400 + number, cover=(6, 6, 6), noise=(0.01, 2.0)[number % 2]))
    for number in range(8):  # an empty room
        found.append(Scene("good", note="no-face", seed=other + 2500 + number, size=_LARGE[number % 5]))
    for number in range(4):
        found.append(Scene("frozen", seed=other + 2600 + number, kind=("repeated", "coded")[number // 2]))
        found.append(Scene("dark", seed=other + 2700 + number, room_luma=12.0 + 7 * number, noise=3.0))
    return found


BROKEN = frozenset({"covered", "frozen"})
"""Scenes in which nobody would be seen: calling one of them good is worse than any other mistake."""
