"""Evidence into what staff need on the phone: what the patient saw, likely causes, what to ask and say, where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from readiness.core.finding import Finding
from readiness.core.text import Text
from readiness.core.tip_list import REQUIRED, TIPS
from readiness.core.translation import ENGLISH
from readiness.core.units import format_measurement, format_number, label_and_unit
from readiness.core.verdict import Overall, Verdict
from readiness.support.evidence import Evidence, Seen
from readiness.support.guidance import find_advice
from readiness.support.settings_paths import WAYS
from readiness.tips import load_check

_BLANK: Final = "…"
_LOSS_UNTESTED: Final = "loss not tested (no practice call over UDP through a relay)"
_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_STANDS_FOR: Final = {
    "app": "(the program)",
    "maker": "(a program)",
    "programs": "(the programs at the top of the list)",
    "download_page": "(the program's own page)",
    "system": "(its name)",
    "work": "(updates, a virus scan, a backup or its file search)",
    "browsers": "(the clinic's, else Firefox or Chrome)",
    "browser": "(the web browser)",
}
ORDER: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)
IN_WORDS: Final = {
    Overall.READY: "ready",
    Overall.READY_WITH_ADVICE: "ready, with advice",
    Overall.NOT_READY: "not ready",
    Overall.COULD_NOT_CHECK: "could not check",
    Overall.BY_PHONE: "by phone",
}
_WITHOUT_REASON: Final = {
    Overall.COULD_NOT_CHECK: "Not everything was checked. Do that first, together.",
    Overall.NOT_READY: "Its findings do not say why. Check once more, together.",
}
"""Where to start when no finding explains the verdict: the check was stopped, or the report is damaged or changed."""


@dataclass(frozen=True, slots=True)
class Point:
    """One finding, with all that staff are told about it. A field is empty where there is nothing to tell."""

    code: str
    verdict: Verdict
    tip: str
    saw: str
    """What the patient read, in English."""
    saw_own: str = ""
    """The same in the patient's language, where that is another."""
    means: str = ""
    causes: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    say_own: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Setting, then (system, way to it)."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What this evidence means: `points` are what asks for something, the worst first."""

    title: str
    verdict: Overall
    start: str
    """Where to start, in one sentence."""
    notes: tuple[str, ...]
    points: tuple[Point, ...]
    well: tuple[str, ...]
    not_counted: tuple[str, ...]
    beside: tuple[str, ...]
    """Notes that stand beside a good result."""
    measured: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


def explain_evidence(evidence: Evidence) -> Explanation:
    """Explain what this evidence means, and what to do next."""
    points, beside = [], []
    for seen in evidence.tips.values():
        for at, finding in enumerate(seen.findings()):
            verdict = Verdict.UNKNOWN if finding is None else finding.verdict
            if verdict in ORDER:
                points.append(_point(evidence, seen, at, finding))
            elif finding is not None and at and verdict is Verdict.PASS:
                beside.append(f"{_say(finding.says)} ({finding.code})")
    points.sort(key=lambda point: ORDER.index(point.verdict))
    titles = {tip: ENGLISH.say(load_check(tip).title) for tip in evidence.tips}
    verdicts = {tip: seen.verdict for tip, seen in evidence.tips.items()}
    return Explanation(
        title=_title(evidence),
        verdict=evidence.verdict,
        start=_start(evidence, points),
        notes=(*evidence.notes, *_unseen(evidence)),
        points=tuple(points),
        well=tuple(titles[tip] for tip, verdict in verdicts.items() if verdict is Verdict.PASS),
        not_counted=tuple(
            f"{titles[tip]} ({evidence.tips[tip].names[0]})" for tip, v in verdicts.items() if v is Verdict.NONE
        ),
        beside=tuple(beside),
        measured=tuple(_measured(evidence, titles)),
        answers=tuple((key, answer) for seen in evidence.tips.values() for key, answer in seen.answers.items()),
    )


def _title(evidence: Evidence) -> str:
    kind = "Support code" if evidence.label == evidence.code else "Report"
    made = f"version {evidence.version}" if evidence.version else "a newer version"
    parts = [made, {"windows": "Windows", "macos": "macOS", "linux": "Linux"}.get(evidence.system, "")]
    parts += [f"language {evidence.language}" if evidence.language != "en" else ""]
    demo = " — DEMONSTRATION, no patient's computer" if evidence.demo else ""
    return f"{kind} {evidence.label} ({', '.join(part for part in parts if part)}){demo}"


def _unseen(evidence: Evidence) -> Iterator[str]:
    """Name what a check of a few tips says nothing about."""
    missing = [tip for tip in TIPS if tip in REQUIRED and tip not in evidence.tips]
    if missing and evidence.tips and evidence.verdict in (Overall.READY, Overall.READY_WITH_ADVICE):
        yield f"Only a part was checked. Nothing is known about: {', '.join(missing)}."


def _start(evidence: Evidence, points: list[Point]) -> str:
    if evidence.verdict is Overall.BY_PHONE:
        return "The patient wants a visit by phone: tell the care team to call, and not to wait on video."
    if not points:
        return _start_without_points(evidence)
    first = points[0]
    if first.verdict is Verdict.WARN and evidence.verdict in _WITHOUT_REASON:
        return f"{_WITHOUT_REASON[evidence.verdict]} Found so far: {first.code}."
    if first.verdict is Verdict.WARN:
        return f"The visit should work. Best to mend first: {first.code}."
    if first.verdict is Verdict.UNKNOWN:
        return f"Not the patient's fault. Check again first: {first.code}."
    return f"Start with {first.code}; the rest can wait until that is mended."


