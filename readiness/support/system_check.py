"""What a system check has found on a computer, and whether that is what such a computer should say.

An engineer collects it (`readiness support --system-check FILE`) on a computer that we cannot see; the file holds no
name, no path and no address. It is read as strictly as a report: somebody may have changed it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from readiness.support.evidence import SupportError

Fact = bool | float | str | None
Facts = Mapping[str, Any]
FIRST: Final = 1
MARK: Final = b'"system_check"'
MOST_FACTS: Final = 60
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,39}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_BUILD_OF_WINDOWS_10: Final = 10240
"""The first build of Windows 10: https://learn.microsoft.com/windows/release-health/release-information"""


class SystemStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step: what was answered, in how many seconds; `error` names an exception that no answer should raise."""

    id: str
    seconds: float
    facts: dict[str, Fact] = {}
    error: str = ""

    def as_text(self) -> str:
        """Tell the step, how long it took, and its facts, in one line."""
        facts = ", ".join(f"{key} {_say(value)}" for key, value in self.facts.items())
        return f"{self.id} ({self.seconds:.1f} s): {facts or 'nothing'}"


class SystemCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps of one computer."""

    system_check: Literal[1]
    version: str
    system: Literal["windows", "macos", "linux"]
    steps: tuple[SystemStep, ...]

    def as_text(self) -> str:
        """Tell the steps, the facts and what is not as it should be, in plain lines."""
        wrong = judge(self)
        steps = {step.id: step for step in self.steps}
        lines = [f"System check by Readiness {self.version} on {self.system}"]
        for step, told in wrong.items():
            lines.append(f"{'look' if told else 'good'}  {steps[step].as_text() if step in steps else step}")
            lines += [f"        {each}" for each in told]
        amiss = sum(map(bool, wrong.values()))
        lines.append(f"{len(wrong) - amiss} of {len(wrong)} steps are as expected." + (_CALL if amiss else ""))
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a computer as the page describes it should answer."""

    step: str
    words: str
    holds: Callable[[Facts], bool]
    only: str = ""
    """The system that this is about; empty: all."""


def _is(key: str, *values: Fact) -> Callable[[Facts], bool]:
    return lambda facts: facts.get(key) in values


def _known(*keys: str) -> Callable[[Facts], bool]:
    return lambda facts: all(facts.get(key) is not None for key in keys)


def _within(key: str, lowest: float, highest: float = math.inf) -> Callable[[Facts], bool]:
    def holds(facts: Facts) -> bool:
        value = facts.get(key)
        return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest

    return holds


def _is_windows_10(facts: Facts) -> bool:
    numbers = re.fullmatch(r"10\.0\.(\d{4,6})", str(facts.get("release")))
    return numbers is not None and int(numbers[1]) >= _BUILD_OF_WINDOWS_10


def _is_tried(facts: Facts) -> bool:
    """Tell whether it went well, or was not tried because a person's own start was arranged before."""
    return facts.get("login_start") is True or facts.get("arranged_before") is True


EXPECTED: Final = (
    Expectation("system", "a release of Windows 10 or 11, as 10.0 and the build", _is_windows_10, only="windows"),
    Expectation("system", "the hours since the start, above zero", _within("uptime_hours", 0.01)),
    Expectation("power", "whether the charger is plugged in, or that there is no battery", _known("charger")),
    Expectation("power", "the memory in use, 0 to 100 percent", _within("memory_percent", 0, 100)),
    Expectation("power", "some free disk space", _within("disk_free_gb", 0.01)),
    Expectation("programs", "the browser that opens web links", _known("browser")),
    Expectation("programs", "at least one known video program or browser", _within("found", 1)),
    Expectation("rules", "permission to use the camera", _is("camera_allowed", True)),
    Expectation("rules", "permission to use the microphone", _is("microphone_allowed", True)),
    Expectation("rules", "no other program using the camera", _is("camera_users", 0)),
    Expectation("rules", "no other program using the microphone", _is("microphone_held", False)),
    Expectation("rules", "no policy that forbids the browser the camera", _is("browser_without_camera", False)),
    Expectation("rules", "no policy that forbids the browser the microphone", _is("browser_without_microphone", False)),
    Expectation("network", "the kind of network connection", _is("kind", "cable", "wifi", "vpn", "other")),
    Expectation("devices", "a list of devices in time", _is("listed", True)),
    Expectation("devices", "at least one camera", _within("cameras", 1)),
    Expectation("devices", "at least one microphone", _within("microphones", 1)),
    Expectation("devices", "at least one speaker", _within("speakers", 1)),
    Expectation("camera", "a measurement within its deadline", _is("measured", True)),
    Expectation("camera", "pictures from the camera", _is("state", "showing")),
    Expectation("camera", "a picture size of 160 or more", _within("width", 160)),
    Expectation("sound", "a measurement within its deadline", _is("measured", True)),
    Expectation("sound", "sound from the microphone, not digital silence", _is("microphone", "sound")),
    Expectation("sound", "at least one second of sound", _within("duration_s", 1)),
    Expectation("processes", "a child process that is gone once it is ended", _is("gone", True)),
    Expectation("saving", "a file that is written, replaced and read back", _is("replaced", True)),
    Expectation("saving", "a start after the next login, arranged and withdrawn", _is_tried),
)
"""What docs/windows.md says to have ready makes each of these true."""


def read_system_check(content: bytes, where: str) -> SystemCheck | None:
    """Read this file's content as a system check; None where it is something else. SupportError where it is damaged."""
    if MARK not in content[:200]:
        return None
    try:
        read = msgspec.json.decode(content, type=SystemCheck)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise SupportError(f"{where}: This system check is damaged, or of a newer version. Ask for it again.") from None
    words = [read.version, *(step.id for step in read.steps), *(step.error for step in read.steps if step.error)]
    facts = [each for step in read.steps for each in step.facts.items()]
    names = [step.id for step in read.steps]
    strange = not all(map(_WORD.fullmatch, words)) or not all(is_fact(*each) for each in facts)
    strange = strange or len(set(names)) < len(names) or not {each.step for each in EXPECTED}.issuperset(names)
    if strange or max((len(step.facts) for step in read.steps), default=0) > MOST_FACTS or len(read.steps) > MOST_FACTS:
        raise SupportError(f"{where}: This system check holds what the program does not write. Ask for it again.")
    return read


def is_fact(key: str, value: Fact) -> bool:
    """Tell whether this is what the program writes: a short word, a number, yes, no, or nothing."""
    if not _KEY.fullmatch(key):
        return False
    return bool(_WORD.fullmatch(value)) if isinstance(value, str) else value is None or math.isfinite(value)


def judge(checked: SystemCheck) -> dict[str, list[str]]:
    """Judge each step: what is not as it should be. A step that is missing, or that raised, is not."""
    steps = {step.id: step for step in checked.steps}
    wrong: dict[str, list[str]] = {}
    for each in EXPECTED:
        if each.only and each.only != checked.system:
            continue
        step = steps.get(each.step)
        told = wrong.setdefault(each.step, [])
        if step is None or step.error:
            told[:] = [f"it failed with {step.error}" if step else "it is missing"]
        elif not each.holds(step.facts):
            told.append(f"expected: {each.words}")
    return wrong


_CALL: Final = " If a device was missing, plug it in and run this again. Otherwise please send us this file."


def _say(value: Fact) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
