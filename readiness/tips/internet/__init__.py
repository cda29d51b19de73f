"""Your internet: is there any, and is it fast and steady enough for a video visit?"""

from __future__ import annotations

from typing import ClassVar

from readiness.core.check import Check, Resource
from readiness.core.finding import Judgement
from readiness.core.question import Answers, OptOut, OptOutKind
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.instruments.network.reading import InternetReading
from readiness.tips.internet.findings import TABLE
from readiness.tips.internet.rule import finding_names, finding_values


class InternetCheck(Check[InternetReading]):
    """Measures latency and both directions against a speed server; judges them by the profile's limits."""

    id = "internet"
    title = Text("Your internet")
    why = Text("A video call needs fast internet, both to send and to get.")
    opt_out = OptOut(OptOutKind.BY_PHONE, Text("I will join by phone"))
    table = TABLE
    reading_type = InternetReading
    reported_words: ClassVar[frozenset[str]] = frozenset({"server", "call", "interface", "relay"})
    uses = frozenset({Resource.NETWORK})
    deadline_s = 60.0

    def judge(self, reading: InternetReading | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge what was fully measured by the limits; else by what stood in the way."""
        if reading is None:
            return self.make_judgement("server-down")
        explicit = setup.sources.server is not None
        return self.make_judgement(
            *finding_names(reading, setup.profile.limits, explicit=explicit), values=finding_values(reading)
        )
