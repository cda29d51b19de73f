"""What a reading of a camera means. Pure: limits in, names of findings out, in no order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.core.clinic import Limits
from readiness.tips.camera.reading import CameraReading

FPS_TOLERANCE: Final = 0.5
"""A rate counted over two seconds is uncertain by one picture."""
NEARLY_BLACK: Final = 20.0
LIT: Final = 50.0
BACKLIGHT: Final = 80.0
"""Levels of 255 by which what is behind must outshine a face that is too dark. Less is an ordinary bright room."""

MOST_SWINGS: Final = 2
"""A lamp that goes on, and off again; a hand before the lens. A third change the other way is no event but a swing."""
MOST_HALTED_S: Final = 0.36
"""People call moving pictures acceptable (a mean opinion score of 3.5) that stand still for no longer in 20 s: S. van
Kester et al., Estimating the impact of single and multiple freezes on video quality, SPIE 7865, 2011. A check sees two
seconds of them, and asks it of these."""

# A finding that held goes away only when its cause is this clearly gone, so that nothing flickers at a limit.
LUMA_SLACK: Final = 4.0
FPS_SLACK: Final = 1.0
SHARE_SLACK: Final = 0.15
"""Of the limit, for blur and bands."""
STRUCTURE_SLACK: Final = 0.02


def is_covered(structure: float, median_luma: float, edges: bool = True, slack: float = 0.0) -> bool:
    """Tell whether there is nothing to be made out: tape, a finger, a shutter, a lid, a dead sensor.

    A few tiles with structure do not count: a time stamp that the driver writes into a black picture is none.
    More of them do not, either, where there is light and yet no clear edge anywhere: cloth right before the lens.
    """
    if median_luma < NEARLY_BLACK:
        return structure < 0.22 + slack
    return structure < (0.12 if edges or median_luma < LIT else 0.3) + slack


def finding_names(reading: CameraReading, limits: Limits) -> tuple[str, ...]:
    """Name the findings that a picture has; never empty. Notes on framing stand beside `good`, too."""
    names = _name_seen(reading, limits)
    return ("blocked", *(name for name in names if name != "good")) if reading.forbidden_in else names


def _name_seen(reading: CameraReading, limits: Limits) -> tuple[str, ...]:
    if reading.structure is None or reading.median_luma is None or reading.luma is None:
        return ("not-responding",)
    virtual = ("virtual",) if reading.virtual_by else ()
    slack = STRUCTURE_SLACK if "covered" in reading.held else 0.0
    # Covered comes before frozen: a cover shows the same picture for ever. What the light and the rate are like
    # behind a cover, or in a picture that stands still, means nothing.
    if is_covered(reading.structure, reading.median_luma, reading.blur_percent is not None, slack):
        return ("covered", *virtual)
    if reading.stands_still or (reading.stands_still is None and "frozen" in reading.held):
        return ("frozen", *virtual)
    # Where brightness swings, how bright it was when it was looked at says nothing.
    light = ("unsteady",) if _is_unsteady(reading) else _judge_light(reading, limits)
    wrong = (*virtual, *light, *_judge_picture(reading, limits))
    notes = (reading.framing,) if reading.framing not in (None, "well") else ()
    return (*(wrong or ("good",)), *(note for note in notes if note))


def _is_unsteady(reading: CameraReading) -> bool:
    most = MOST_SWINGS - 1 if "unsteady" in reading.held else MOST_SWINGS
    return (reading.brightness_swings or 0) > most


def _judge_light(reading: CameraReading, limits: Limits) -> Iterator[str]:
    luma = reading.luma if reading.judged_luma is None else reading.judged_luma
    assert luma is not None

    def slack(name: str) -> float:
        return LUMA_SLACK if name in reading.held else 0.0

    behind = reading.backlight
    more = slack("backlit")
    if behind is not None and luma < limits.luma_backlit + more and behind > BACKLIGHT - 2 * more:
        yield "backlit"  # a lamp would help little, turning around helps: “dark” would be the wrong advice
    elif luma < limits.luma_dark + slack("dark"):
        yield "dark"
    elif luma > limits.luma_too_bright - slack("too-bright"):
        yield "too-bright"


def _judge_picture(reading: CameraReading, limits: Limits) -> Iterator[str]:
    def share(name: str) -> float:
        return 1 - SHARE_SLACK if name in reading.held else 1.0

    if reading.blur_percent is not None and reading.blur_percent > limits.blur_percent_warn * share("blurred"):
        yield "blurred"
    slack = FPS_SLACK if "slow" in reading.held else 0.0
    halts = (reading.halted_s or 0.0) > MOST_HALTED_S * share("slow")
    if halts or reading.new_fps is None or reading.new_fps < limits.fps_slow - FPS_TOLERANCE + slack:
        yield "slow"
    sides = (reading.width or 0, reading.height or 0)
    if max(sides) < limits.width_small or min(sides) < limits.height_small:
        yield "small"
    if reading.flicker_percent is not None and reading.flicker_percent > limits.flicker_percent_warn * share("flicker"):
        yield "flicker"
