"""What is known about one patient's check, whether it came as a file or as a code read over the phone."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from readiness.core.characters import is_steering, make_visible
from readiness.core.finding import Finding
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall, Verdict, judge_whole
from readiness.report.support_code import FORMAT, NEWER, CodeError, Decoded, decode
from readiness.tips import load_check

_WRITTEN_CODE: Final = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
LONGEST: int = 400
"""Characters of a report's sentence that are shown."""


_SERIOUS: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)


class SupportError(Exception):
    """A code or file that cannot be understood; the message says why and what to do, on one plain line."""

    def __init__(self, says: str) -> None:
        super().__init__(make_visible(says))


def plain(value: object, longest: int = LONGEST) -> str:
    """Make words from a file harmless on a screen: nothing that steers it, one line, of bearable length."""
    words = str(value)[: 4 * longest]
    if not words.isprintable():  # nearly all are
        words = "".join(
            letter if letter.isprintable() and not is_steering(letter) else " "
            for letter in words
            if unicodedata.category(letter) != "Cf"  # marks that turn or hide text leave no gap
        )
    words = " ".join(words.split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


@cache
def known_codes() -> Mapping[str, Finding]:
    """List every finding of this version by its code."""
    return {finding.code: finding for tip in TIPS for finding in load_check(tip).findings()}


@dataclass(frozen=True, slots=True)
class Seen:
    """One tip. `names` are finding names, the main one first; Words come from the file, made plain."""

    tip: str
    names: tuple[str, ...]
    says: str = ""
    fixes: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    """Words of the reading: programs, versions, systems."""
    answers: Mapping[str, str] = field(default_factory=dict)

    def findings(self) -> list[Finding | None]:
        """Look the findings up in this program's own table; None for one that this version does not know."""
        codes = known_codes()
        found = [codes.get(f"{self.tip}.{name}") for name in self.names]
        check = load_check(self.tip) if self.tip in TIPS else None
        return [each if each is None or check is None else check.put_finding(each, self.facts) for each in found]

    @property
    def verdict(self) -> Verdict:
        """By our own table: a file may say what it likes. Unknown where the finding is."""
        main = self.findings()[0]
        return Verdict.UNKNOWN if main is None else main.verdict

    @property
    def worst(self) -> Verdict:
        """The most serious of all its findings: in what we save that is the main one."""
        verdicts = [Verdict.UNKNOWN if each is None else each.verdict for each in self.findings()]
        return next((each for each in _SERIOUS if each in verdicts), self.verdict)


@dataclass(frozen=True)
class Evidence:
    """One check, as far as it is known."""

    label: str
    """The code, or the file's name."""
    version: str
    demo: bool
    tips: Mapping[str, Seen]
    code: str = ""
    system: str = ""
    language: str = "en"
    said_verdict: Overall | None = None
    """What the report itself says that it came to; a code does not say."""
    bands: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What is to be said about the evidence itself."""
    by_phone: bool = False
    """The patient said that they will have their visit by phone."""
    incomplete: bool = False
    """Made by a newer version: only a part of it is understood."""

    @cached_property
    def verdict(self) -> Overall:
        """The verdict of the whole: as the report says, else by the rule."""
        if self.said_verdict is not None:
            return self.said_verdict
        results = {tip: (seen.worst, seen.names[0]) for tip, seen in self.tips.items()}
        stopped = any("cancelled" in seen.names for seen in self.tips.values())
        return judge_whole(results, by_phone=self.by_phone, stopped=stopped)


PHONE_AS_NOT_NEEDED: Final = "0.1.0"
"""Its button “I will join by phone” left the internet's tip not needed, and no other trace."""


def means_by_phone(version: str, tips: Mapping[str, Seen]) -> bool:
    """Tell whether the patient chose a visit by phone in a version that left no other trace of it."""
    main = tips["internet"].names[0] if "internet" in tips else ""
    return version == PHONE_AS_NOT_NEEDED and main == "not-needed"


def of_code(decoded: Decoded) -> Evidence:
    """Turn what a code tells into evidence."""
    notes = []
    if decoded.correction is not None:
        c = decoded.correction
        notes.append(
            f"One character was wrong and has been put right: in group {c.group}, character {c.place} is "
            f"{c.right}, not {c.read}. Ask for group {c.group} once more; if it is not "
            f"{decoded.code.split('-')[c.group - 1]}, ask for the whole code."
        )
    if decoded.newer:
        notes.append("The code comes from a newer version. Please update this program; what can be read follows.")
    if decoded.format > FORMAT and not decoded.findings:
        notes.append("Nothing in it can be read by this version. Ask what the patient's screen says.")
    tips = {}
    for tip in TIPS:
        names = [decoded.findings[tip]] if tip in decoded.findings else []
        if tip == "sound" and "speaker" in decoded.findings:
            speaker = decoded.findings["speaker"]
            # What keeps the clinic from being heard outweighs a microphone that is well.
            names = [speaker, *names] if speaker in ("no-speaker", "not-heard") else [*names, speaker]
            names = [name for name in names if name != "good"] or names
        if names:
            tips[tip] = Seen(tip, tuple(names))
    return Evidence(
        label=decoded.code,
        version=decoded.version,
        demo=decoded.demo,
        tips=tips,
        code=decoded.code,
        bands=decoded.bands,
        notes=tuple(notes),
        by_phone=decoded.by_phone or means_by_phone(decoded.version, tips),
        incomplete=decoded.newer or NEWER in decoded.findings.values(),
    )


def written_codes(words: str) -> list[str]:
    """Find the support codes that stand in these words as a report writes them: four groups with dashes."""
    return _WRITTEN_CODE.findall(words)


def from_code(code: str) -> Evidence:
    """Read a support code as evidence. SupportError names what is wrong with it."""
    try:
        in_words = written_codes(code)
        return of_code(decode(in_words[0] if len(in_words) == 1 else code))
    except CodeError as error:
        raise SupportError(f"“{plain(code, 40)}”: {error}") from None


def is_file(what: str) -> bool:
    """Tell whether this is meant as a file, not as a code. One that is there is; a code may be written with dots."""
    with contextlib.suppress(OSError, ValueError):
        if what and Path(what).exists():
            return True
    with contextlib.suppress(CodeError):
        decode(what)
        return False
    try:
        return bool(Path(what).suffix) or "/" in what or "\\" in what
    except ValueError:
        return False
