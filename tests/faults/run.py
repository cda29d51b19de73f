"""Bring one fault about, run the real program, and look at everything that must hold whatever the fault is."""

from __future__ import annotations

import fnmatch
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.faults.fault import NUMBER, SLACK_S, Fault
from tests.faults.running import Ended, Files, Running
from tests.faults.scene import PYTHON, Scene, scene

GIVE_UP_S: Final = 15.0
"""A program that is later than this after its deadline hangs, and is stopped."""
VANISH_S: Final = 2.0
"""How long an orphan may need to notice that its parent was killed."""
# What the program keeps in the person's folders, and nothing else (docs/privacy.md).
DOCUMENTED: Final = (
    "home/.local/share/readiness/progress.json",
    "home/.local/share/readiness/settings.json",
    "home/.local/share/readiness/reports/*.json",
    "home/.config/Readiness/devices.json",
    "run/readiness-window",
)
_EXITS: Final = {"ready": 0, "ready-with-advice": 0, "not-ready": 1, "by-phone": 1, "could-not-check": 3}
_PROFILE: Final = """[clinic]
name = "Harbor Clinic"
visit_phone = "{number}"
[internet]
public_server = false
{more}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault."""

    fault: Fault
    seconds: float
    complaints: tuple[str, ...]
    read: tuple[str, ...] = ()
    """What the patient read: the sentence, then the steps."""
    got: str = ""

    @property
    def right(self) -> bool:
        """Was it as the table says?"""
        return not self.complaints


def command(made: Scene) -> list[str]:
    """The program's command line in this scene."""
    return [PYTHON, "-P", "-m", "readiness", *options(made)]


def options(made: Scene) -> list[str]:
    """The words behind the program in its command line."""
    words = list(made.arguments)
    if not made.own_profile:
        profile = made.path("profile.toml")
        profile.write_text(_PROFILE.format(number=NUMBER, more=made.profile), encoding="utf-8")
        words += ["--profile", str(profile)]
    if made.arguments[:1] == ["check"]:
        words += [] if made.attended else ["--unattended"]
        words += ["--json"] if made.as_json else []
    return words


def run(fault: Fault) -> Outcome:
    """Run it through the command line."""
    began = time.monotonic()
    try:
        with scene() as made:
            fault.stage(made)
            words = command(made)
            before = Files.below(made.folder)
            program = Running(made, words)
            if made.meanwhile is not None:
                made.meanwhile(program)
            ended = program.end(fault.within_s + SLACK_S + GIVE_UP_S, VANISH_S if fault.exits is None else 0.3)
            ended.new_files = sorted(Files.below(made.folder).there - before.there)
            complaints = tuple(_complaints(fault, made, ended))
            return Outcome(fault, ended.seconds, complaints, _read(ended), _got(ended))
    except Exception as error:  # the stage itself broke: told as such, and the others go on
        return Outcome(fault, time.monotonic() - began, (f"the stage failed: {type(error).__name__}: {error}",))


def run_all(
    faults: Sequence[Fault],
    side_by_side: int,
    tell: Callable[[Outcome], None] = lambda _: None,
    one: Callable[[Fault], Outcome] = run,
) -> list[Outcome]:
    """Run them, so many at a time; the slowest first."""
    order = sorted(faults, key=lambda fault: -fault.within_s)
    found: dict[str, Outcome] = {}
    with ThreadPoolExecutor(side_by_side) as pool:
        for outcome in pool.map(one, order):
            found[outcome.fault.id] = outcome
            tell(outcome)
    return [found[fault.id] for fault in faults]


def _complaints(fault: Fault, made: Scene, ended: Ended) -> Iterator[str]:
    if ended.code is None:
        yield f"it hangs: stopped after {ended.seconds:.0f} s"
    if ended.seconds > fault.within_s + SLACK_S:
        yield f"too late: {ended.seconds:.1f} s, {fault.within_s:g} s allowed"
    if fault.exits is not None and ended.code != fault.exits:
        yield f"exit code {ended.code}, not {fault.exits}"
    if ended.left:
        yield "processes left: " + "; ".join(" ".join(words[-5:]) for words in ended.left.values())
    if "Traceback" in ended.out + ended.errors:
        yield "a traceback reached the person"
    if fault.says and not re.search(fault.says, " ".join((ended.out + ended.errors).split())):
        yield f"nobody is told “{fault.says}”"
    yield from _of_report(fault, made, ended)
    yield from _of_files(made, ended)
    for look in made.afterwards:
        complaint = look(ended)
        if complaint:
            yield complaint


def _of_report(fault: Fault, made: Scene, ended: Ended) -> Iterator[str]:
    if not fault.finds:
        if ended.out.strip() and made.as_json and fault.exits == 2:
            yield "something else than a report is on stdout"
        return
    report = ended.report
    if report is None:
        if made.as_json:
            yield "there is no report on stdout"
        return
    found = [tip["finding"] for tip in report["tips"]]
    named = [code for codes in fault.finds for code in codes.split("|")]
    missing = [codes for codes in fault.finds if not set(codes.split("|")) & set(found)]
    if missing or len(found) != len(fault.finds):
        yield f"found {', '.join(found)}, not {', '.join(fault.finds)}"
    wrong = [tip["finding"] for tip in report["tips"] if tip["verdict"] == "pass" and tip["finding"] not in named]
    if wrong:
        yield f"FALSE PASS: {', '.join(wrong)}"
    if _EXITS[report["verdict"]] != ended.code:
        yield f"the verdict {report['verdict']} and the exit code {ended.code} do not agree"
    if not made.own_profile and (report["phone"] != NUMBER or NUMBER not in ended.errors):
        yield "the number to call is not in sight"
    if any(not tip["says"].strip() for tip in report["tips"]):
        yield "a finding without a sentence"


def _of_files(made: Scene, ended: Ended) -> Iterator[str]:
    """Nothing half-written, nothing that was not announced."""
    for path in ended.new_files:
        name = str(path.relative_to(made.folder))
        left = any(fnmatch.fnmatch(path.name, known) for known in made.leaves)
        if not left and not any(fnmatch.fnmatch(name, known) for known in DOCUMENTED):
            yield f"left behind: {name}"
        elif path.suffix == ".json" and not whole_json(path):
            yield f"half-written: {name}"


def whole_json(path: Path) -> bool:
    """Is it a whole JSON file?"""
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


def _read(ended: Ended) -> tuple[str, ...]:
    report = ended.report
    if report is None:
        return tuple(line.strip() for line in ended.errors.splitlines() if line.strip())[-3:]
    worst: Iterable[dict[str, Any]] = sorted(report["tips"], key=lambda tip: tip["verdict"] == "pass")
    return tuple(word for tip in worst for word in (tip["says"], *tip["fixes"]))


def _got(ended: Ended) -> str:
    report = ended.report
    if report is not None:
        return ", ".join(tip["finding"] for tip in report["tips"])
    return f"exit {ended.code}"