def _start_without_points(evidence: Evidence) -> str:
    if not evidence.tips:
        return "Nothing is known. Ask what the screen says."
    if evidence.verdict in _WITHOUT_REASON:
        return _WITHOUT_REASON[evidence.verdict]
    without = [tip for tip, seen in evidence.tips.items() if tip in REQUIRED and seen.verdict is Verdict.NONE]
    if without:
        return f"The patient does without: {', '.join(without)}. Ask whether the visit can."
    return "Nothing stands in the way. If the visit still fails, look at the video program's own settings."


def _point(evidence: Evidence, seen: Seen, at: int, finding: Finding | None) -> Point:
    title = ENGLISH.say(load_check(seen.tip).title)
    name = seen.names[at]
    own = evidence.language.partition("-")[0] != "en"
    if finding is None:
        says = seen.says if at == 0 else ""
        means = "This version does not know it. Please update this program."
        return Point(f"{seen.tip}.{name}", Verdict.UNKNOWN, title, says, means=means)
    told = find_advice(seen.tip, name)
    browser = {"browser": seen.facts.get("forbidden_in", "")}
    return Point(
        code=finding.code,
        verdict=finding.verdict,
        tip=title,
        saw=seen.says if at == 0 and not own and seen.says else _say(finding.says, browser),
        saw_own=seen.says if own and at == 0 else "",
        means=_means(finding.staff, _known(evidence, seen)),
        causes=() if told is None else told.causes,
        ask=() if told is None else told.ask,
        say=tuple(_say(fix.says) for fix in finding.fixes),
        say_own=seen.fixes if own and at == 0 else (),
        where=()
        if told is None
        else tuple((place.value, tuple(WAYS[place].on(evidence.system).items())) for place in told.where),
    )


def _say(text: Text, known: Mapping[str, str] | None = None) -> str:
    """Say the sentence in English. Values that a code or a report does not hold are told by what they stand for."""
    values = {name: (known or {}).get(name) or _STANDS_FOR.get(name, _BLANK) for name in _NAME.findall(text.message)}
    return ENGLISH.say(text, values)


def _means(text: Text, known: Mapping[str, str]) -> str:
    """Return the staff's text without the sentences whose figures are not known."""
    told = _say(text, known)
    sentences = [each for each in re.split(r"(?<=[.!?])\s+", told) if _BLANK not in each]
    return " ".join(sentences) or told


def _known(evidence: Evidence, seen: Seen) -> dict[str, str]:
    """Collect what is known of this tip's figures, by the names that sentences use ("up" for up_mbps)."""
    known = {}
    if seen.tip == "internet":
        for key, (low, high) in evidence.bands.items():
            known[label_and_unit(key)[0]] = f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
    for key, value in seen.figures.items():
        known[key] = known[label_and_unit(key)[0]] = format_number(value)
    return known


def _measured(evidence: Evidence, titles: dict[str, str]) -> Iterator[tuple[str, str]]:
    for tip, seen in evidence.tips.items():
        parts = [format_measurement(key, value) for key, value in seen.figures.items()]
        parts += [f"{key.replace('_', ' ')}: {words}" for key, words in seen.facts.items()]
        if tip == "internet" and _loss_untested(seen.figures):
            parts.append(_LOSS_UNTESTED)
        if parts:
            yield titles[tip], ", ".join(parts)
    if evidence.bands:
        parts = [_band(key, *band) for key, band in evidence.bands.items()]
        yield "Internet, in bands", ", ".join([*parts, *([_LOSS_UNTESTED] if _loss_untested(evidence.bands) else [])])


def _loss_untested(known: Collection[str]) -> bool:
    """Tell whether the line was measured, but not what gets lost on it. That takes a relay and UDP."""
    return not {"down_mbps", "up_mbps"}.isdisjoint(known) and "loop_loss_percent" not in known


def _band(key: str, low: float, high: float | None) -> str:
    name, unit = label_and_unit(key)
    limits = f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
    return f"{name} {limits} {unit}"


# ---- in the terminal


def as_text(told: Explanation) -> str:
    """Write it for the terminal."""
    return "\n".join(_text(told)) + "\n"


def _text(told: Explanation) -> Iterator[str]:
    yield told.title
    yield f"Verdict: {IN_WORDS[told.verdict]}. {told.start}"
    yield from (f"! {note}" for note in told.notes)
    for point in told.points:
        yield ""
        yield f"{point.tip}: {str(point.verdict).upper()} ({point.code})"
        if point.saw:
            yield f"  The patient saw: {point.saw}"
        if point.saw_own:
            yield f"    in their words: {point.saw_own}"
        if point.means:
            yield f"  It means: {point.means}"
        yield from _listed("  Likely causes, the likeliest first:", point.causes, numbered=True)
        yield from _listed("  Ask:", point.ask)
        yield from _listed("  Say next:", point.say, numbered=True)
        yield from _listed("    in their words:", point.say_own, numbered=True)
        for place, ways in point.where:
            yield f"  Where it is ({place}):"
            yield from (f"    {system}: {way}" for system, way in ways)
    yield ""
    if told.well:
        yield f"Good: {', '.join(told.well)}"
    if told.not_counted:
        yield f"Not counted: {', '.join(told.not_counted)}"
    yield from (f"Note: {each}" for each in told.beside)
    if told.answers:
        yield f"Answers: {', '.join(f'{key} {answer}' for key, answer in told.answers)}"
    yield from _listed("Measured:", tuple(f"{tip}: {figures}" for tip, figures in told.measured))


def _listed(heading: str, items: tuple[str, ...], *, numbered: bool = False) -> Iterator[str]:
    if items:
        yield heading
        indent = " " * (len(heading) - len(heading.lstrip()) + 2)
        yield from (f"{indent}{f'{at}.' if numbered else '-'} {item}" for at, item in enumerate(items, 1))
