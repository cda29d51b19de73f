"""A fresh start: when was the computer last restarted, and does an update wait for it?"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from readiness.core.check import Check
from readiness.core.finding import Judgement
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.verdict import Verdict
from readiness.machine.base import System
from readiness.tips.restart.findings import STEPS_WINDOWS, TABLE
from readiness.tips.restart.reading import RestartReading
from readiness.tips.restart.rule import finding_names


class RestartCheck(Check[RestartReading]):
    """The time since the last start, and whether one is due."""

    id: ClassVar = "restart"
    title: ClassVar = Text("A fresh start")
    why: ClassVar = Text("A restart helps your computer run well.")
    table: ClassVar = TABLE
    reading_type: ClassVar = RestartReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"system"})

    def judge(self, reading: RestartReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule; on Windows the steps are different."""
        assert reading is not None
        found = self.make_judgement(*finding_names(reading, setup.profile.limits))
        if reading.system == System.WINDOWS and found.main.verdict is Verdict.WARN:
            return replace(found, main=replace(found.main, fixes=STEPS_WINDOWS))
        return found
