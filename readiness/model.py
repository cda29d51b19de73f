"""The words that everything else speaks: verdicts, texts, findings, readings, checks. Standard library only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from readiness.characters import make_visible
from readiness.clinic import Profile

REQUIRED: Final = frozenset({"video-app", "internet", "camera", "sound"})
"""The tips without which there is no video visit."""
TIPS: Final = ("video-app", "internet", "restart", "computer", "camera", "sound", "room", "phone", "visit")
"""The ids of the tip list, in its order."""


class Verdict(StrEnum):
    """What one tip came to."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Could not be checked: never blamed on the patient, never called a pass."""
    NONE = "not-counted"
    """Not asked, not needed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A whole sentence to be said in the patient's language.

    `message` is the English sentence and the catalogue's key, with `{names}` for values; `values` fills
    them. `plural` with `count` (the name of the counting value) chooses the form by number. Words that
    come from a profile, a device or a server are `verbatim`: neither translated nor filled in.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: str = ""
    verbatim: bool = False

    def having(self, values: Mapping[str, object]) -> Text:
        """The same sentence with these values put in; values it already has are kept."""
        return replace(self, values={**values, **self.values})


class Pane(StrEnum):
    """A settings pane that the machine may be able to open."""

    CAMERA_PRIVACY = "camera-privacy"
    MICROPHONE_PRIVACY = "microphone-privacy"
    SOUND = "sound"
    NETWORK = "network"
    DOWNLOAD = "download"
    """Not a pane of the system: the download page of the application that is missing."""
    RESTART = "restart"
    """Nor is this: the restart that goes on afterwards."""
    OTHER_MICROPHONE = "other-microphone"
    """Not a pane of the system: the microphone that hears what the chosen one does not."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One numbered step. `pane` names a settings page that the machine may open for the patient."""

    says: Text
    pane: Pane | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that can be said about one result. Each check declares its table, most serious first.

    `code` is stable ("camera.covered"): it goes into reports and support codes.
    """

    code: str
    verdict: Verdict
    says: Text
    fixes: tuple[Fix, ...] = ()
    staff: Text = Text("")

    @property
    def tip(self) -> str:
        """The id of its tip."""
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        """The code without its tip."""
        return self.code.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Found:
    """What judge() returns: the finding that matters most, the others that hold, values for their words."""

    main: Finding
    also: tuple[Finding, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


class Answer(StrEnum):
    """What a person answers. No answer at all is None."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


