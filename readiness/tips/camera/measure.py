"""Pictures from the camera, in the probe. What is not needed for the first one is loaded behind it."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from readiness.core.check import Commands, Live, Sample
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.instruments.camera.capture import Camera, CameraState
from readiness.instruments.camera.image import encode_jpeg
from readiness.machine import machine_for
from readiness.machine.browser_policies import find_forbidding_browser
from readiness.profile.known_programs import virtual_maker
from readiness.tips.camera.reading import CameraReading

if TYPE_CHECKING:
    from readiness.tips.camera.monitor import CameraMonitor


SETTLE_S: Final = 1.0
"""Exposure and focus need about this long after the first picture."""
ENOUGH_S: Final = 3.0
SHOW_EVERY_S: Final = 1 / 24
"""While somebody watches, pictures come this often, also between two looks: a preview must not stutter."""
RULES_EVERY_S: Final = 3.0
"""While somebody watches, the rules of the visit's browser are read so often."""


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
    """Yield a reading ten times a second; end after three seconds of pictures unless somebody watches.

    To somebody who watches, pictures are shown more often than they are looked at.
    """
    with Camera(setup.sources.camera) as camera:
        yield from _watch(camera, setup, commands)
        if not commands.stopped and camera.state is not CameraState.SHOWING:
            device = camera.device if camera.plugged_in else None
            yield Sample(_explain_nothing(setup, camera.state, None if device is None else device.path))


def _watch(camera: Camera, setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
    monitor: CameraMonitor | None = None
    first_s, show_s, rules_s = None, 0.0, -math.inf
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
            yield Sample(None, replace(live, picture_jpeg=encode_jpeg(frame.image)))
        gc.enable()
        if monitor is None:
            monitor = _make_monitor(camera, setup)
            monitor.get_ready(frame.image)
            first_s = None  # getting ready takes seconds on a slow computer: none of the camera's
            continue
        if frame.at_s >= rules_s:  # once; while somebody watches, another browser may become the person's own
            rules_s = frame.at_s + RULES_EVERY_S if setup.watching else math.inf
            machine = machine_for(setup.sources.facts)
            monitor.forbidden_in = find_forbidding_browser(machine, setup.profile.visit, camera=True)
        reading = monitor.add(frame)
        if reading is not None:
            yield Sample(reading if for_s >= SETTLE_S else None, live)
            if not setup.watching and for_s >= ENOUGH_S:
                return


def _explain_nothing(setup: Setup, state: str, path: str | None) -> CameraReading:
    """Ask the system why there is no picture (any more). `path` is None where there is no device to ask about."""
    if path is None:
        return CameraReading(state)
    machine = machine_for(setup.sources.facts)
    if not machine.camera_allowed(path):
        return CameraReading("blocked")
    return CameraReading(state, used_by=machine.camera_users(path, setup.own_pid))


def _make_monitor(camera: Camera, setup: Setup) -> CameraMonitor:
    from readiness.tips.camera.monitor import CameraMonitor  # noqa: PLC0415  9 ms, behind the first picture

    maker = "" if camera.device is None else virtual_maker(camera.device.name)
    return CameraMonitor(setup.watching, setup.profile.limits, maker)
