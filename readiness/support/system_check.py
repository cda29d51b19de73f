"""What a system check has found on a computer, and whether that is what such a computer should say.

An engineer collects it (`readiness support --system-check FILE`) where nobody of us could look; the file holds no name,
no path and no address. Read as strictly as a report: whoever sends it may have changed it.
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


class SystemCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps of one computer."""

    system_check: Literal[1]
    version: str
    system: Literal["windows", "macos", "linux"]
    steps: tuple[SystemStep, ...]

    def as_text(self) -> str:
        """Tell the steps, the facts and what is not as it should be, in plain lines."""
        return tell(self)


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
    Expectation("system", "the release is Windows' own number, 10.0 with its build", _is_windows_10, only="windows"),
    Expectation("system", "the hours since the start are known, and are more than none", _within("uptime_hours", 0.01)),
    Expectation("power", "it says whether the charger is in, or that there is no battery", _known("charger")),
    Expectation("power", "the memory's load is a share", _within("memory_percent", 0, 100)),
    Expectation("power", "the disk has free space", _within("disk_free_gb", 0.01)),
    Expectation("programs", "the browser that opens web links is known", _known("browser")),
    Expectation("programs", "a video program or a browser of our table is found", _within("found", 1)),
    Expectation("rules", "the camera may be used", _is("camera_allowed", True)),
    Expectation("rules", "the microphone may be used", _is("microphone_allowed", True)),
    Expectation("rules", "no other program has the camera", _is("camera_users", 0)),
    Expectation("rules", "no other program holds the microphone", _is("microphone_held", False)),
    Expectation("rules", "no rule keeps the browser from the camera", _is("browser_without_camera", False)),
    Expectation("rules", "no rule keeps the browser from the microphone", _is("browser_without_microphone", False)),
    Expectation("network", "the way to the internet is known", _is("kind", "cable", "wifi", "vpn", "other")),
    Expectation("devices", "the list came in time", _is("listed", True)),
    Expectation("devices", "a camera is listed", _within("cameras", 1)),
    Expectation("devices", "a microphone is listed", _within("microphones", 1)),
    Expectation("devices", "a speaker is listed", _within("speakers", 1)),
    Expectation("camera", "it is measured in time", _is("measured", True)),
    Expectation("camera", "the camera gives pictures", _is("state", "showing")),
    Expectation("camera", "the pictures have a size", _within("width", 160)),
    Expectation("sound", "it is measured in time", _is("measured", True)),
    Expectation("sound", "the microphone gives sound, not silence without a noise", _is("microphone", "sound")),
    Expectation("sound", "it listens for a second or more", _within("duration_s", 1)),
    Expectation("processes", "a child that is ended is gone", _is("gone", True)),
    Expectation("saving", "a file is written, replaced and read again", _is("replaced", True)),
    Expectation("saving", "a start after the next login is arranged and taken back", _is_tried),
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
            told[:] = [f"it raised {step.error}" if step else "it was not done"]
        elif not each.holds(step.facts):
            told.append(f"not so: {each.words}")
    return wrong


def tell(checked: SystemCheck) -> str:
    """Tell what SystemCheck.as_text does."""
    wrong = judge(checked)
    steps = {step.id: step for step in checked.steps}
    lines = [f"System check by Readiness {checked.version} on {checked.system}"]
    for step, told in wrong.items():
        facts = ", ".join(f"{key} {_say(value)}" for key, value in steps[step].facts.items()) if step in steps else ""
        took = f" ({steps[step].seconds:.1f} s)" if step in steps else ""
        lines.append(f"{'look' if told else 'good'}  {step}{took}: {facts or 'nothing'}")
        lines += [f"        {each}" for each in told]
    amiss = sum(map(bool, wrong.values()))
    lines.append(f"{len(wrong) - amiss} of {len(wrong)} steps are as expected." + (_CALL if amiss else ""))
    return "\n".join(lines) + "\n"


_CALL: Final = " Where a device was missing, plug it in and check again; else please send this file to us."


def _say(value: Fact) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