Answers = Mapping[str, Answer | None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with Yes / No / Not sure. `to_do` is what to do where the answer is not Yes."""

    id: str
    says: Text
    to_do: Text = Text("")


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


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each measurement comes from; None is the system's own choice.

    A name, a path or an index of a device; `file:PATH`; for the camera also an `http:` stream. `server`
    is a LibreSpeed URL. `facts` is a file of recorded answers of a computer, for the demonstration and tests.
    """

    camera: str | None = None
    microphone: str | None = None
    speaker: str | None = None
    server: str | None = None
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a check needs to know beforehand. Crosses to the probe as JSON."""

    profile: Profile = field(default_factory=Profile)
    sources: Sources = field(default_factory=Sources)
    language: str = "en"
    attended: bool = False
    """Is a person there to be prompted and asked?"""
    watching: bool = False
    """Keep measuring until told to stop, because somebody looks at it."""
    demo: bool = False
    own_pid: int = 0
    """The program's main process; its tree's load is not the computer's."""
    typed_phone: str = ""
    """A fallback number that the patient typed: shown, never reported."""
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Readings that other tips already have, by tip."""


FILE_PREFIX: Final = "file:"


def file_source(source: str | None) -> str | None:
    """The path in a `file:PATH` source, or None where the source is something else."""
    if source is not None and source.startswith(FILE_PREFIX):
        return source.removeprefix(FILE_PREFIX)
    return None


def source_file_name(source: str | None) -> str:
    """The name of the file in a `file:PATH` source, without its folder; empty where the source is something else."""
    return make_visible((file_source(source) or "").replace("\\", "/").rpartition("/")[2])


class Commands(Protocol):
    """What the parent tells a running measurement."""

    @property
    def stopped(self) -> bool:
        """Has the parent asked to stop? Long waits inside measure() look here."""
        ...

    def take(self) -> str | None:
        """The oldest command that was not taken yet ("play", "replay"), or None."""
        ...


class NoCommands:
    """For a measurement that nobody steers."""

    stopped: bool = False

    def take(self) -> str | None:
        """Always None."""
        return None


CLOSE_OTHERS: Final = Fix(Text("Close other programs and try again."))


# Each tip's table ends with these; only the probe's end or the person can bring them about.
def common_findings(tip: str, title: Text) -> tuple[Finding, ...]:
    """The findings that every tip can have: what became of its probe, and what the person decided."""
    named = {"step": title}
    calm = Fix(Text("Choose “Try again”. If it happens again, you can go on without this step."))
    call = Fix(Text("Call your clinic if you are worried. They can help by phone."))
    return (
        Finding(
            f"{tip}.not-responding",
            Verdict.UNKNOWN,
            Text("This part of the check did not answer in time. It is not your fault."),
            (CLOSE_OTHERS, call),
            Text("The probe was stopped at its deadline. Ask for a restart; look for a hung driver or antivirus."),
        ),
        Finding(
            f"{tip}.crashed",
            Verdict.UNKNOWN,
            Text("This part of the check stopped by itself. It is not your fault."),
            (calm, call),
            Text("The probe process died, most often inside a driver. Ask for driver updates and a restart."),
        ),
        Finding(
            f"{tip}.error",
            Verdict.UNKNOWN,
            Text("We could not do this part of the check. It is not your fault."),
            (calm, call),
            Text("Our own code met something it did not expect. Please report it with the program's version."),
        ),
        Finding(
            f"{tip}.cancelled",
            Verdict.UNKNOWN,
            Text("This part of the check was stopped before it was done."),
            (Fix(Text("Start the check again when you have time.")),),
            Text("Somebody stopped the check. Ask the patient to run it to its end."),
        ),
        Finding(
            f"{tip}.skipped",
            Verdict.NONE,
            Text("You skipped this step: {step}.", named),
            (Fix(Text("You can come back to it at any time.")),),
            Text("Skipped by the patient. A required tip that is skipped leaves the whole unchecked."),
        ),
        Finding(
            f"{tip}.not-needed",
            Verdict.NONE,
            Text("You do not need this for your visit: {step}.", named),
            (),
            Text("Not needed: the patient does not use it, or the clinic does not ask for it."),
        ),
    )


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
    uses: ClassVar[frozenset[Resource]] = frozenset()
    after: ClassVar[tuple[str, ...]] = ()
    """Tips whose readings this one wants in `Setup.known`."""
    required: ClassVar[bool] = False
    prompts: ClassVar[bool] = False
    """Does the measurement ask the person to do something while it runs?"""
    follows: ClassVar[bool] = False
    """Is it worth measuring on while somebody looks at the finding, so that it clears when the cause goes away?"""
    cheap: ClassVar[bool] = False
    """Does it only ask the system, quickly and safely? Then it may share a child with others like it."""
    deadline_s: ClassVar[float] = 20.0
    silence_s: ClassVar[float] = 20.0
    """A measurement that yields nothing for this long hangs, however far its deadline is."""

    @classmethod
    def findings(cls) -> tuple[Finding, ...]:
        """Every finding of this tip in order of precedence; a table may bring its own words for a common one."""
        own = {finding.code for finding in cls.table}
        return cls.table + tuple(f for f in common_findings(cls.id, cls.title) if f.code not in own)

    @classmethod
    def finding(cls, name: str) -> Finding:
        """The finding with this name ("covered"). KeyError where the table has none."""
        code = f"{cls.id}.{name}"
        for finding in cls.findings():
            if finding.code == code:
                return finding
        raise KeyError(code)

    @classmethod
    def found(cls, *names: str, values: Mapping[str, object] | None = None) -> Found:
        """These findings in the table's order: the first is the main one."""
        cls.finding(names[0])
        wanted = {f"{cls.id}.{name}" for name in names}
        main, *also = (finding for finding in cls.findings() if finding.code in wanted)
        return Found(main, tuple(also), values or {})

    def questions(self, setup: Setup) -> tuple[Question, ...]:
        """What the person is asked on this tip's page."""
        del setup
        return ()

    def asks(self, reading: R | None, setup: Setup) -> tuple[Question, ...]:
        """Those of the questions that make sense after this measurement; None where it came to nothing."""
        del reading
        return self.questions(setup)

    def measure(self, setup: Setup, commands: Commands) -> Iterator[Sample[R]]:
        """Yield what is known so far, again and again. Closing the generator releases every device."""
        raise TypeError(f"{self.id} has nothing to measure")

    @abstractmethod
    def judge(self, reading: R | None, setup: Setup, answers: Answers) -> Found:
        """What this reading and these answers mean. `reading` is None only where there is nothing to measure."""

    def proven(self, found: Found, reading: R | None, setup: Setup, answers: Answers) -> Found:
        """The same at the end, when nobody will answer any more: what was left open may be no pass then."""
        del reading, setup, answers
        return found
