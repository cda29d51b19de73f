"""Your camera: is there a living, bright, sharp enough picture of a person?"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from readiness.checks.camera.findings import TABLE
from readiness.checks.camera.rule import CameraReading, meaning
from readiness.core.check import Check, Commands, Live, Resource, Sample
from readiness.core.finding import Finding, Found
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text

if TYPE_CHECKING:
    from readiness.checks.camera.gathering import Gathering
    from readiness.instruments.camera.capture import Camera, Frame

__all__ = ["CameraCheck", "CameraReading"]

SETTLE_S: Final = 1.0
"""Exposure and focus need about this long after the first picture."""
ENOUGH_S: Final = 3.0
SHOW_EVERY_S: Final = 1 / 24
"""While somebody watches, pictures come this often, also between two looks: a preview must not stutter."""


class CameraCheck(Check[CameraReading]):
    """Is there a living, bright picture?"""

    id: ClassVar[str] = "camera"
    title: ClassVar[Text] = Text("Your camera")
    why: ClassVar[Text] = Text("Your care team should see your face clearly.")
    table: ClassVar[tuple[Finding, ...]] = TABLE
    reading_type = CameraReading
    reported_words: ClassVar[frozenset[str]] = frozenset({"virtual_by"})
    uses: ClassVar[frozenset[Resource]] = frozenset({Resource.CAMERA})
    required: ClassVar[bool] = True
    follows: ClassVar[bool] = True
    deadline_s: ClassVar[float] = 20.0

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
        """A reading ten times a second; ends by itself after three seconds of pictures unless somebody watches.

        To somebody who watches, pictures are shown more often than they are looked at.
        """
        gc.disable()  # until the first frame: collecting among what is imported costs a tenth of the wait for it
        try:
            from readiness.instruments.camera.capture import Camera, State

            yield Sample(None, Live(doing=Text("Looking for your camera…")))
            with Camera(setup.sources.camera) as camera:
                yield from self._watch(camera, setup, commands)
                if not commands.stopped and camera.state is not State.SHOWING:
                    device = camera.device if camera.plugged_in else None
                    yield Sample(self._nothing(setup, camera.state, None if device is None else device.path))
        finally:
            gc.enable()

    def _watch(self, camera: Camera, setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
        gathering: Gathering | None = None
        first_s, show_s = None, 0.0
        for frame in camera.frames():
            if commands.stopped:
                return
            if frame is None:
                continue
            # A stream that stalls may give out a torn rest long after: three seconds without a pause are wanted.
            first_s = frame.at_s if first_s is None or frame.after_pause else first_s
            for_s = frame.at_s - first_s
            show = setup.watching and frame.at_s >= show_s
            live = Live(done=min(1.0, for_s / ENOUGH_S), doing=Text("Looking at the picture…"))
            if show:  # before it is looked at: a person waits for it, first of all for the first one
                # Counted on, so that 24 of a camera's 30 are shown, not every second one.
                show_s = max(show_s + SHOW_EVERY_S, frame.at_s - SHOW_EVERY_S)
                yield Sample(None, replace(live, picture_jpeg=_jpeg(frame)))
            gc.enable()
            if gathering is None:
                gathering = _gathering(camera, setup)
                gathering.get_ready(frame.image)
                first_s = None  # getting ready takes seconds on a slow computer: none of the camera's
                continue
            reading = gathering.add(frame)
            if reading is not None:
                yield Sample(reading if for_s >= SETTLE_S else None, live)
                if not setup.watching and for_s >= ENOUGH_S:
                    return

    def _nothing(self, setup: Setup, state: str, path: str | None) -> CameraReading:
        """No picture (any more): ask the system why. `path` is None where there is no such device to ask about."""
        from readiness.machine import machine_for

        if path is None:
            return CameraReading(state)
        machine = machine_for(setup.sources.facts)
        if not machine.camera_allowed(path):
            return CameraReading("blocked")
        return CameraReading(state, used_by=machine.camera_users(path, setup.own_pid))

    def judge(self, reading: CameraReading | None, setup: Setup, answers: Answers) -> Found:
        """Whether somebody would be seen."""
        del answers
        assert reading is not None
        if reading.state != "showing":
            return self._judge_nothing(reading)
        return self.found(*meaning(reading, setup.profile.limits), values={"maker": reading.virtual_by})

    def _judge_nothing(self, reading: CameraReading) -> Found:
        if reading.used_by:
            return self.found("in-use", values={"app": reading.used_by[0]})
        return self.found(
            {"stopped": "frozen", "silent": "not-responding", "blocked": "blocked"}.get(reading.state, "absent")
        )


def _jpeg(frame: Frame) -> bytes:
    from readiness.instruments.camera.image import jpeg

    return jpeg(frame.image)


def _gathering(camera: Camera, setup: Setup) -> Gathering:
    from readiness.checks.camera.gathering import Gathering
    from readiness.profile.known_programs import virtual_maker

    maker = "" if camera.device is None else virtual_maker(camera.device.name)
    return Gathering(setup.watching, setup.profile.limits, maker)
