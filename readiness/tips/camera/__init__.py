"""Your camera: is there a living, bright, sharp enough picture of a person?"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from readiness.core.check import Check, Commands, Live, Resource, Sample
from readiness.core.finding import Finding, Judgement
from readiness.core.question import Answers, OptOut, OptOutKind
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.tips.camera.findings import FORBIDDEN_IN, TABLE
from readiness.tips.camera.reading import CameraReading
from readiness.tips.camera.rule import finding_names


class CameraCheck(Check[CameraReading]):
    """Is there a living, bright picture?"""

    id: ClassVar[str] = "camera"
    title: ClassVar[Text] = Text("Your camera")
    why: ClassVar[Text] = Text("Your care team should see your face clearly.")
    opt_out: ClassVar = OptOut(OptOutKind.WITHOUT, Text("I don’t use a camera"))
    table: ClassVar[tuple[Finding, ...]] = TABLE
    variants: ClassVar = {("blocked", "forbidden_in"): FORBIDDEN_IN}
    reading_type = CameraReading
    reported_words: ClassVar[frozenset[str]] = frozenset({"virtual_by", "forbidden_in"})
    uses: ClassVar[frozenset[Resource]] = frozenset({Resource.CAMERA})
    follows: ClassVar[bool] = True
    deadline_s: ClassVar[float] = 20.0

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[CameraReading]]:
        """Yield pictures and what they are like."""
        yield Sample(None, Live(doing=Text("Looking for your camera…")))  # said before OpenCV is loaded
        gc.disable()  # until the first frame: collecting among what is imported costs a tenth of the wait for it
        try:
            yield from super().measure(setup, commands)
        finally:
            gc.enable()

    def judge(self, reading: CameraReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge whether somebody would be seen."""
        assert reading is not None
        if reading.state != "showing":
            return self._judge_nothing(reading)
        values = {"maker": reading.virtual_by, "browser": reading.forbidden_in}
        found = self.make_judgement(*finding_names(reading, setup.profile.limits), values=values)
        return replace(found, main=self.put_finding(found.main, {"forbidden_in": reading.forbidden_in}))

    def _judge_nothing(self, reading: CameraReading) -> Judgement:
        if reading.used_by:
            return self.make_judgement("in-use", values={"app": reading.used_by[0]})
        return self.make_judgement(
            {"stopped": "frozen", "silent": "not-responding", "blocked": "blocked"}.get(reading.state, "absent")
        )
