"""Your camera: is there a living, bright, sharp enough picture?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, ClassVar, Final

from readiness.model import (
    Answers,
    Check,
    Commands,
    Finding,
    Fix,
    Found,
    Live,
    Pane,
    Resource,
    Sample,
    Setup,
    Text,
    Verdict,
)

if TYPE_CHECKING:
    from readiness.instruments.picture import Look, Motion

SETTLE_S: Final = 1.0
"""Exposure and focus need about this long after the first picture."""
ENOUGH_S: Final = 3.0
LOOK_EVERY_S: Final = 0.1
SHOW_EVERY_S: Final = 1 / 24
"""While somebody watches, pictures come this often, also between two looks: a preview must not stutter."""
WATCH_WINDOW_S: Final = 1.4
"""Somebody who watches is told of a picture that stands still within two seconds."""
FPS_TOLERANCE: Final = 0.5
"""A rate counted over two seconds is uncertain by one picture."""
NEARLY_BLACK: Final = 20.0


@dataclass(frozen=True, slots=True)
class CameraReading:
    """The picture over the last two seconds. Brightness 0-255; `structure` is a share of the picture, 0-1."""

    state: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    luma: float | None = None
    contrast: float | None = None
    sharpness: float | None = None
    structure: float | None = None
    median_luma: float | None = None
    stands_still: bool | None = None
    used_by: tuple[str, ...] = ()


_CLOSE_OTHERS = Fix(Text("Close other programs that may use the camera, such as another video call."))
_PLUG = Fix(Text("If your camera has a cable, unplug it and plug it in again."))
_RESTART = Fix(Text("Restart your computer and try again."))
_PHONE = Fix(Text("You can also join from a smartphone or tablet, or have your visit by phone."))

_TABLE: Final = (
    Finding(
        "camera.absent",
        Verdict.FAIL,
        Text("We did not get a picture from a camera."),
        (_PLUG, _CLOSE_OTHERS, _RESTART, _PHONE),
        Text(
            "No camera is listed, or it could not be opened, or it went away. Ask: is it built in or on a cable? "
            "Does it show in another program? Is a cover key or a switch on the side of the laptop off?"
        ),
    ),
    Finding(
        "camera.blocked",
        Verdict.FAIL,
        Text("Your computer does not let programs use the camera."),
        (
            Fix(Text("Open your computer's privacy settings and turn the camera on."), Pane.CAMERA_PRIVACY),
            Fix(Text("Then try again here.")),
            _PHONE,
        ),
        Text("The system denies access to the camera device. On Linux: is the user in the group “video”?"),
    ),
    Finding(
        "camera.in-use",
        Verdict.FAIL,
        Text("{app} is using your camera right now."),
        (
            Fix(Text("Close {app}, or end the video call in it.")),
            Fix(Text("Then try again here.")),
            _RESTART,
        ),
        Text("Another program holds the camera; it is named. If it cannot be closed, a restart frees the camera."),
    ),
    Finding(
        "camera.covered",
        Verdict.FAIL,
        Text("Your camera seems to be covered."),
        (
            Fix(Text("Look for a small slide, a sticker or a finger over the camera, and take it away.")),
            Fix(Text("Some keyboards have a camera key. Press it once.")),
            Fix(Text("Open the lid of your laptop all the way.")),
            _PHONE,
        ),
        Text(
            "Pictures arrive, but nothing can be made out in them: a shutter, tape, a closed lid, or a dead sensor. "
            "Ask for the slide above the screen and for a camera key."
        ),
    ),
    Finding(
        "camera.frozen",
        Verdict.FAIL,
        Text("The picture of your camera stands still."),
        (_CLOSE_OTHERS, _PLUG, _RESTART, _PHONE),
        Text("The same picture is repeated, or no new one comes. Often a virtual camera or a stuck driver: restart."),
    ),
    Finding(
        "camera.dark",
        Verdict.WARN,
        Text("The picture works, but it is dark. You are hard to see."),
        (
            Fix(Text("Turn on a lamp in front of you.")),
            Fix(Text("Close a curtain that is behind you.")),
        ),
        Text("Mean brightness is below the limit. A lamp in front, no window behind."),
    ),
    Finding(
        "camera.too-bright",
        Verdict.WARN,
        Text("The picture works, but it is very bright. You are hard to see."),
        (
            Fix(Text("Turn away from the window, or close the curtain.")),
            Fix(Text("Move the lamp away from the camera.")),
        ),
        Text("Mean brightness is above the limit. Light shines into the camera."),
    ),
    Finding(
        "camera.slow",
        Verdict.WARN,
        Text("The picture of your camera moves slowly."),
        (
            Fix(Text("Turn on more light. Cameras slow down in the dark.")),
            Fix(Text("Close programs that you do not need.")),
        ),
        Text("Fewer new pictures per second than the limit. Low light, a USB hub, or a busy computer."),
    ),
    Finding(
        "camera.small",
        Verdict.WARN,
        Text("The picture of your camera is small. It may look blurry."),
        (Fix(Text("If you have another camera, use that one.")),),
        Text("The camera gives fewer pixels than the limit (640x480). It works for a visit, but looks coarse."),
    ),
    Finding(
        "camera.good",
        Verdict.PASS,
        Text("Your camera works well."),
        (),
        Text("Living, bright pictures of a usable size and rate."),
    ),
)


def is_covered(structure: float, median_luma: float) -> bool:
    """Is there nothing to be made out: tape, a finger, a shutter, a lid, a dead sensor?

    A few tiles with structure do not count: a time stamp that the driver writes into a black picture is none.
    """
    return structure < (0.22 if median_luma < NEARLY_BLACK else 0.06)


class CameraCheck(Check[CameraReading]):
    """Is there a living, bright picture?"""

    id: ClassVar[str] = "camera"
    title: ClassVar[Text] = Text("Your camera")
    why: ClassVar[Text] = Text("Your care team should see your face clearly.")
    table: ClassVar[tuple[Finding, ...]] = _TABLE
    reading_type = CameraReading
    uses: ClassVar[frozenset[Resource]] = frozenset({Resource.CAMERA})
    required: ClassVar[bool] = True
    follows: ClassVar[bool] = True
    deadline_s: ClassVar[float] = 20.0

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
        """A reading ten times a second; ends by itself after three seconds of pictures unless somebody watches.

        To somebody who watches, pictures are shown more often than they are looked at.
        """
        from readiness.instruments.camera import Camera, State
        from readiness.instruments.picture import Motion, jpeg, look

        yield Sample(None, Live(doing=Text("Looking for your camera…")))
        with Camera(setup.sources.camera) as camera:
            motion = Motion(WATCH_WINDOW_S) if setup.watching else Motion()
            looks: deque[Look] = deque(maxlen=10)
            first_s, looked_s, show_s = None, -1.0, 0.0
            reading = CameraReading(State.SILENT)
            for frame in camera.frames():
                if commands.stopped:
                    return
                if frame is None:
                    continue
                motion.add(frame.image, frame.at_s)
                first_s = frame.at_s if first_s is None else first_s
                show = setup.watching and frame.at_s >= show_s
                if show:  # counted on, so that 24 of a camera's 30 are shown, not every second one
                    show_s = max(show_s + SHOW_EVERY_S, frame.at_s - SHOW_EVERY_S)
                live = Live(
                    picture_jpeg=jpeg(frame.image) if show else None,
                    done=min(1.0, (frame.at_s - first_s) / ENOUGH_S),
                    doing=Text("Looking at the picture…"),
                )
                if frame.at_s - looked_s < LOOK_EVERY_S:
                    if show:
                        yield Sample(None, live)
                    continue
                looked_s = frame.at_s
                looks.append(look(frame.image))
                height, width = frame.image.shape[:2]
                reading = _reading((width, height), motion, looks)
                settled = looked_s - first_s >= SETTLE_S
                yield Sample(reading if settled else None, live)
                if not setup.watching and looked_s - first_s >= ENOUGH_S:
                    break
            if camera.state is not State.SHOWING:
                device = camera.device if camera.plugged_in else None
                yield Sample(self._nothing(setup, camera.state, "" if device is None else device.path))

    def _nothing(self, setup: Setup, state: str, path: str) -> CameraReading:
        """No picture (any more): ask the system why. `path` is empty where there is no such device to ask about."""
        from readiness.machine import chosen

        if not path:
            return CameraReading(state)
        machine = chosen(setup.sources.facts)
        if not machine.camera_allowed(path):
            return CameraReading("blocked")
        return CameraReading(state, used_by=machine.camera_users(path, setup.own_pid))

    def judge(self, reading: CameraReading | None, setup: Setup, answers: Answers) -> Found:
        """Whether somebody would be seen. Covered comes before frozen: a cover shows the same picture for ever."""
        del answers
        assert reading is not None
        if reading.state != "showing":
            return self._judge_nothing(reading)
        names = [*self._wrong(reading, setup)] or ["good"]
        return self.found(*names)

    def _judge_nothing(self, reading: CameraReading) -> Found:
        if reading.used_by:
            return self.found("in-use", values={"app": reading.used_by[0]})
        return self.found(
            {"stopped": "frozen", "silent": "not-responding", "blocked": "blocked"}.get(reading.state, "absent")
        )

    def _wrong(self, reading: CameraReading, setup: Setup) -> Iterator[str]:
        limits = setup.profile.limits
        if reading.structure is None or reading.median_luma is None or reading.luma is None:
            yield "not-responding"
            return
        if is_covered(reading.structure, reading.median_luma):
            yield "covered"
            return  # what the light and the rate are like behind a cover means nothing
        if reading.stands_still:
            yield "frozen"
            return
        if reading.luma < limits.luma_dark:
            yield "dark"
        if reading.luma > limits.luma_too_bright:
            yield "too-bright"
        if reading.fps is None or reading.fps < limits.fps_slow - FPS_TOLERANCE:
            yield "slow"
        sides = (reading.width or 0, reading.height or 0)
        if max(sides) < limits.width_small or min(sides) < limits.height_small:
            yield "small"


def _reading(size: tuple[int, int], motion: Motion, looks: Sequence[Look]) -> CameraReading:
    """The last second's pictures as one reading; medians, so that one odd picture decides nothing."""
    return CameraReading(
        state="showing",
        width=size[0],
        height=size[1],
        fps=None if motion.new_per_s is None else round(motion.new_per_s, 1),
        luma=round(median(each.luma for each in looks), 1),
        contrast=round(median(each.contrast for each in looks), 1),
        sharpness=round(median(each.sharpness for each in looks), 1),
        structure=round(median(each.structure for each in looks), 3),
        median_luma=round(median(each.median_luma for each in looks), 1),
        stands_still=motion.stands_still,
    )
