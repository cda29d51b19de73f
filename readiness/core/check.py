"""One tip: its words, how it is measured and how it is judged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from readiness.core.finding import Finding, Judgement, common_findings
from readiness.core.question import Answers, OptOut, Question
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.tip_list import REQUIRED


class Resource(StrEnum):
    """What only one check may use at a time."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Live:
    """What to show while a check is measuring; any part may be missing."""

    picture_jpeg: bytes | None = None
    level_dbfs: float | None = None
    done: float | None = None
    """Share of the work that is done, 0 to 1."""
    doing: Text | None = None
    prompt: Text | None = None
    """What the person should do now."""
    step: int | None = None
    """Which of the `steps` that the person is led through this is, from 1."""
    steps: int | None = None


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sample(Generic[R]):
    """What is known so far. `reading` is complete whenever it is there; a later one is better."""

    reading: R | None = None
    live: Live | None = None


class Commands(Protocol):
    """What the parent tells a running measurement."""

    @property
    def stopped(self) -> bool:
        """Has the parent asked to stop? Long waits inside measure() look here."""
        ...

    def take(self) -> str | None:
        """Take the oldest command that was not taken yet ("play", "replay"); None where there is none."""
        ...


class NoCommands:
    """For a measurement that nobody steers."""

    stopped: bool = False

    def take(self) -> str | None:
        return None


class Check(ABC, Generic[R]):
    """One tip: its words, its findings, how it is measured and how it is judged.

    `measure` runs in the probe, may be slow and touches the machine; `judge` is pure: no clock, no I/O, no
    platform. `deadline_s` counts from the child's hello line and bounds the whole measurement, unless
    somebody is watching; `silence_s` bounds the time from one sample to the next.
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    why: ClassVar[Text]
    table: ClassVar[tuple[Finding, ...]]
    """This tip's own findings, most serious first: the order is their precedence."""
    reading_type: ClassVar[type[Any] | None] = None
    """None where there is nothing to measure, only questions."""
    reported_words: ClassVar[frozenset[str]] = frozenset()
    """Fields of the reading that hold words and may be reported; numbers always may, other words never."""
    variants: ClassVar[Mapping[tuple[str, str], Finding]] = {}
    """By a finding's name and a field of the reading: other words for the same code where that field is not empty."""
    uses: ClassVar[frozenset[Resource]] = frozenset()
    after: ClassVar[tuple[str, ...]] = ()
    """Tips whose readings this one wants in `Setup.known`."""
    opt_out: ClassVar[OptOut] = OptOut()
    """What a person may choose beside doing or skipping it."""
    prompts: ClassVar[bool] = False
    """Does the measurement ask the person to do something while it runs?"""
    follows: ClassVar[bool] = False
    """Is it worth measuring on while somebody looks at the finding, so that it clears when the cause goes away?"""
    cheap: ClassVar[bool] = False
    """Does it only ask the system, quickly and safely? Then it may share a child with others like it."""
    deadline_s: ClassVar[float] = 20.0
    silence_s: ClassVar[float] = 20.0
    """A measurement that yields nothing for this long hangs, however far its deadline is."""

    @property
    def required(self) -> bool:
        """Is there no video visit without it?"""
        return self.id in REQUIRED

    @classmethod
    def findings(cls) -> tuple[Finding, ...]:
        """List every finding of this tip in order of precedence; a table may bring its own words for a common one."""
        own = {finding.code for finding in cls.table}
        return cls.table + tuple(f for f in common_findings(cls.id, cls.title) if f.code not in own)

    @classmethod
    def finding(cls, name: str) -> Finding:
        """Look up the finding with this name ("covered"). KeyError where the table has none."""
        code = f"{cls.id}.{name}"
        for finding in cls.findings():
            if finding.code == code:
                return finding
        raise KeyError(code)

    @classmethod
    def put_finding(cls, finding: Finding, facts: Mapping[str, object]) -> Finding:
        """Return the finding in the words that these facts of the reading ask for; most have one form alone."""
        asked = (other for (name, fact), other in cls.variants.items() if name == finding.name and facts.get(fact))
        return next(asked, finding)

    @classmethod
    def make_judgement(cls, *names: str, values: Mapping[str, object] | None = None) -> Judgement:
        """Make a judgement of these findings in the table's order: the first is the main one."""
        cls.finding(names[0])
        wanted = {f"{cls.id}.{name}" for name in names}
        main, *also = (finding for finding in cls.findings() if finding.code in wanted)
        return Judgement(main, tuple(also), values or {})

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """List what the person is asked on this tip's page."""
        return ()

    def asks(self, reading: R | None, setup: Setup) -> tuple[Question, ...]:
        """Choose the questions that make sense after this measurement; `reading` is None where it came to nothing."""
        return self.questions(setup)

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[R]]:
        """Yield what is known so far, again and again, as the tip's own `measure.py` does.

        Closing the generator releases every device. That module is loaded here, in the probe: what it needs takes
        5 to 250 ms, which nobody else pays. FactsError where recorded facts cannot be used.
        """
        yield from import_module(f"{type(self).__module__}.measure").measure(setup, commands)

    @abstractmethod
    def judge(self, reading: R | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge what this reading and these answers mean. `reading` is None only where there is nothing to measure."""

    def proven(self, found: Judgement, reading: R | None, setup: Setup, answers: Answers) -> Judgement:
        """Judge again at the end, when nobody will answer any more: what was left open may be no pass then."""
        return found
