"""Power and load: will the computer last through the visit, and is it free for it?"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from readiness.core.check import Check
from readiness.core.finding import Judgement
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.tips.computer.findings import CLOSE_THEM, RESTART, TABLE, WAIT, WORK
from readiness.tips.computer.reading import ComputerReading
from readiness.tips.computer.rule import finding_names


class ComputerCheck(Check[ComputerReading]):
    """Battery, processor, memory, disk and the system's age."""

    id: ClassVar = "computer"
    title: ClassVar = Text("Power and speed")
    why: ClassVar = Text("If your computer runs low or slow, your visit may stop.")
    table: ClassVar = TABLE
    reading_type: ClassVar = ComputerReading
    cheap: ClassVar = True
    reported_words: ClassVar = frozenset({"system", "system_version", "busy_work"})
    follows: ClassVar = True

    def judge(self, reading: ComputerReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge by the rule, and put the programs and the work that keep it busy into the words."""
        assert reading is not None
        battery = reading.battery_percent
        programs: object = ", ".join(reading.busy_programs) or Text("the programs that you do not need")
        values = {
            "percent": None if battery is None else int(battery),
            "programs": programs,
            "work": WORK.get(reading.busy_work, ""),
            "system": reading.system_name or reading.system or "",
        }
        found = self.make_judgement(*finding_names(reading, setup), values=values)
        if found.main.name == "busy" and values["work"]:
            fixes = (WAIT, CLOSE_THEM) if reading.busy_programs else (WAIT,)
            return replace(found, main=replace(found.main, fixes=(*fixes, RESTART)))
        return found
