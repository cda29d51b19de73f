"""People to put before a camera: photographs in the public domain, and faces drawn by formula.

Where the photographs in `portraits/` come from stands beside them; each is cut out of its background. Three people
are no crowd: the drawn faces (own material) add tones, shapes, hair and glasses, not the truth of a photograph.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
"""Of 255, or of 1 where it is opacity."""
HERE = Path(__file__).resolve().parent / "portraits"
SIDE = 480


@dataclass(frozen=True)
class Portrait:
    """Blue, green, red and opacity (0-1), and where the face is, in pixels: middle x, middle y, height."""

    name: str
    pixels: Pixels
    opacity: Pixels
    face: tuple[float, float, float]


DRAWN = tuple("ABCDEFGH")
PHOTOGRAPHS = {"astronaut": (176.0, 114.0, 100.0), "hopper": (227.0, 186.0, 192.0), "obama": (228.0, 142.0, 174.0)}
"""Middle of the face (x, y) and its height, pixels."""
MIRRORED = "-mirrored"
TUNING = ("hopper", "drawn-A", "drawn-B", "drawn-C", "drawn-D")
REPORTING = ("astronaut", "astronaut-mirrored", "obama", "obama-mirrored", "drawn-E", "drawn-F", "drawn-G", "drawn-H")


@functools.cache
def portrait(name: str) -> Portrait:
    """One of the above by name."""
    person = name.removesuffix(MIRRORED)
    return _photograph(person, mirrored=name != person) if person in PHOTOGRAPHS else _drawn(name)


def _photograph(name: str, mirrored: bool) -> Portrait:
    image = cv2.imread(str(HERE / f"{name}.png"), cv2.IMREAD_UNCHANGED)
    assert image is not None
    values = image.astype(np.float32)
    x, y, height = PHOTOGRAPHS[name]
    if mirrored:
        values, x = np.ascontiguousarray(values[:, ::-1]), values.shape[1] - x
    return Portrait(name, values[:, :, :3], np.asarray(values[:, :, 3] / 255, np.float32), (x, y, height))


def _tint(colour: NDArray[Any], gain: float) -> tuple[float, float, float]:
    blue, green, red = (float(min(255, each * gain)) for each in colour)
    return blue, green, red


def _drawn(name: str) -> Portrait:
    """Head and shoulders from ellipses, with the shades by which faces are found: brow, sockets, nose, mouth."""
    rng = np.random.default_rng(ord(name[-1]))
    tones = [(150, 180, 225), (125, 160, 205), (95, 130, 180), (70, 100, 150), (52, 76, 118)]
    skin = np.array(tones[int(rng.integers(len(tones)))], float)
    hair = np.array([(30, 35, 45), (40, 70, 110), (90, 150, 190), (150, 150, 150)][int(rng.integers(4))], float)
    brow = np.minimum(hair * 0.8, skin * 0.5)
    cloth = rng.uniform(30, 200, 3)
    wide, tall = rng.uniform(74, 88), rng.uniform(104, 116)
    x, y = SIDE // 2, 190
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    opacity = np.zeros((SIDE, SIDE), np.uint8)

    def oval(at: tuple[float, float], axes: tuple[float, float], colour: Any, solid: bool = False) -> None:
        centre, radii = (round(at[0]), round(at[1])), (round(axes[0]), round(axes[1]))
        cv2.ellipse(picture, centre, radii, 0, 0, 360, colour, -1, cv2.LINE_AA)
        if solid:
            cv2.ellipse(opacity, centre, radii, 0, 0, 360, 255, -1, cv2.LINE_AA)

    long_hair = rng.random() < 0.5
    oval((x, y - 8 + 40 * long_hair), (wide + 18, tall + 14 + 44 * long_hair), _tint(hair, 1), solid=True)
    oval((x, SIDE + 20), (190, 150), _tint(cloth, 1), solid=True)
    oval((x, y + tall), (wide * 0.5, 70), _tint(skin, 0.72), solid=True)
    oval((x, y), (wide, tall), _tint(skin, 0.9), solid=True)
    oval((x, y + 6), (wide * 0.8, tall * 0.86), _tint(skin, 1.0))
    oval((x, y - tall * 0.5), (wide * 0.62, tall * 0.26), _tint(skin, 1.1))
    for side in (-1, 1):
        eye_x, eye_y = x + side * wide * 0.42, y - tall * 0.12
        oval((eye_x, eye_y), (wide * 0.3, tall * 0.13), _tint(skin, 0.68))
        oval((eye_x, eye_y + 2), (wide * 0.19, tall * 0.055), (225, 225, 225))
        oval((eye_x, eye_y + 2), (wide * 0.085, tall * 0.06), (35, 30, 25))
        oval((eye_x, eye_y - tall * 0.14), (wide * 0.28, tall * 0.035), _tint(brow, 1))
        oval((x + side * wide * 0.45, y + tall * 0.22), (wide * 0.24, tall * 0.16), _tint(skin, 1.12))
        oval((x + side * wide * 0.13, y + tall * 0.27), (wide * 0.06, tall * 0.03), _tint(skin, 0.45))
    oval((x, y + tall * 0.06), (wide * 0.11, tall * 0.24), _tint(skin, 1.15))
    oval((x, y + tall * 0.33), (wide * 0.22, tall * 0.025), _tint(skin, 0.7))
    oval((x, y + tall * 0.53), (wide * 0.36, tall * 0.075), _tint(np.array([95, 85, 165]) * skin.mean() / 160, 1))
    oval((x, y + tall * 0.53), (wide * 0.34, tall * 0.015), _tint(skin, 0.4))
    oval((x, y + tall * 0.68), (wide * 0.24, tall * 0.03), _tint(skin, 0.78))
    fringe, glasses = rng.uniform(0.2, 0.3), name.endswith(("A", "C", "F"))
    cv2.ellipse(picture, (x, round(y - 4)), (round(wide + 8), round(tall + 6)), 0, 200, 340, _tint(hair, 1.1), -1)
    oval((x, y - tall * (0.72 - fringe)), (wide * 0.86, tall * 0.3), _tint(skin, 1.05))
    oval((x, y - tall * 0.26), (wide * 0.8, tall * 0.07), _tint(skin, 0.95))
    for side in (-1, 1):
        oval((x + side * wide * 0.42, y - tall * 0.27), (wide * 0.28, tall * 0.03), _tint(brow, 1))
        if glasses:
            middle = (round(x + side * wide * 0.42), round(y - tall * 0.1))
            cv2.ellipse(picture, middle, (round(wide * 0.3), round(tall * 0.16)), 0, 0, 360, (40, 40, 40), 3)
    soft = cv2.GaussianBlur(picture, (0, 0), 2.2).astype(np.float32)
    across = np.linspace(-1, 1, SIDE, dtype=np.float32)
    soft *= (1 + 0.1 * np.float32(rng.choice([-1, 1])) * across)[None, :, None]  # light from one side
    return Portrait(
        name,
        np.clip(soft, 0, 255),
        np.asarray(cv2.GaussianBlur(opacity, (0, 0), 1.2) / 255.0, np.float32),
        (float(x), y + tall * 0.1, tall * 1.75),
    )
