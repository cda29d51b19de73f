"""From frames to readings: what the last pictures have in common. Loaded in the probe alone."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from readiness.core.clinic import Limits
from readiness.instruments.camera.capture import Frame
from readiness.instruments.camera.face import (
    Box,
    FaceFinder,
    behind_luma,
    can_find,
    face_luma,
    judge_framing,
    measure_silhouette,
)
from readiness.instruments.camera.flicker import Flicker
from readiness.instruments.camera.halts import add_up_halts
from readiness.instruments.camera.image import Image, ImageStats, look_at, small_grey
from readiness.instruments.camera.motion import Motion
from readiness.instruments.camera.sharpness import blur_percent
from readiness.instruments.camera.steadiness import MID_GREY, Steadiness
from readiness.instruments.camera.texture import Texture
from readiness.tips.camera.reading import CameraReading
from readiness.tips.camera.rule import MOST_SWINGS, finding_names

LOOK_EVERY_S: Final = 0.1
MOST_OF_THE_TIME: Final = 0.2
"""Share of one processor core that looking may take."""
MOST_WAIT_S: Final = 2.0
JITTER_S: Final = 0.005
"""Or every second picture of a camera that gives ten a second would be left out."""
WATCH_WINDOW_S: Final = 1.3
"""Somebody who watches is told of a picture that stands still within two seconds."""
LOOKS: Final = 10
WATCH_LOOKS: Final = 6
"""Medians over this many looks: while somebody watches, a lamp that goes on must count within half a second."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look at a picture. Where the face is stays in here."""

    look: ImageStats
    blur_percent: float | None
    face: Box | None
    face_luma: float | None
    behind_luma: float | None
    structure: float


class CameraMonitor:
    """Takes every frame for what may change from one to the next, and looks at ten a second."""

    def __init__(self, watching: bool, limits: Limits, virtual_by: str = "") -> None:
        self._watching = watching
        self._limits = limits
        self._virtual_by = virtual_by
        self.forbidden_in = ""
        """The visit's browser, where a rule forbids it the camera."""
        self._motion = Motion(WATCH_WINDOW_S, WATCH_WINDOW_S) if watching else Motion()
        self._banding = Flicker()
        self._steadiness = Steadiness()
        self._pick: tuple[float, Image] | None = None
        """The picture to look at next, and how far from a usual brightness it is."""
        self._swings: int | None = None
        self._faces = FaceFinder()
        self._structure = Texture(WATCH_LOOKS if watching else LOOKS)
        self._seen: deque[_Seen] = deque(maxlen=WATCH_LOOKS if watching else LOOKS)
        self._looked_s = -1.0
        self._framing = "well"
        self._held: tuple[str, ...] = ()
        self._stood_still = False

    def get_ready(self, image: Image) -> None:
        """Load what looking needs, by looking at a picture that does not count."""
        FaceFinder().find(small_grey(image))
        Texture().add(small_grey(image))
        blur_percent(small_grey(image))

    def add(self, frame: Frame) -> CameraReading | None:
        """Take this frame; a reading where it was looked at."""
        self._motion.add(frame.image, frame.at_s)
        self._banding.add(frame.image)
        image = self._pick_image(frame)
        if -MOST_WAIT_S < frame.at_s - self._looked_s < LOOK_EVERY_S - JITTER_S:
            return None
        started_s = time.perf_counter()
        self._seen.append(self._look(image))
        self._pick = None
        # On a slow computer looking less often: looking must not be what makes the picture slow.
        self._looked_s = frame.at_s + max(0.0, (time.perf_counter() - started_s) / MOST_OF_THE_TIME - LOOK_EVERY_S)
        height, width = frame.image.shape[:2]
        if self._watching:
            stands_still = self._motion.stands_still
            if self._stood_still and stands_still is False:
                self._motion.restart()  # or the pause would count into the rate, and the picture be called slow first
            self._stood_still = bool(stands_still)
        reading = self._reading(width, height)
        if self._watching:
            known = finding_names(reading, self._limits)
            # A rate that is not known yet holds nothing, or a camera of just 15 a second would be slow for ever.
            self._held = tuple(name for name in known if name != "slow" or reading.new_fps is not None)
        return reading

    def _pick_image(self, frame: Frame) -> Image:
        """Choose what is looked at: the newest picture; where brightness swings, the best lit one since the last look.

        Or what is seen in it would be a matter of chance.
        """
        aside = abs(self._steadiness.add(frame.image, frame.at_s) - MID_GREY)
        self._swings = self._steadiness.swings
        if self._pick is None or aside < self._pick[0] or (self._swings or 0) <= MOST_SWINGS:
            self._pick = (aside, frame.image)
        return self._pick[1]

    def _look(self, image: Image) -> _Seen:
        grey = small_grey(image)
        face = self._faces.find(grey)
        place = self._faces.place
        if place is not None:
            lit: tuple[float, float] | None = (face_luma(grey, place), behind_luma(grey, place))
        else:
            lit = measure_silhouette(grey)
        return _Seen(
            look_at(grey),
            blur_percent(grey),
            face,
            None if lit is None else lit[0],
            None if lit is None else lit[1],
            self._structure.add(grey),
        )

    def _reading(self, width: int, height: int) -> CameraReading:
        """Take medians, so that one odd picture decides nothing. A person counts who is in most of the looks."""
        seen = self._seen
        faces = [each.face for each in seen if each.face is not None]
        most = len(seen) // 2 + 1
        face = _middle_box(faces) if len(faces) >= most else None
        self._framing = judge_framing(face, self._framing) if can_find() else "well"
        lit = [each for each in seen if each.face_luma is not None]
        person = len(lit) >= most
        judged = (
            _median(lit, lambda each: each.face_luma, 1) if person else _median(seen, lambda each: each.look.luma, 1)
        )
        behind = _median(lit, lambda each: each.behind_luma, 1) if person else None
        bands = self._banding.percent
        return CameraReading(
            state="showing",
            width=width,
            height=height,
            fps=None if self._motion.per_s is None else round(self._motion.per_s, 1),
            new_fps=None if self._motion.new_per_s is None else round(self._motion.new_per_s, 1),
            luma=_median(seen, lambda each: each.look.luma, 1),
            contrast=_median(seen, lambda each: each.look.contrast, 1),
            sharpness=_median(seen, lambda each: each.look.sharpness, 1),
            structure=round(seen[-1].structure, 3),
            median_luma=_median(seen, lambda each: each.look.median_luma, 1),
            stands_still=self._motion.stands_still,
            judged_luma=judged,
            backlight=None if behind is None or judged is None else round(behind - judged, 1),
            blur_percent=_median(seen, lambda each: each.blur_percent, 2),
            flicker_percent=None if bands is None else round(bands, 2),
            framing=self._framing,
            halted_s=None if self._motion.per_s is None else round(add_up_halts(self._motion.steps), 2),
            brightness_swings=self._swings,
            virtual_by=self._virtual_by,
            forbidden_in=self.forbidden_in,
            held=self._held,
        )


def _median(seen: Iterable[_Seen], value: Callable[[_Seen], float | None], digits: int) -> float | None:
    values = [one for each in seen if (one := value(each)) is not None]
    return round(median(values), digits) if values else None


def _middle_box(faces: list[Box]) -> Box:
    return Box(
        median(each.x for each in faces),
        median(each.y for each in faces),
        median(each.width for each in faces),
        median(each.height for each in faces),
    )
