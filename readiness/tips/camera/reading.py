"""What is measured of a camera and its picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraReading:
    """The picture over the last second or two. Brightness 0-255; `structure` is a share of the picture, 0-1."""

    state: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    """Pictures per second as they come, new or repeated."""
    luma: float | None = None
    contrast: float | None = None
    sharpness: float | None = None
    structure: float | None = None
    median_luma: float | None = None
    stands_still: bool | None = None
    new_fps: float | None = None
    """New pictures per second: what somebody would see move."""
    used_by: tuple[str, ...] = ()
    judged_luma: float | None = None
    """The brightness that counts: the face's where one was found, else the picture's."""
    backlight: float | None = None
    """Levels by which what is behind outshines the person; None where no person was made out."""
    blur_percent: float | None = None
    flicker_percent: float | None = None
    framing: str | None = None
    """One word on how the face sits in the picture. A word: never reported."""
    virtual_by: str = ""
    """The program that makes the picture, of our own table's words; empty for a real camera."""
    forbidden_in: str = ""
    """The browser of the visit, where a rule of those who manage this computer forbids it every camera."""
    halted_s: float | None = None
    """For how long the picture stood still now and then, in the last two seconds; in 1.3 s while somebody watches."""
    brightness_swings: int | None = None
    """How often the brightness went up or down, and back, in the last two seconds."""
    held: tuple[str, ...] = ()
    """What the reading before this one meant, while somebody watches: those findings are slower to go."""
